import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MisCommand, OpenedMis, Opening, Visit } from './protocol.ts'

export interface MisProcess {
  /** A world of its own on a socket of its own, with free times. */
  open(opening: Opening): Promise<OpenedMis>
  /** Connections are refused from now on. */
  down(mis: number): Promise<void>
  up(mis: number): Promise<void>
  /** Lets the requests go on that a slow MIS holds. */
  release(mis: number): Promise<void>
  look(mis: number): Promise<readonly Visit[]>
  shut(mis: number): Promise<void>
  close(): Promise<void>
}

export async function misProcess(): Promise<MisProcess> {
  const child = fork(fileURLToPath(new URL('mis-child.ts', import.meta.url)), {
    execArgv: ['--conditions=@mis/source'],
  })
  await once(child, 'message')
  const waiting = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>()
  let last = 0
  child.on('message', ({ id, output, error }: { id: number; output?: unknown; error?: string }) => {
    if (error === undefined) waiting.get(id)?.resolve(output)
    else waiting.get(id)?.reject(new Error(error))
    waiting.delete(id)
  })
  const ask = <T>(input: MisCommand) =>
    new Promise<T>((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve: (output) => resolve(output as T), reject })
      child.send({ id, input })
    })
  return {
    open: (opening) => ask({ command: 'open', ...opening }),
    down: (mis) => ask({ command: 'down', mis }),
    up: (mis) => ask({ command: 'up', mis }),
    release: (mis) => ask({ command: 'release', mis }),
    look: (mis) => ask({ command: 'look', mis }),
    shut: (mis) => ask({ command: 'close', mis }),
    async close() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
