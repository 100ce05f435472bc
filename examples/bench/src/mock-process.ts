// The mock MIS in a process of its own, so that its work is not counted as the client's.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type MockProcess<F extends Facts = Facts> = F & { close(): Promise<void> }

/** What the client has to know of the mock. */
export interface Facts {
  readonly url: string
  readonly doctorIds: readonly string[]
}

/** Runs a program that stands beside this one and sends its facts once it listens. */
export async function startMock<F extends Facts = Facts>(program: string): Promise<MockProcess<F>> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), {
    execArgv: ['--conditions=@mis/source'],
  })
  const [facts] = (await once(child, 'message')) as [F]
  return {
    ...facts,
    async close() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
