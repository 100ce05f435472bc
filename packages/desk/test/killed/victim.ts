import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Job, Told } from './protocol.ts'

/** What became of a job. */
export interface Ended {
  readonly died: boolean
  readonly told: readonly Told[]
  /** How many statements it took; 0 where the process has died. */
  readonly statements: number
}

export interface Victim {
  /** Does a job, to its end or its own. Whoever is told of a `round` says when it may go on. */
  perform(job: Job, told?: (report: Told, goOn: () => void) => void): Promise<Ended>
  /** As a power switch does it. */
  kill(): Promise<void>
}

/** Starts a process that waits for its job. */
export async function victimProcess(): Promise<Victim> {
  const child = fork(fileURLToPath(new URL('victim-child.ts', import.meta.url)), {
    execArgv: ['--conditions=@mis/source', '--no-warnings'],
  })
  // Nothing that was told is lost with the process.
  const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')])
  await once(child, 'message')
  return {
    perform: (job, told) => perform(child, gone, job, told),
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function perform(
  child: ChildProcess,
  gone: Promise<unknown>,
  job: Job,
  hear: (report: Told, goOn: () => void) => void = () => {},
): Promise<Ended> {
  const told: Told[] = []
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  const listen = (report: Told) => {
    told.push(report)
    hear(report, () => child.send({ goOn: true }))
    if (report.kind === 'over') resolve({ died: false, told, statements: report.statements })
    if (report.kind === 'failed') reject(new Error(report.why))
  }
  child.on('message', listen)
  gone.then(() => resolve({ died: true, told, statements: 0 }), reject)
  child.send(job)
  try {
    return await promise
  } finally {
    child.off('message', listen)
  }
}
