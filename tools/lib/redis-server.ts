import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { strangers } from './strangers.ts'

/** A Redis of one's own: it may be killed and started again. */
export interface RedisServer {
  readonly port: number
  /** Ends with -9, as a machine does; nothing that it held is left. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Sends a signal: `SIGSTOP` makes it a black hole, `SIGCONT` wakes it. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  close(): Promise<void>
}

export async function redisServer(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mis-redis-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    child = spawn(strangers.redis.program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    let log = ''
    for await (const chunk of child.stdout ?? []) {
      log += chunk
      if (log.includes('Ready to accept connections')) break
    }
    if (!log.includes('Ready to accept connections')) throw new Error(`redis-server did not start: ${log}`)
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    port,
    kill,
    start,
    signal: (name) => void child?.kill(name),
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
