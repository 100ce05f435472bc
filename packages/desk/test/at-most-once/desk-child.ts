// A desk in a process of its own. It waits for its job, so that starting a process costs no time of the run.
import { defaultRuntime, type MisAdapter } from '@mis/core'
import { createWorld, fakeMis, type MockServer, testPatient } from '@mis/mock'
import { Pool } from 'pg'
import { createDesk, type Desk, postgresStore, type Store, sqliteStore } from '../../src/index.ts'
import { mortalFetch, mortalStore } from './mortal.ts'
import type { DeskJob, DeskReport, StorePlace } from './protocol.ts'

const tell = (report: DeskReport) => void process.send?.(report)
const { signal } = new AbortController()
const pause = (ms: number) => defaultRuntime.sleep(ms, signal)

function storeAt(place: StorePlace): Store {
  return place.kind === 'sqlite'
    ? sqliteStore(place.file)
    : postgresStore(new Pool({ ...place.connection, max: 8 }), { schema: place.schema, waitMs: 15_000 })
}

/** The fake on its socket in the other process. A late commit is known to be there after two seconds. */
function misAt({ url, death, twice }: DeskJob): MisAdapter {
  const fetchHere = mortalFetch({ death, twice, sent: () => tell({ kind: 'sent' }) })
  const mis = fakeMis(createWorld(), {
    server: { url } as MockServer,
    runtime: { now: defaultRuntime.now, fetch: fetchHere },
  })
  const findBooking = { proof: 'reference', quietPeriodMs: 2_000 } as const
  return { ...mis, capabilities: { ...mis.capabilities, findBooking, hold: false } } as MisAdapter
}

const isUnderWay = (status: string | undefined) => status === 'queued' || status === 'checking'

async function untilOver(desk: Desk, reference: string, atMostMs = 30_000): Promise<string> {
  for (let count = 0; count < atMostMs / 50; count += 1) {
    const status = (await desk.status(reference).catch(() => ({ status: 'checking' })))?.status
    if (!isUnderWay(status)) return status ?? 'unknown'
    await pause(50)
  }
  return 'stuck'
}

async function perform(job: DeskJob): Promise<void> {
  const store = job.death ? mortalStore(storeAt(job.place), job.death) : storeAt(job.place)
  const desk = createDesk({
    adapter: misAt(job),
    store,
    attemptMs: job.attemptMs ?? 600,
    leaseMs: job.leaseMs ?? 1_500,
    patienceMs: job.patienceMs ?? 1_000,
    retryEveryMs: 200,
    pollMs: 500,
  })
  void desk.run({ signal })
  const book = async (index: number): Promise<string> => {
    const slot = job.slots[index]
    const reference = job.references[index] ?? ''
    if (!slot) return 'no slot'
    const patient = testPatient(job.patients?.[index] ?? (job.firstPatient ?? 1) + index)
    tell({ kind: 'asking', reference })
    for (let count = 0; ; count += 1) {
      try {
        const outcome = await desk.book({ slot, patient, reference })
        const alternatives = 'alternatives' in outcome ? outcome.alternatives.length : 0
        tell({ kind: 'outcome', reference, status: outcome.status, alternatives })
        return outcome.status
      } catch (error) {
        // The store is away: nothing was received, and the patient sends the form again.
        if (count === 60) throw error
        await pause(100)
      }
    }
  }
  const indices = job.references.map((_, index) => index)
  const each = async (run: (index: number) => Promise<unknown>) => {
    const left = [...indices]
    const line = async () => {
      for (let index = left.shift(); index !== undefined; index = left.shift()) await run(index)
    }
    await Promise.all(Array.from({ length: job.atOnce ?? indices.length }, line))
  }
  if (job.task === 'book')
    await each(async (index) => {
      await book(index)
      if (job.staysMs !== undefined) await untilOver(desk, job.references[index] ?? '', job.staysMs)
    })
  if (job.task === 'settle')
    await each(async (index) => {
      const reference = job.references[index] ?? ''
      const before = await untilOver(desk, reference)
      await book(index)
      tell({ kind: 'settled', reference, before, after: await untilOver(desk, reference) })
    })
  tell({ kind: 'over' })
}

process.once('message', (job: DeskJob) => {
  perform(job).catch((error: unknown) => tell({ kind: 'failed', why: String(error) }))
})
process.once('disconnect', () => process.exit())
tell({ kind: 'ready' })
