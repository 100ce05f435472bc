import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a program without the traces of the test runner around it; gives what it printed, or fails with all of it. */
export async function run(program: string, given: readonly string[], cwd: string): Promise<string> {
  const { NODE_OPTIONS: _, NODE_ENV: __, VITEST: ___, NODE_TEST_CONTEXT: ____, ...env } = process.env
  try {
    const { stdout } = await execute(program, given, { cwd, env, maxBuffer: 64 * 1024 * 1024 })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${program} ${given.join(' ')} failed\n${stdout}\n${stderr}`, { cause: error })
  }
}
