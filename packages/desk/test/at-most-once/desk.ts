import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DeskJob, DeskReport } from './protocol.ts'

export interface DeskProcess {
  /** Does a job and says what it tells; resolves when it is over or the process has died. */
  perform(
    job: DeskJob,
    told?: (report: DeskReport) => void,
  ): Promise<{ readonly reports: readonly DeskReport[]; readonly died: boolean }>
  /** As a power switch does it. */
  kill(): Promise<void>
}

/** Starts a process that waits for its job. */
export async function deskProcess(): Promise<DeskProcess> {
  const child = fork(fileURLToPath(new URL('desk-child.ts', import.meta.url)), {
    execArgv: ['--conditions=@mis/source', '--no-warnings'],
  })
  await once(child, 'message')
  return {
    perform: (job, told) => perform(child, job, told),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function perform(child: ChildProcess, job: DeskJob, told: (report: DeskReport) => void = () => undefined) {
  const reports: DeskReport[] = []
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  child.on('message', (report: DeskReport) => {
    reports.push(report)
    told(report)
    if (report.kind === 'over') resolve(false)
    if (report.kind === 'failed') reject(new Error(report.why))
  })
  child.once('exit', () => resolve(true))
  child.send(job)
  return { died: await promise, reports }
}
