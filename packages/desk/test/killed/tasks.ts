import { defaultRuntime, wrap } from '@mis/core'
import { createWorld, fakeMis, type MockServer, testPatient } from '@mis/mock'
import {
  audit,
  createConsents,
  createEvents,
  createMirror,
  createSealer,
  erasePatient,
  handlerSink,
  type Mirror,
  type OutEvent,
  patientKey,
  plainSealer,
  rabbitSink,
  reseal,
  type SealingKey,
  type Sink,
  type Store,
  type SyncProgress,
  webhookSink,
} from '../../src/index.ts'
import type { SinkPlace, Task, Told } from './protocol.ts'

/** How a process talks to whoever started it. */
export interface Talk {
  tell(told: Told): void
  /** Waits until it is told to go on. */
  pause(): Promise<void>
}

type TaskOf<N extends Task['name']> = Extract<Task, { readonly name: N }>

const key = (id: string, byte: number): SealingKey => ({ id, key: new Uint8Array(32).fill(byte) })
const [oldKey, newKey, indexKey] = [key('old', 1), key('new', 2), new Uint8Array(32).fill(3)] as const
export const sealers = {
  before: () => createSealer({ keys: [oldKey], indexKey }),
  during: () => createSealer({ keys: [newKey, oldKey], indexKey }),
  after: () => createSealer({ keys: [newKey], indexKey }),
}

export const secrets = ['a-secret-of-the-two'] as const
/** When webhooks are signed and checked. */
export const signedAt = Date.parse('2031-03-03T05:00:00Z')
/** The name of the only sink. */
const sinkName = 'receiver'

export async function perform(store: Store, task: Task, talk: Talk): Promise<void> {
  switch (task.name) {
    case 'open':
      return
    case 'mirror':
      return mirror(store, task, talk)
    case 'events':
      return events(store, task, talk)
    case 'ledgers':
      return ledgers(store, task, talk)
    case 'reseal':
      for await (const _ of reseal({ store, sealer: sealers.during(), batch: 2 }));
      return
    case 'erase':
      await erasePatient({ store, patientKey: task.patientKey, who: 'officer' })
  }
}

const misAt = (url: string) => fakeMis(createWorld(), { server: { url } as MockServer })

/** A mirror of three days, one request at a time so that each run takes the same steps; the world's clock is the store's. */
export function mirrorOf(store: Store, { url, now }: { readonly url: string; readonly now: number }) {
  const mis = misAt(url)
  const timed = { ...store, now: async () => now }
  return { mirror: createMirror({ store: timed, adapter: mis, days: 3, concurrency: 1 }), close: () => mis.close() }
}

export async function round(mirror: Mirror): Promise<SyncProgress | undefined> {
  let last: SyncProgress | undefined
  for await (const progress of mirror.sync()) last = progress
  return last
}

async function mirror(store: Store, { url, now }: TaskOf<'mirror'>, { pause }: Talk): Promise<void> {
  const { mirror, close } = mirrorOf(store, { url, now })
  await round(mirror)
  await pause()
  // One that the reception leaves alone.
  const query = { doctorId: '1', from: '2031-03-04', to: '2031-03-05' }
  const slot = (await mirror.adapter.listSlots(query)).slots.at(-1)
  if (!slot) throw new Error('there is no free time')
  await mirror.adapter.book({ slot, patient: testPatient(1) })
  await round(mirror)
  await close()
}

/** Delivers until everything up to this ordinal has arrived and the store knows it. */
export async function deliverUntil(store: Store, sink: Sink, ordinal: number): Promise<void> {
  const over = new AbortController()
  const deliveries: Store['deliveries'] = {
    claim: (...input) => store.deliveries.claim(...input),
    event: (...input) => store.deliveries.event(...input),
    dead: (...input) => store.deliveries.dead(...input),
    revive: (...input) => store.deliveries.revive(...input),
    async advance(claim, step) {
      const isOurs = await store.deliveries.advance(claim, step)
      if (isOurs && step.after >= ordinal) over.abort()
      return isOurs
    },
  }
  const events = createEvents({ store: { ...store, deliveries }, sinks: [sink], pollMs: 5, retryMs: 20 })
  await events.run({ signal: over.signal })
  await events.close()
}

export function sinkAt(place: SinkPlace, handle: (event: OutEvent) => void): Sink {
  switch (place.kind) {
    case 'handler':
      return handlerSink(sinkName, handle)
    case 'webhook':
      return webhookSink({
        name: sinkName,
        url: place.url,
        secrets,
        runtime: { ...defaultRuntime, now: () => signedAt },
      })
    case 'rabbit':
      return rabbitSink({ name: sinkName, url: place.url, exchange: place.queue, queue: place.queue, batch: 3 })
  }
}

async function events(store: Store, { count, sink }: TaskOf<'events'>, { tell }: Talk): Promise<void> {
  let last = 0
  for (let index = 1; index <= count; index += 1) {
    const id = `e${index}`
    const body = await plainSealer.seal({ id }, `outbox.body/${id}`)
    const draft = { id, type: 'booked', instance: 'clinic', subject: `visit-${index % 3}`, body }
    last = (await store.outbox.append([draft]))[0]?.ordinal ?? 0
    tell({ kind: 'done', what: id })
  }
  const handle = ({ id, subject, sequence }: OutEvent) => tell({ kind: 'handled', event: { id, subject, sequence } })
  await deliverUntil(store, sinkAt(sink, handle), last)
}

async function ledgers(store: Store, task: TaskOf<'ledgers'>, { tell }: Talk): Promise<void> {
  const whose = (patient: object) => patientKey(plainSealer, patient)
  const mis = wrap(misAt(task.url), [audit({ store, who: () => 'operator', whose })])
  const consents = createConsents({ store })
  for (const [index, slot] of task.slots.entries()) {
    const patient = testPatient(task.firstPatient + index)
    const owner = await whose(patient)
    await consents.give(owner, 'personal-data')
    tell({ kind: 'done', what: `${owner} given` })
    await mis.book({ slot, patient })
    tell({ kind: 'done', what: `${owner} booked` })
    await consents.withdraw(owner, 'personal-data')
    tell({ kind: 'done', what: `${owner} withdrawn` })
  }
  await mis.close()
}
