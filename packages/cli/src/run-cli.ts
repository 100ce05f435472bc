import { isMisError } from '@mis/core'
import { checkCommand } from './check/command.ts'
import { type Command, parseTyped } from './command.ts'
import { createAdapterCommand } from './create-adapter/command.ts'
import { helpOf, overview } from './help.ts'
import { mockCommand } from './mock/command.ts'
import { ownVersion } from './own-package.ts'
import { syncCommand } from './sync/command.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

const commands: readonly Command[] = [mockCommand, checkCommand, createAdapterCommand, syncCommand]

/** Runs `mis` with these arguments and gives its exit code: 0 good, 1 found or failed, 2 a wrong command line. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [word = '', ...rest] = args
  try {
    if (word === '--version') return say(terminal, ownVersion)
    if (word === '--help' || word === 'help') return say(terminal, overview(commands))
    const command = commands.find(({ name }) => name === word)
    if (command === undefined) {
      terminal.err(word === '' ? overview(commands) : `There is no mis ${word}. mis --help tells what there is.`)
      return 2
    }
    const typed = parseTyped(command, rest)
    if (typed.flag('help')) return say(terminal, helpOf(command))
    return await command.run(typed, terminal)
  } catch (error) {
    terminal.err(sentenceOf(error))
    return error instanceof UsageError || isMisError(error, 'invalid-request') ? 2 : 1
  }
}

function say(terminal: Terminal, text: string): number {
  terminal.out(text)
  return 0
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
