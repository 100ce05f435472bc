// The mock MIS in a process of its own, so that its work is not counted as the client's.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface MockProcess extends Facts {
  close(): Promise<void>
}

/** What the client has to know of the mock. */
export interface Facts {
  readonly url: string
  readonly doctorIds: readonly string[]
}

export async function startMock(): Promise<MockProcess> {
  const child = fork(fileURLToPath(new URL('./mock-child.ts', import.meta.url)), {
    execArgv: ['--conditions=@mis/source'],
  })
  const [facts] = (await once(child, 'message')) as [Facts]
  return {
    ...facts,
    async close() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
