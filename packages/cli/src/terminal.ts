import { styleText } from 'node:util'
import { defaultRuntime, type Runtime } from '@mis/core'

/** How `paint` may mark a text; nothing where colours are off. */
export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** What a command sees of the world around it. */
export interface Terminal {
  /** A line of the answer. */
  out(line: string): void
  /** A line about the answer: a failure, a warning. */
  err(line: string): void
  /** A line that is drawn over the one before. Nothing is shown where nobody watches. */
  progress(line: string): void
  /** Colours what `out` will print; the text itself where colours are not wanted (`NO_COLOR`, a file, a pipe). */
  paint(style: Style, text: string): string
  /** Aborts on Ctrl-C and on termination. */
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly runtime: Runtime
}

type Process = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env' | 'cwd' | 'once'>

/** The terminal of a process. The first Ctrl-C ends the command politely, the second one the process. */
export function processTerminal(process: Process): Terminal {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  const clear = () => {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  }
  return {
    out(line) {
      clear()
      process.stdout.write(`${line}\n`)
    },
    err(line) {
      clear()
      process.stderr.write(`${line}\n`)
    },
    progress(line) {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`)
    },
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    signal: stop.signal,
    env: process.env,
    cwd: process.cwd(),
    runtime: defaultRuntime,
  }
}

const width = 24

/** `[########----------------] 4 of 12 doctors`; an empty text clears the line. */
export function progressBar(done: number, all: number, what: string): string {
  const filled = all === 0 ? width : Math.round((done / all) * width)
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${done} of ${all} ${what}`
}
