import { MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createDesk, memoryStore, type Store } from '../src/index.ts'
import { clinic, slotOf, patient as whoever } from './support/clinic.ts'
import { dyingStore } from './support/crash.ts'
import { patient, scene, unavailable } from './support/scene.ts'
import { virtualTime } from './support/virtual-time.ts'

const minutes = 60_000

describe('"taken" that our own visit caused', () => {
  it('is booked where the first attempt was committed only after the quiet period', async () => {
    const at = scene()
    let sent = 0
    const desk = at.open({
      async book(request, options) {
        sent += 1
        if (sent > 1) {
          await at.whole.book(request, options)
          throw new MisError('slot-taken', { details: { slotId: request.slot.id } })
        }
        throw new MisError('outcome-unknown', { details: { sentAt: at.time.runtime.now() } })
      },
    })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    await at.time.advance(10 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.events.map(({ type }) => type)).not.toContain('refused')
    expect([sent, at.live().length]).toEqual([2, 1])
    await at.end()
  })

  it('is booked where the time is found gone before the second attempt', async () => {
    const at = scene('patient')
    let sent = 0
    const desk = at.open({
      async book() {
        sent += 1
        throw new MisError('outcome-unknown', { details: { sentAt: at.time.runtime.now() } })
      },
      // The commit comes just before the time is read anew.
      async listSlots(query, options) {
        if (at.live().length === 0) await at.whole.book({ slot: at.first, patient, reference: 'one' })
        const answer = await at.whole.listSlots(query, options)
        return { ...answer, slots: answer.slots.filter(({ start }) => start !== at.first.start) }
      },
    })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    await at.time.advance(10 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect([sent, at.live().length]).toEqual([1, 1])
    await at.end()
  })

  it('is not told as refused while a request that came twice cannot be read back', async () => {
    const at = scene()
    let reads = 0
    const desk = at.open({
      async book(request, options) {
        await at.whole.book(request, options)
        throw new MisError('slot-taken', { details: { slotId: request.slot.id } })
      },
      async findBooking(request, options) {
        reads += 1
        if (reads === 1) throw unavailable()
        return at.whole.findBooking(request, options)
      },
    })
    at.startWorkers(desk)
    const outcome = await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    expect(outcome.status).toBe('booked')
    expect(at.events.map(({ type }) => type)).not.toContain('refused')
    await at.end()
  })
})

describe('an attempt', () => {
  it('is over before its lease is, however slow the store was', async () => {
    const time = virtualTime()
    const slow = memoryStore({ runtime: time.runtime })
    const store: Store = {
      ...slow,
      holds: new Proxy(slow.holds, {
        get: (holds, method) =>
          method === 'find'
            ? async (slotKey: string) => {
                await time.runtime.sleep(50_000, new AbortController().signal)
                return holds.find(slotKey)
              }
            : Reflect.get(holds, method),
      }),
    }
    const at = clinic()
    const mis = at.mis()
    const left: number[] = []
    const bent: typeof mis = {
      ...mis,
      async book(request, options) {
        const intent = await slow.intents.byReference('one')
        left.push((intent?.leaseUntil ?? 0) - time.runtime.now())
        return mis.book(request, options)
      },
    }
    const desk = createDesk({ adapter: bent, store, runtime: time.runtime, patienceMs: 600_000 })
    await time.until(desk.book({ slot: slotOf(at), patient: whoever, reference: 'one' }))
    expect(left.length).toBeGreaterThan(0)
    expect(Math.min(...left)).toBeGreaterThanOrEqual(20_000)
    await time.until(desk.close())
    await at.close()
  })

  it('that fails with an error nobody knows is unknown, and is read back before it is sent again', async () => {
    const at = scene()
    let sent = 0
    const desk = at.open({
      async book(request, options) {
        sent += 1
        await at.whole.book(request, options)
        throw new TypeError('a layer of the app broke')
      },
    })
    at.startWorkers(desk)
    expect(await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))).toMatchObject({
      status: 'booked',
    })
    expect([sent, at.live().length]).toEqual([1, 1])
    await at.end()
  })
})

describe('a visit that a stopped process made late', () => {
  it('is cancelled although somebody has listed it meanwhile', async () => {
    const at = scene()
    const release = Promise.withResolvers<void>()
    const stopped = at.open({
      async book(request, options) {
        await release.promise
        const visit = await at.whole.book(request, options)
        await other.appointments({ patient })
        return visit
      },
    })
    const other = at.open()
    at.startWorkers(other)
    const asked = stopped.book({ slot: at.first, patient, reference: 'one' })
    await at.time.advance(10 * minutes)
    expect(await other.status('one')).toMatchObject({ status: 'booked', appointment: { id: '501' } })
    release.resolve()
    await at.time.until(asked)
    await at.time.advance(10 * minutes)
    expect(at.live().map(({ id }) => id)).toEqual(['501'])
    expect(at.events.map(({ why }) => why)).toContain('late-success')
    await at.end()
  })
})

describe('two visits of one intent', () => {
  it('become one though the process dies between writing "booked" and cancelling the other', async () => {
    const at = scene()
    at.mis.trouble('written-twice')
    const dying = dyingStore(at.store, { method: 'advance', state: 'done', when: 'after' })
    const victim = at.open({}, dying.store)
    victim.book({ slot: at.first, patient, reference: 'one' }).catch(() => {})
    await at.time.advance(5_000)
    expect(dying.isDead()).toBe(true)
    const survivor = at.open()
    at.startWorkers(survivor)
    await at.time.advance(10 * minutes)
    expect(at.live().map(({ id }) => id)).toEqual(['501'])
    expect(await survivor.status('one')).toMatchObject({ status: 'booked', appointment: { id: '501' } })
  })

  it('become one though the list of visits cannot be read at first', async () => {
    const at = scene()
    at.mis.trouble('written-twice')
    let reads = 0
    const desk = at.open({
      async listAppointments(query, options) {
        reads += 1
        if (reads === 1) throw unavailable()
        return at.whole.listAppointments(query, options)
      },
    })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    await at.time.advance(10 * minutes)
    expect(at.live().map(({ id }) => id)).toEqual(['501'])
    await at.end()
  })
})
