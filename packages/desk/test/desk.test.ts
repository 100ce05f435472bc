import { recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, fakeMis, listen, testPatient } from '@mis/mock'
import { afterEach, describe, expect, it } from 'vitest'
import { type BookOutcome, createDesk, type DeskEvent, memoryStore, type Store } from '../src/index.ts'
import { carelessMis } from './support/careless-mis.ts'
import { type Clinic, clinic, patient, slotOf } from './support/clinic.ts'
import { virtualTime } from './support/virtual-time.ts'

let at: Clinic
afterEach(() => at?.close())

/** A store whose journal cannot be written, as with a full disk. */
function fullDisk(store: Store, fails: () => boolean): Store {
  const refuse = () => Promise.reject(new Error('SQLITE_FULL: database or disk is full'))
  return {
    ...store,
    intents: {
      ...store.intents,
      insert: (one) => (fails() ? refuse() : store.intents.insert(one)),
      advance: (...step) => (fails() ? refuse() : store.intents.advance(...step)),
      byReference: (one) => store.intents.byReference(one),
      get: (id) => store.intents.get(id),
      claim: (query) => store.intents.claim(query),
      nextDueAt: (all) => store.intents.nextDueAt(all),
      wake: (one) => store.intents.wake(one),
      ahead: (one) => store.intents.ahead(one),
    },
  }
}

describe('a store that fails', () => {
  it('refuses before the patient is told anything, and nothing is sent', async () => {
    at = clinic()
    const desk = at.open(
      {},
      fullDisk(at.store, () => true),
    )
    await expect(at.time.until(desk.book({ slot: slotOf(at), patient }))).rejects.toMatchObject({
      code: 'unavailable',
      details: { by: 'store' },
    })
    expect(at.server.requests()).toEqual([])
  })

  it('and cannot be opened, because another version wrote it, does the same, and is tried anew', async () => {
    at = clinic()
    let isForeign = true
    const foreign: Store = {
      ...at.store,
      open: () => (isForeign ? Promise.reject(new Error('schema 99')) : at.store.open()),
    }
    const desk = at.open({}, foreign)
    await expect(at.time.until(desk.book({ slot: slotOf(at), patient }))).rejects.toMatchObject({
      code: 'unavailable',
      details: { by: 'store' },
    })
    isForeign = false
    expect((await at.time.until(desk.book({ slot: slotOf(at), patient }))).status).toBe('booked')
  })

  it('after the booking was sent leaves it to be checked, and a worker finds it', async () => {
    at = clinic()
    let isFull = false
    const desk = at.open(
      {},
      fullDisk(at.store, () => isFull),
    )
    const stop = at.run(desk)
    at.arm({ when: { operation: 'book' }, times: 1, fault: 'late-commit' })
    const request = desk.book({ slot: slotOf(at), patient, reference: 'one' })
    await at.server.waitFor(1)
    isFull = true
    at.server.release()
    await at.server.idle()
    expect(await at.time.until(request)).toMatchObject({ status: 'checking' })
    isFull = false
    await at.time.advance(600_000)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.live()).toHaveLength(1)
    await stop()
  })
})

describe('several clinics on one desk', () => {
  it('are told apart by the instance of their adapters, and one that is down holds up none of the others', async () => {
    const time = virtualTime()
    const [north, south] = [
      carelessMis(time.runtime, 'reference', 'north'),
      carelessMis(time.runtime, 'reference', 'south'),
    ]
    const store = memoryStore({ runtime: time.runtime })
    const desk = createDesk({ adapters: [north.adapter(), south.adapter()], store, runtime: time.runtime })
    const stop = new AbortController()
    const running = desk.run({ signal: stop.signal })
    const [slot] = north.slots
    if (slot === undefined) throw new Error('there are four slots')
    const request = { slot, patient: { lastName: 'Первова' } }
    await expect(desk.book(request)).rejects.toMatchObject({ details: { fields: ['instance'] } })
    north.trouble('refused-connection')
    const one = await time.until(desk.book({ ...request, instance: 'north' }))
    const other = await time.until(desk.book({ ...request, instance: 'south' }))
    expect([one.status, other.status]).toEqual(['queued', 'booked'])
    expect([north.visits().length, south.visits().length]).toEqual([0, 1])
    stop.abort()
    await time.until(running)
    await time.until(desk.close())
  })

  it('of one name are refused at construction', () => {
    const world = createWorld()
    const adapters = [fakeMis(world), fakeMis(world)]
    expect(() => createDesk({ adapters, store: memoryStore() })).toThrow(/same instance/)
  })
})

describe('events', () => {
  it('are told to listeners once they are durable, and stand in the outbox with the same id, in sequence', async () => {
    at = clinic()
    const desk = at.open()
    const told: DeskEvent[] = []
    const leave = desk.on((event) => told.push(event))
    desk.on(() => {
      throw new Error('a listener of the app fails')
    })
    at.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
    await at.time.until(desk.book({ slot: slotOf(at), patient, reference: 'one' }))
    await at.time.until(desk.cancel({ reference: 'one' }))
    expect(told.map(({ type }) => type)).toEqual(['checking', 'booked', 'cancelled'])
    const kept = await at.store.outbox.list(0, 10)
    expect(kept.map(({ id }) => id)).toEqual(told.map(({ id }) => id))
    expect(kept.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    expect(JSON.stringify(told)).not.toContain(patient.lastName)
    leave()
    await at.time.until(desk.book({ slot: slotOf(at), patient: testPatient(2) }))
    expect(told).toHaveLength(3)
  })
})

describe('a desk that is closed', () => {
  it('leaves no timer and no listener, and refuses what comes after', async () => {
    at = clinic()
    const desk = at.open()
    const running = desk.run({ signal: new AbortController().signal })
    at.down(true)
    await at.time.until(desk.book({ slot: slotOf(at), patient }))
    await at.time.until(desk.close())
    await running
    expect(at.time.sleepers()).toBe(0)
    await expect(desk.book({ slot: slotOf(at), patient })).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('waits for what is on the wire', async () => {
    at = clinic()
    const desk = at.open()
    at.arm({ when: { operation: 'book' }, times: 1, fault: 'late-commit' })
    const booking = desk.book({ slot: slotOf(at), patient })
    await at.server.waitFor(1)
    const closing = desk.close()
    at.server.release()
    await at.server.idle()
    await at.time.until(closing)
    expect((await booking).status).toBe('booked')
  })
})

describe('a caller who leaves', () => {
  it('stops waiting; the intent goes on and its status tells how', async () => {
    at = clinic()
    const desk = at.open()
    const leaving = new AbortController()
    at.arm({ when: { operation: 'book' }, times: 1, fault: 'late-commit' })
    const booking = desk.book({ slot: slotOf(at), patient, reference: 'one' }, { signal: leaving.signal })
    await at.server.waitFor(1)
    leaving.abort(new Error('the page was closed'))
    await expect(booking).rejects.toThrow('the page was closed')
    at.server.release()
    await at.server.idle()
    await at.time.settle()
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
  })
})

describe('an option that cannot be', () => {
  it.each([
    [{ holdMs: 0 }, 'desk.holdMs'],
    [{ attemptMs: 20_000, leaseMs: 30_000 }, 'desk.leaseMs'],
    [{ holdMs: 600_000, holdAtMostMs: 1 }, 'desk.holdAtMostMs'],
    [{ alternatives: -1 }, 'desk.alternatives'],
    [{ workers: 0 }, 'desk.workers'],
  ])('%j is named', (options, field) => {
    const adapter = fakeMis(createWorld())
    expect(() => createDesk({ adapter, store: memoryStore(), ...options })).toThrow(field)
  })
})

describe('over a real socket', () => {
  it('Medesk under the recommended layers loses an answer and is booked once', async () => {
    const world = createWorld()
    await using server = await listen(medeskMock(world, { apiKey: 'key' }), {
      faults: [{ when: { operation: 'book' }, times: 1, fault: 'lost-answer' }],
    })
    const medesk = createMedesk({
      baseUrl: server.url,
      apiKey: 'key',
      timeZone: 'Europe/Moscow',
      runtime: { now: world.now },
    })
    const adapter = wrap(medesk, recommended({ settle: false }))
    const desk = createDesk({ adapter, store: memoryStore(), runtime: { now: world.now } })
    const [doctor] = (await adapter.listDoctors({})).items
    const { slots } = await adapter.listSlots({ doctorId: doctor?.id ?? '', from: '2031-03-04', to: '2031-03-10' })
    const [slot] = slots
    if (slot === undefined) throw new Error('nothing is free')
    const outcome: BookOutcome = await desk.book({ slot, patient: testPatient(1) })
    expect(outcome.status).toBe('booked')
    expect(world.appointments()).toHaveLength(1)
    await desk.close()
    await adapter.close()
  })
})
