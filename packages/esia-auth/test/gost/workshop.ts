// A folder of its own in which other programs work on the same files.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Ran {
  readonly ok: boolean
  readonly stdout: Buffer
  readonly stderr: string
}

export interface Workshop {
  /** Writes a file and gives its path. */
  put(name: string, content: string | Uint8Array): string
  read(name: string): Buffer
  path(name: string): string
  /** Runs a program to its end, whatever its end is. */
  run(program: string, args: readonly string[], input?: Uint8Array): Ran
  /** The same, where anything but success is an error with what the program said. */
  must(program: string, args: readonly string[], input?: Uint8Array): Buffer
  close(): void
}

export function workshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'gost-'))
  const path = (name: string): string => join(folder, name)
  // A configuration of the machine could bring the engine in twice; certtool takes dates for those of the zone.
  const env = { ...process.env, OPENSSL_CONF: undefined, LC_ALL: 'C', TZ: 'UTC' }
  const run: Workshop['run'] = (program, args, input) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, input: input ?? '' })
    return { ok: status === 0, stdout, stderr: String(stderr) }
  }
  return {
    path,
    run,
    put: (name, content) => {
      writeFileSync(path(name), content)
      return path(name)
    },
    read: (name) => readFileSync(path(name)),
    must: (program, args, input) => {
      const ran = run(program, args, input)
      if (!ran.ok) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr || ran.stdout}`)
      return ran.stdout
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
