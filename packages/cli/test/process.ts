// The command as a user starts it: a process of its own, without a terminal.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../src/mis.ts', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function begin(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams {
  const { NODE_OPTIONS: _, FORCE_COLOR: __, ...inherited } = process.env
  return spawn(process.execPath, ['--conditions=@mis/source', program, ...args], { env: { ...inherited, ...env } })
}

/** Runs `mis` to its end. */
export async function mis(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = begin(args, env)
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const [code] = await once(child, 'close')
  return { code, out, err }
}

export interface Running {
  /** The next line it prints; undefined at the end. */
  line(): Promise<string | undefined>
  /** Ctrl-C; gives the exit code. */
  stop(): Promise<number | null>
}

/** Starts `mis` and leaves it running. */
export function running(...args: readonly string[]): Running {
  const child = begin(args, {})
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async line() {
      const { value } = await lines.next()
      return value
    },
    async stop() {
      child.kill('SIGINT')
      const [code] = await ended
      return code
    },
  }
}
