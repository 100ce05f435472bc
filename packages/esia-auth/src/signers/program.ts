import { type ChildProcess, execFile } from 'node:child_process'

/** A program and its arguments; no shell reads them. */
export interface Program {
  readonly file: string
  readonly arguments: readonly string[]
  /** Given on its standard input. Default: nothing. */
  readonly input?: Uint8Array
  /** Beside the environment of this process. Default: nothing. */
  readonly environment?: Readonly<Record<string, string>>
}

/** How a program ended. Its words are for tables of what may be said, never for an error: they may name secrets. */
export interface Ended {
  /** Null where it was not started, or was stopped by a signal. */
  readonly status: number | null
  /** Why it was not started, such as `ENOENT`, or `ERR_CHILD_PROCESS_STDIO_MAXBUFFER`; '' where it ran. */
  readonly trouble: string
  readonly output: Uint8Array
  readonly words: string
}

const mostOutput = 256 * 1024

/**
 * Runs a program and waits until it is gone, whatever happens: an abort kills it.
 *
 * @throws the reason of the signal
 */
export async function run(program: Program, signal: AbortSignal): Promise<Ended> {
  signal.throwIfAborted()
  let child: ChildProcess | undefined
  const ended = await new Promise<Ended>((resolve) => {
    child = execFile(
      program.file,
      program.arguments,
      {
        encoding: 'buffer',
        maxBuffer: mostOutput,
        killSignal: 'SIGKILL',
        windowsHide: true,
        env: { ...process.env, LC_ALL: 'C', ...program.environment },
        signal,
      },
      (error, output, words) => {
        // `error.message` holds the whole command line, so it goes no further.
        const code = error?.code ?? 0
        resolve({
          status: error ? (typeof code === 'number' && !error.killed ? code : null) : 0,
          trouble: typeof code === 'string' ? code : '',
          output,
          words: `${words.toString('latin1')}\n${output.toString('latin1')}`,
        })
      },
    )
    // A program that ends without reading is judged by how it ended.
    child.stdin?.on('error', () => {})
    child.stdin?.end(program.input)
  })
  if (child) await gone(child)
  signal.throwIfAborted()
  return ended
}

/** A killed program is told of before it is dead. */
async function gone(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolve) => child.once('exit', resolve))
}
