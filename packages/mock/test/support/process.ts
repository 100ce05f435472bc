import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a module in a process of its own and gives what it wrote; fails unless it ends by itself within 15 s. */
export async function inOwnProcess(code: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const flags = ['--conditions=@mis/source', '--no-warnings', '--input-type=module', '--eval', code]
  const { stdout } = await run(process.execPath, flags, {
    cwd: here,
    timeout: 15_000,
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  })
  return stdout
}
