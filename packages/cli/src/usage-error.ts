/** The command line or a file it names makes no sense: exit code 2, and the message is all that is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
