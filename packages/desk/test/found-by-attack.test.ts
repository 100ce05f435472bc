import { defaultRuntime, MisError } from '@mis/core'
import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { createDesk, memoryStore, postgresStore, type Store } from '../src/index.ts'
import { carelessMis } from './support/careless-mis.ts'
import { clinic, slotOf, patient as whoever } from './support/clinic.ts'
import { dyingStore } from './support/crash.ts'
import { withPostgres } from './support/postgres-server.ts'
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

describe('a move in two steps', () => {
  it('whose old visit is still to go, and which is then cancelled, leaves no visit', async () => {
    const at = scene()
    let isDown = true
    const desk = at.open({
      async cancel(request, options) {
        if (isDown) throw unavailable()
        return at.whole.cancel(request, options)
      },
    })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const move = { reference: 'one', slot: at.second, moveReference: 'move' }
    expect(await at.time.until(desk.reschedule(move))).toMatchObject({ status: 'moved', old: 'being-cancelled' })
    await at.time.until(desk.cancel({ reference: 'move' }))
    isDown = false
    await at.time.advance(15 * minutes)
    expect(at.live()).toEqual([])
    expect(await desk.status('move')).toMatchObject({ status: 'cancelled' })
    await at.end()
  })

  it('keeps one visit where the MIS wrote the new booking twice', async () => {
    const at = scene()
    const desk = at.open()
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    at.mis.trouble('written-twice')
    await at.time.until(desk.reschedule({ reference: 'one', slot: at.second, moveReference: 'move' }))
    await at.time.advance(10 * minutes)
    expect(at.live().map(({ start }) => start)).toEqual([at.second.start])
    await at.end()
  })
})

describe('a cancellation asked for', () => {
  it('while another process sends the move takes effect once the move stands', async () => {
    const at = scene()
    const release = Promise.withResolvers<void>()
    let sent = 0
    const desk = at.open({
      async book(request, options) {
        sent += 1
        if (sent > 1) await release.promise
        return at.whole.book(request, options)
      },
    })
    const other = at.open()
    at.startWorkers(other)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const moving = desk.reschedule({ reference: 'one', slot: at.second, moveReference: 'move' })
    await at.time.settle()
    await at.time.until(other.cancel({ reference: 'move' }))
    release.resolve()
    await at.time.until(moving)
    await at.time.advance(10 * minutes)
    expect(at.live()).toEqual([])
    await at.end()
  })

  it('while a booking is sent is not lost where the process dies as it is booked', async () => {
    const at = scene()
    const dying = dyingStore(at.store, { method: 'advance', state: 'done', when: 'after' })
    const victim = at.open({}, dying.store)
    const survivor = at.open()
    victim.book({ slot: at.first, patient, reference: 'one' }).catch(() => {})
    await at.time.settle()
    await at.time.until(survivor.cancel({ reference: 'one' }))
    await at.time.advance(200)
    expect(dying.isDead()).toBe(true)
    at.startWorkers(survivor)
    await at.time.advance(10 * minutes)
    expect(at.live()).toEqual([])
    expect(await survivor.status('one')).toMatchObject({ status: 'cancelled' })
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

describe('a cancellation that the MIS fails on each time', () => {
  const failing = { cancel: async () => Promise.reject(new MisError('outcome-unknown', { details: { sentAt: 0 } })) }
  const foreign = (id: string, start: string) => ({ id, clinicId: '1', doctorId: '7', start })

  it("does not hold up its doctor's bookings", async () => {
    const at = scene()
    const desk = at.open(failing)
    at.startWorkers(desk)
    await at.time.until(desk.cancel({ appointment: foreign('900', at.third.start) }))
    const outcome = await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    expect(outcome).toMatchObject({ status: 'booked' })
    expect(at.events.filter(({ kind, type }) => kind === 'cancel' && type === 'queued')).toHaveLength(1)
    await at.end()
  })

  it('needs a person when the visit begins: nobody knows whether it was cancelled', async () => {
    const at = scene()
    const desk = at.open(failing)
    at.startWorkers(desk)
    const soon = new Date(at.time.runtime.now() + 30 * minutes).toISOString().replace('Z', '+00:00')
    const { reference } = await at.time.until(desk.cancel({ appointment: foreign('900', soon) }))
    await at.time.advance(60 * minutes)
    expect(await desk.status(reference)).toMatchObject({ status: 'needs-person' })
    await at.end()
  })
})

describe('a word of the MIS that was asked for while a change was on its way', () => {
  const gate = (at: ReturnType<typeof scene>) => {
    const release = Promise.withResolvers<void>()
    const desk = at.open({
      async cancel(request, options) {
        await release.promise
        return at.whole.cancel(request, options)
      },
    })
    return { desk, release }
  }

  it('does not make a cancelled visit look booked', async () => {
    const at = scene()
    const { desk, release } = gate(at)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const cancelling = desk.cancel({ reference: 'one' })
    await at.time.advance(100)
    await at.time.until(desk.appointments({ patient }))
    release.resolve()
    expect(await at.time.until(cancelling)).toMatchObject({ status: 'cancelled' })
    expect(await desk.status('one')).toMatchObject({ status: 'cancelled' })
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

describe('a hold', () => {
  it('of the MIS that came too late is given back to it', async () => {
    const at = clinic()
    const mis = at.mis()
    const slow: typeof mis = {
      ...mis,
      async hold(request, options) {
        const hold = await mis.hold(request, options)
        await at.time.runtime.sleep(2_000, new AbortController().signal)
        return hold
      },
    }
    const desk = createDesk({ adapter: slow, store: at.store, runtime: at.time.runtime })
    const slot = slotOf(at)
    const outcome = await at.time.until(desk.hold({ slot, owner: 'session-1', forMs: 1_000 }))
    expect(outcome).toMatchObject({ status: 'held', hold: { kind: 'soft' } })
    await at.time.settle()
    expect(at.world.freeSlots({ doctorId: '1' }).some(({ id }) => id === slot.id)).toBe(true)
    await at.time.until(desk.close())
    await at.close()
  })

  it('of the MIS does not stand in the way of its owner, whose first booking was refused', async () => {
    const at = clinic()
    const mis = at.mis()
    let sent = 0
    const strict: typeof mis = {
      ...mis,
      async book(request, options) {
        sent += 1
        if (sent === 1) throw new MisError('rejected', { details: { reason: 'patient-not-found' } })
        return mis.book(request, options)
      },
    }
    const desk = createDesk({ adapter: strict, store: at.store, runtime: at.time.runtime })
    const held = await at.time.until(desk.hold({ slot: slotOf(at), owner: 'session-1' }))
    if (held.status !== 'held') throw new Error(held.status)
    const request = { slot: held.hold.slot, patient: whoever, owner: 'session-1' }
    expect(await at.time.until(desk.book(request))).toMatchObject({ status: 'refused' })
    expect(await at.time.until(desk.book(request))).toMatchObject({ status: 'booked' })
    await at.time.until(desk.close())
    await at.close()
  })

  it('of the MIS is given back with a booking that is withdrawn', async () => {
    const at = clinic()
    const mis = at.mis()
    const busy: typeof mis = { ...mis, book: async () => Promise.reject(unavailable()) }
    const desk = createDesk({ adapter: busy, store: at.store, runtime: at.time.runtime })
    const slot = slotOf(at)
    const held = await at.time.until(desk.hold({ slot, owner: 'session-1' }))
    if (held.status !== 'held') throw new Error(held.status)
    const request = { slot: held.hold.slot, patient: whoever, owner: 'session-1', reference: 'one' }
    expect((await at.time.until(desk.book(request))).status).toBe('queued')
    expect((await at.time.until(desk.cancel({ reference: 'one' }))).status).toBe('cancelled')
    expect(at.world.freeSlots({ doctorId: '1' }).some(({ id }) => id === slot.id)).toBe(true)
    await at.time.until(desk.close())
    await at.close()
  })

  it('is asked for whole milliseconds, or the field is named', async () => {
    const at = scene()
    const desk = at.open()
    const bad = { code: 'invalid-request', details: { fields: ['forMs'] } }
    for (const forMs of [Number.NaN, -1, 0, Infinity])
      await expect(desk.hold({ slot: at.first, owner: 'me', forMs })).rejects.toMatchObject(bad)
    expect(await desk.hold({ slot: at.first, owner: 'me', forMs: 300.5 })).toMatchObject({ status: 'held' })
    await at.end()
  })
})

describe('a move that is withdrawn before it was made', () => {
  it('does not tell the patient that the visit is gone', async () => {
    const at = scene()
    const desk = at.open({ listSlots: async () => Promise.reject(unavailable()) })
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    at.mis.trouble('refused-connection')
    const move = { reference: 'one', slot: at.second, moveReference: 'move' }
    expect((await at.time.until(desk.reschedule(move))).status).toBe('queued')
    const outcome = await at.time.until(desk.cancel({ reference: 'move' }))
    expect(outcome).toMatchObject({ status: 'cancelled', appointment: null })
    expect(outcome.tell.ru).toContain('остаётся')
    expect(at.live()).toHaveLength(1)
    await at.end()
  })
})

describe('what a person found', () => {
  const failing = { cancel: async () => Promise.reject(new MisError('outcome-unknown', { details: { sentAt: 0 } })) }

  it('of a cancellation: no visit means that it is cancelled, a visit that it is not', async () => {
    const at = scene()
    const desk = at.open(failing)
    at.startWorkers(desk)
    for (const [reference, slot] of [
      ['gone', at.first],
      ['stands', at.second],
    ] as const)
      await at.time.until(desk.book({ slot, patient, reference }))
    const cancels = []
    for (const reference of ['gone', 'stands']) cancels.push(await at.time.until(desk.cancel({ reference })))
    await at.time.advance(3 * 24 * 60 * minutes)
    const [gone, stands] = cancels
    if (gone === undefined || stands === undefined) throw new Error('two were asked for')
    expect((await desk.status(gone.reference))?.status).toBe('needs-person')
    expect(await desk.resolve(gone.reference, { appointment: null })).toMatchObject({ status: 'cancelled' })
    expect(await desk.status('gone')).toMatchObject({ status: 'cancelled' })
    const [, visit] = at.mis.visits()
    if (visit === undefined) throw new Error('it stands')
    const { patientName: _name, ...appointment } = visit
    expect(await desk.resolve(stands.reference, { appointment })).toMatchObject({
      status: 'refused',
      reason: { reason: 'visit-stands' },
    })
    expect(await desk.status('stands')).toMatchObject({ status: 'booked' })
    await at.end()
  })

  it('may be told again at once where it was told wrongly', async () => {
    const at = scene('slot')
    const desk = at.open()
    at.startWorkers(desk)
    at.mis.trouble('lost-answer')
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    await at.time.advance(10 * minutes)
    await expect(desk.resolve('one', { appointment: { id: '' } as never })).rejects.toMatchObject({
      details: { fields: ['appointment'] },
    })
    expect(await desk.resolve('one', { appointment: null })).toMatchObject({ status: 'refused' })
    await at.end()
  })
})

withPostgres('times that are no whole milliseconds', (server) => {
  it('are taken by a store whose clock knows no others', async () => {
    const pool = new Pool(server().connection)
    const store = postgresStore(pool, { schema: 'fractions' })
    const time = virtualTime()
    const mis = carelessMis(defaultRuntime)
    const lengths = { attemptMs: 1_000.5, holdMs: 60_000.25, holdAtMostMs: 90_000.75, leaseMs: 9_000.5 }
    const desk = createDesk({ adapter: mis.adapter(), store, runtime: { now: time.runtime.now }, ...lengths })
    const [first] = mis.slots
    if (first === undefined) throw new Error('there are four slots')
    expect(await desk.hold({ slot: first, owner: 'me', forMs: 300.5 })).toMatchObject({ status: 'held' })
    const until = time.runtime.now() + minutes / 7
    const request = { slot: first, patient, owner: 'me', reference: 'one', until }
    expect(await desk.book(request)).toMatchObject({ reference: 'one' })
    await desk.close()
    await store.close()
    await pool.end()
  })
})

describe('a patient that cannot be one', () => {
  it('is an invalid request that names the fields, wherever a patient is given', async () => {
    const at = scene()
    const desk = at.open()
    const wrong = { lastName: 'Первова', snils: '1' }
    const told = { code: 'invalid-request', details: { fields: ['patient.snils'] } }
    await expect(desk.appointments({ patient: wrong })).rejects.toMatchObject(told)
    const appointment = { id: '900', clinicId: '1', doctorId: '7', start: at.first.start }
    await expect(desk.reschedule({ appointment, slot: at.second, patient: wrong })).rejects.toMatchObject(told)
    await at.end()
  })
})
