import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { freePort } from '../../../../tools/lib/free-port.ts'
import { missing, strangers } from '../../../../tools/lib/strangers.ts'

/** A PostgreSQL of the test's own: it may be killed and started again. */
export interface PostgresServer {
  readonly port: number
  /** For `new Pool(…)`: a superuser of a database of its own. */
  readonly connection: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
  }
  /** `immediate` ends it as a crash does; `fast` ends its connections first. */
  stop(mode: 'fast' | 'immediate'): void
  start(): void
  close(): void
}

async function postgresServer(): Promise<PostgresServer> {
  // The server does not run as root; Debian's package brings a user for it.
  const isRoot = process.getuid?.() === 0
  const bin = globSync('/usr/lib/postgresql/*/bin').at(-1) ?? ''
  const run = (program: string, ...args: string[]) => {
    const command = [join(bin, program), ...args]
    const [first = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
    const { status, stderr, stdout } = spawnSync(first, rest, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] })
    if (status !== 0) throw new Error(`${program} failed: ${stdout}${stderr}`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'mis-postgres-'))
  if (isRoot) execFileSync('chown', ['postgres', folder])
  const data = join(folder, 'data')
  run('initdb', '-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N')
  const port = await freePort()
  const settings = [
    `-c port=${port}`,
    '-c listen_addresses=127.0.0.1',
    `-c unix_socket_directories=${folder}`,
    '-c max_connections=120',
    '-c shared_buffers=32MB',
  ].join(' ')
  // Logs to a file: a pipe would stay open as long as the server runs.
  const start = () => run('pg_ctl', 'start', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings)
  const stop = (mode: 'fast' | 'immediate') => run('pg_ctl', 'stop', '-D', data, '-w', '-m', mode)
  start()
  let isRunning = true
  return {
    port,
    connection: { host: '127.0.0.1', port, user: 'owner', database: 'postgres' },
    stop(mode) {
      stop(mode)
      isRunning = false
    },
    start() {
      start()
      isRunning = true
    },
    close() {
      if (isRunning) stop('immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A suite over a PostgreSQL of its own; where there is none it says so instead. `server`: for its cases and hooks. */
export function withPostgres(title: string, suite: (server: () => PostgresServer) => void): void {
  const why = missing(strangers.postgres)
  if (why !== undefined) {
    describe(title, () => it(`was NOT RUN: ${why}`, () => console.warn(`${title}: was not run: ${why}`)))
    return
  }
  describe(title, () => {
    let server: PostgresServer | undefined
    beforeAll(async () => {
      server = await postgresServer()
    })
    afterAll(() => server?.close())
    suite(() => {
      if (server === undefined) throw new Error('the server is there in cases and hooks alone')
      return server
    })
  })
}
