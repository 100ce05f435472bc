// The command `mis mock` while something runs against it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Runs `body` while `program` serves; `program` must print its address in its first line. */
export async function whileServing<T>(
  program: string,
  args: readonly string[],
  cwd: string,
  body: () => Promise<T>,
): Promise<{ readonly result: T; readonly printed: readonly string[] }> {
  const { NODE_OPTIONS: _, ...env } = process.env
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const printed: string[] = []
  const lines = createInterface({ input: child.stdout })
  const ready = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      printed.push(line)
      resolve()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${program} ${args.join(' ')} ended with ${code}`)))
  })
  try {
    await ready
    const result = await body()
    return { result, printed }
  } finally {
    await stop(child)
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGINT')
  await closed
}
