import {
  addDays,
  defaultRuntime,
  type MisAdapter,
  MisError,
  on,
  type Runtime,
  recommended,
  type Slot,
  wrap,
} from '@mis/core'
import { testPatient } from '@mis/mock'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMirror, type Mirror, type MirrorOptions, memoryStore, type SyncProgress } from '../src/index.ts'
import { slotOf, today, wideClinic } from './support/wide-clinic.ts'

type Clinic = ReturnType<typeof wideClinic>
const opened: MisAdapter[] = []
afterEach(async () => {
  for (const adapter of opened.splice(0)) await adapter.close()
})

function mirrored(clinic: Clinic, options: Partial<MirrorOptions> = {}, adapter: MisAdapter = clinic.mis()) {
  opened.push(adapter)
  const store = memoryStore({ runtime: { now: clinic.world.now } })
  return { store, mirror: createMirror({ store, adapter, ...options }) }
}

async function round(mirror: Mirror): Promise<SyncProgress> {
  let last: SyncProgress | undefined
  for await (const progress of mirror.sync()) last = progress
  if (last === undefined) throw new Error('A round that tells nothing')
  return last
}

/** What the mirror alone says, whatever its age. */
const inStore = async (store: ReturnType<typeof memoryStore>, doctorId: string) =>
  (await store.mirror.read({ instance: 'fake', doctorId, from: today, to: addDays(today, 29) })).flatMap(
    (day) => day.slots,
  )
const starts = (slots: readonly Slot[]) => slots.map(({ start }) => start)

const unavailable = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })

describe('a round', () => {
  it('brings every doctor and every day into the store', async () => {
    const clinic = wideClinic(3)
    const { store, mirror } = mirrored(clinic)
    expect(await round(mirror)).toMatchObject({ phase: 'done', failed: 0, held: 0, written: 90, behind: [] })
    for (const { id } of clinic.doctors) expect(await inStore(store, id)).toEqual(clinic.slots(id))
    expect((await mirror.directory()).doctors).toEqual(clinic.doctors)
  })

  it('that finds nothing changed writes nothing', async () => {
    const clinic = wideClinic(3)
    const { mirror } = mirrored(clinic)
    await round(mirror)
    expect(await round(mirror)).toMatchObject({ phase: 'done', written: 0 })
  })

  it('writes the changed days alone, deletions among them', async () => {
    const clinic = wideClinic(3)
    const { store, mirror } = mirrored(clinic)
    await round(mirror)
    clinic.take(slotOf('2', 4, 3))
    expect(await round(mirror)).toMatchObject({ written: 1 })
    expect(await inStore(store, '2')).toEqual(clinic.slots('2'))
  })

  it('one failing doctor stops nobody else, and is told with the reason', async () => {
    const clinic = wideClinic(4)
    const rule = { when: { path: /doctorId=2(&|$)/ }, times: 1_000, fault: { status: 500 } } as const
    const { store, mirror } = mirrored(clinic, {}, clinic.mis({ faults: [rule as never] }))
    const report = await round(mirror)
    expect(report).toMatchObject({ phase: 'done', failed: 1, behind: [{ doctorId: '2', why: expect.any(String) }] })
    expect(await inStore(store, '3')).toEqual(clinic.slots('3'))
    expect(await inStore(store, '2')).toEqual([])
  })

  it('writes what many doctors have changed in a few transactions', async () => {
    const clinic = wideClinic(30)
    const { store, mirror } = mirrored(clinic)
    await round(mirror)
    for (const { id } of clinic.doctors) clinic.take(slotOf(id, 4, 3))
    const write = vi.spyOn(store.mirror, 'write')
    expect(await round(mirror)).toMatchObject({ written: 30, behind: [] })
    expect(write.mock.calls.length).toBeLessThan(10)
    for (const { id } of clinic.doctors) expect(await inStore(store, id)).toEqual(clinic.slots(id))
  })

  it('is told as it goes: counts up to all of them, and what is left', async () => {
    const clinic = wideClinic(3)
    const { mirror } = mirrored(clinic, { concurrency: 1 })
    const seen: SyncProgress[] = []
    for await (const progress of mirror.sync()) seen.push(progress)
    expect(seen[0]?.phase).toBe('directory')
    expect(seen.at(-1)).toMatchObject({ phase: 'done', done: 9, total: 9, leftMs: 0 })
    expect(seen.every(({ done, total }) => done <= total)).toBe(true)
  })

  it('that nobody listens to any more ends, and the next one can begin', async () => {
    const clinic = wideClinic(3)
    const { mirror } = mirrored(clinic)
    for await (const { phase } of mirror.sync()) if (phase === 'slots') break
    expect(await round(mirror)).toMatchObject({ phase: 'done' })
  })

  it('is not begun while another process is at it', async () => {
    const clinic = wideClinic(2)
    const { store, mirror } = mirrored(clinic)
    await store.mirror.lease('fake', 'another', 1_000)
    expect(await round(mirror)).toMatchObject({ phase: 'busy', written: 0 })
    clinic.world.advance(1_001)
    expect(await round(mirror)).toMatchObject({ phase: 'done' })
  })

  it('is not begun while another one of the same mirror is at it', async () => {
    const clinic = wideClinic(2)
    const { mirror } = mirrored(clinic)
    const both = await Promise.all([round(mirror), round(mirror)])
    expect(both.map(({ phase }) => phase).sort()).toEqual(['busy', 'done'])
  })
})

const doctorCount = process.env.MIS_LONG === '1' ? 500 : 100

describe(`${doctorCount} doctors for 30 days, and one request in twenty fails`, () => {
  it('are right in the end, and each failure is told as its own doctor’s', async () => {
    const clinic = wideClinic(doctorCount, { places: 2 })
    // The waits between attempts pass at once; the deadlines are the machine's.
    const runtime: Partial<Runtime> = {
      sleep: (ms, signal) => (ms < 2_000 ? Promise.resolve() : defaultRuntime.sleep(ms, signal)),
    }
    const mis = clinic.mis({
      runtime,
      faults: [
        { probability: 0.03, fault: 'reset' },
        { probability: 0.02, fault: { status: 503 } },
      ],
    })
    const { store, mirror } = mirrored(clinic, {}, wrap(mis, recommended({ cache: false, breaker: false })))
    const first = await round(mirror)
    const late = new Set(first.behind.map(({ doctorId }) => doctorId))
    expect(late.size).toBeLessThan(5)
    for (const { id } of clinic.doctors) if (!late.has(id)) expect(await inStore(store, id)).toEqual(clinic.slots(id))
    for (let index = 1; index <= doctorCount; index++) clinic.take(slotOf(String(index), index % 30, index % 2))
    await round(mirror)
    await round(mirror)
    for (const { id } of clinic.doctors) expect(await inStore(store, id)).toEqual(clinic.slots(id))
  })
})

describe('half a list', () => {
  it('of slots deletes nothing until it is read again', async () => {
    const clinic = wideClinic(6)
    const { store, mirror } = mirrored(clinic)
    await round(mirror)
    const whole = clinic.slots('1')
    const half = clinic.doctors.flatMap(({ id }) => clinic.slots(id).filter((_, index) => index % 2 === 0))
    for (const slot of half) clinic.take(slot)
    expect(await round(mirror)).toMatchObject({ held: 6, written: 0 })
    expect(await inStore(store, '1')).toEqual(whole)
    for (const slot of half) clinic.put(slot)
    expect(await round(mirror)).toMatchObject({ held: 0, written: 0 })
    expect(await inStore(store, '1')).toEqual(whole)
  })

  it('that stays is believed in the second round', async () => {
    const clinic = wideClinic(2)
    const { store, mirror } = mirrored(clinic)
    await round(mirror)
    for (const slot of clinic.slots('1')) clinic.take(slot)
    await round(mirror)
    expect(await inStore(store, '1')).not.toEqual([])
    await round(mirror)
    expect(await inStore(store, '1')).toEqual([])
  })

  it('is believed the second time it is told, by whichever process goes round then', async () => {
    const clinic = wideClinic(6)
    const { store, mirror } = mirrored(clinic)
    await round(mirror)
    const left = clinic.doctors.splice(3)
    for (const slot of clinic.slots('1').slice(0, 6 * 16)) clinic.take(slot)
    expect(await round(mirror)).toMatchObject({ held: 1, written: 0 })
    const adapter = clinic.mis()
    opened.push(adapter)
    const other = createMirror({ store, adapter })
    expect(await round(other)).toMatchObject({ held: 0 })
    expect(await inStore(store, '1')).toEqual(clinic.slots('1'))
    const { doctors } = await other.directory()
    expect(doctors.filter(({ active }) => !active).map(({ id }) => id)).toEqual(left.map(({ id }) => id))
  })

  it('of doctors keeps the others as they were, until it is read again; then they are kept as inactive', async () => {
    const clinic = wideClinic(8)
    const { store, mirror } = mirrored(clinic)
    await round(mirror)
    const left = clinic.doctors.splice(4)
    await round(mirror)
    expect((await mirror.directory()).doctors.filter(({ active }) => active)).toHaveLength(8)
    await round(mirror)
    const { doctors } = await mirror.directory()
    expect(doctors.filter(({ active }) => !active).map(({ id }) => id)).toEqual(left.map(({ id }) => id))
    expect(await inStore(store, '8')).toEqual([])
    const told = await store.outbox.list(0, 100)
    expect(told.filter(({ type }) => type === 'doctor.gone').map(({ subject }) => subject)).toEqual(
      left.map(({ id }) => `doctor/fake/${id}`),
    )
  })
})

describe('a booking while the mirror reads', () => {
  it('is not undone by the older snapshot', async () => {
    const clinic = wideClinic(1)
    const slot = slotOf('1', 0, 5)
    const store = memoryStore({ runtime: { now: clinic.world.now } })
    let reading: (() => Promise<unknown>) | undefined
    // The MIS has put its answer together, and before it arrives the patient books.
    const slow = wrap(clinic.mis(), [
      (next) => async (call) => {
        const answer = await next(call)
        if (call.operation !== 'listSlots') return answer
        const book = reading
        reading = undefined
        await book?.()
        return answer
      },
    ])
    opened.push(slow)
    const mirror = createMirror({ store, adapter: slow, concurrency: 1 })
    await round(mirror)
    clinic.put(slotOf('1', 0, 17))
    reading = async () => {
      await mirror.adapter.book({ slot, patient: testPatient(1) })
    }
    await round(mirror)
    expect(starts(await inStore(store, '1'))).not.toContain(slot.start)
    await round(mirror)
    expect(await inStore(store, '1')).toEqual(clinic.slots('1'))
  })
})

describe('a patient', () => {
  it('waits for one request of the round at most', async () => {
    const clinic = wideClinic(6)
    const asked: string[] = []
    const gates: (() => void)[] = []
    const bare = clinic.mis()
    const wire = wrap(bare, [
      ...recommended({ cache: false, dedupe: false, limit: { concurrency: 1 } }),
      on('listSlots', (next) => async (call) => {
        asked.push(call.input.from === call.input.to ? 'patient' : 'round')
        await new Promise<void>((resolve) => gates.push(resolve))
        return next(call)
      }),
    ])
    const { mirror } = mirrored(clinic, { concurrency: 1 }, wire)
    const going = round(mirror)
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    while (asked.length < 3) await turn().then(gates.shift())
    const patient = mirror.adapter.listSlots({ doctorId: '6', from: today, to: today }, { maxAgeMs: 0 })
    while (!asked.includes('patient')) await turn().then(gates.shift())
    expect(asked.indexOf('patient')).toBe(3)
    let isOver = false
    const both = Promise.all([going, patient]).finally(() => {
      isOver = true
    })
    while (!isOver) await turn().then(gates.shift())
    await both
  })

  it('gets what the mirror has, with its age, and the MIS is not asked', async () => {
    const clinic = wideClinic(2)
    const { mirror } = mirrored(clinic)
    await round(mirror)
    clinic.world.advance(60_000)
    clinic.take(slotOf('1', 0, 0))
    const answer = await mirror.adapter.listSlots({ doctorId: '1', from: today, to: today })
    expect(answer).toMatchObject({ stale: false, complete: true, asOf: `${today}T02:00:00.000Z` })
    expect(answer.slots).toHaveLength(16)
    const asked = await mirror.adapter.listSlots({ doctorId: '1', from: today, to: today }, { maxAgeMs: 0 })
    expect(asked.slots).toHaveLength(15)
  })

  it('gets the MIS where the mirror is too old, and the old marked stale where it cannot be asked', async () => {
    const clinic = wideClinic(2)
    let isDown = false
    const down = wrap(clinic.mis(), [(next) => (call) => (isDown ? Promise.reject(unavailable()) : next(call))])
    const { mirror } = mirrored(clinic, {}, down)
    await round(mirror)
    clinic.world.advance(3_600_000)
    const fresh = await mirror.adapter.listSlots({ doctorId: '1', from: today, to: today })
    expect(fresh.asOf).toBe(`${today}T03:00:00.000Z`)
    isDown = true
    const query = { doctorId: '1', from: addDays(today, 29), to: addDays(today, 31) }
    expect(await mirror.adapter.listSlots(query)).toMatchObject({
      stale: true,
      complete: false,
      asOf: `${today}T02:00:00.000Z`,
      gaps: [
        { from: addDays(today, 30), to: addDays(today, 30) },
        { from: addDays(today, 31), to: addDays(today, 31) },
      ],
    })
  })

  it('does not see the slot they have just booked', async () => {
    const clinic = wideClinic(1)
    const { mirror } = mirrored(clinic)
    await round(mirror)
    const slot = slotOf('1', 1, 1)
    const day = slot.start.slice(0, 10)
    await mirror.adapter.book({ slot, patient: testPatient(1) })
    clinic.put(slot)
    const shown = async () => starts((await mirror.adapter.listSlots({ doctorId: '1', from: day, to: day })).slots)
    expect(await shown()).not.toContain(slot.start)
    await round(mirror)
    expect(await shown()).toContain(slot.start)
    clinic.take(slot)
    await expect(mirror.adapter.book({ slot, patient: testPatient(1) })).rejects.toMatchObject({ code: 'slot-taken' })
    expect(await shown()).not.toContain(slot.start)
  })
})

describe('a watch', () => {
  it('tells that an earlier slot is free', async () => {
    const clinic = wideClinic(2)
    const { mirror } = mirrored(clinic)
    const [early, late] = [slotOf('1', 2, 17), slotOf('1', 5, 17)]
    const told: string[][] = []
    const stop = mirror.onFreed({ doctorIds: ['1'], before: slotOf('1', 4, 0).start }, (slots) =>
      told.push(starts(slots)),
    )
    await round(mirror)
    expect(told).toEqual([])
    clinic.put(early)
    clinic.put(late)
    clinic.put(slotOf('2', 2, 17))
    await round(mirror)
    expect(told).toEqual([[early.start]])
    stop()
    clinic.put(slotOf('1', 2, 18))
    await round(mirror)
    expect(told).toHaveLength(1)
  })

  it('is an event as well, for who is in another process, where that is wanted', async () => {
    const clinic = wideClinic(3)
    const { store, mirror } = mirrored(clinic, { freedEvents: true })
    const told = async () => {
      const events = (await store.outbox.list(0, 1_000)).filter(({ type }) => type === 'slots.freed')
      return events.map(({ body, subject, sequence }) => ({
        ...{ subject, sequence },
        body: JSON.parse(Buffer.from(body).toString()),
      }))
    }
    clinic.take(slotOf('1', 2, 3))
    await round(mirror)
    expect(await told()).toEqual([])
    clinic.put(slotOf('1', 2, 3))
    clinic.take(slotOf('2', 2, 3))
    await round(mirror)
    const [freed] = await told()
    expect(await told()).toEqual([{ subject: 'slots/fake/1', sequence: 1, body: expect.any(Object) }])
    expect(freed?.body).toMatchObject({ type: 'slots.freed', instance: 'fake', doctorId: '1', day: '2031-03-05' })
    expect(freed?.body.slots).toEqual([slotOf('1', 2, 3)])
    const { store: silent, mirror: other } = mirrored(clinic)
    await round(other)
    clinic.put(slotOf('2', 2, 3))
    await round(other)
    expect((await silent.outbox.list(0, 1_000)).filter(({ type }) => type === 'slots.freed')).toEqual([])
  })

  it('the nearest free time of a speciality', async () => {
    const clinic = wideClinic(7)
    const { mirror } = mirrored(clinic)
    await round(mirror)
    clinic.take(slotOf('2', 0, 0))
    await round(mirror)
    await expect(mirror.nearest({ limit: 0 })).rejects.toMatchObject({ code: 'invalid-request' })
    const nearest = await mirror.nearest({ specialtyId: '2', limit: 2 })
    expect(nearest.map(({ doctorId, start }) => [doctorId, start])).toEqual([
      ['7', slotOf('7', 0, 0).start],
      ['2', slotOf('2', 0, 1).start],
    ])
  })
})

describe("the MIS's change feed", () => {
  it('drops the day from the cache and reads it again, before the change is acknowledged', async () => {
    const clinic = wideClinic(2)
    const waiting = [{ doctorId: '1', start: slotOf('1', 3, 2).start }, { clinicId: '1' }]
    const acknowledged: unknown[] = []
    async function* changes() {
      for (const change of waiting) {
        yield change
        acknowledged.push([change, starts(await inStore(store, '1')).includes(slotOf('1', 3, 2).start)])
      }
    }
    const cached = wrap(clinic.mis(), recommended())
    const { store, mirror } = mirrored(clinic, { changes }, cached)
    await round(mirror)
    const day = addDays(today, 3)
    const read = async () => starts((await cached.listSlots({ doctorId: '1', from: day, to: day })).slots)
    expect(await read()).toContain(slotOf('1', 3, 2).start)
    clinic.take(slotOf('1', 3, 2))
    expect(await mirror.pull()).toBe(2)
    expect(acknowledged).toEqual([
      [waiting[0], false],
      [waiting[1], false],
    ])
    expect(await read()).not.toContain(slotOf('1', 3, 2).start)
  })
})

describe('whatever changes in the clinic', () => {
  it('the store equals the world after two rounds', async () => {
    const change = fc.record({
      doctor: fc.integer({ min: 1, max: 3 }),
      day: fc.nat({ max: 29 }),
      place: fc.nat({ max: 6 }),
      isFree: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 40 }), { maxLength: 3 }), async (rounds) => {
        const clinic = wideClinic(3, { places: 4 })
        const { store, mirror } = mirrored(clinic)
        await round(mirror)
        for (const changes of rounds) {
          for (const { doctor, day, place, isFree } of changes) {
            const slot = slotOf(String(doctor), day, place)
            if (isFree) clinic.put(slot)
            else clinic.take(slot)
          }
          await round(mirror)
        }
        await round(mirror)
        for (const { id } of clinic.doctors) expect(await inStore(store, id)).toEqual(clinic.slots(id))
      }),
      { numRuns: 25 },
    )
  })
})

describe('options that do not fit', () => {
  it('are named', () => {
    const clinic = wideClinic(1)
    const wrong = (options: Partial<MirrorOptions>) => () => mirrored(clinic, options)
    expect(wrong({ days: 0 })).toThrow('mirror.days')
    expect(wrong({ shrink: { share: 0, least: 1 } })).toThrow('mirror.shrink.share')
    expect(wrong({ timeZone: 'Moscow' })).toThrow('mirror.timeZone')
    const { listClinics: _gone, ...bare } = clinic.mis()
    expect(wrong({ adapter: bare as MisAdapter })).toThrow('mirror.timeZone: must be given')
  })
})
