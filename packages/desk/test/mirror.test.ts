import { addDays, defaultRuntime, type MisAdapter, MisError, type Runtime, recommended, wrap } from '@mis/core'
import { testPatient } from '@mis/mock'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createMirror, type MirrorOptions, memoryStore, type SyncProgress } from '../src/index.ts'
import { closed, inStore, mirrored, round, starts } from './support/mirrored.ts'
import { slotOf, today, wideClinic } from './support/wide-clinic.ts'

const _unavailable = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })

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

  it('looks for the marks of many days at once, and asks for each of them once', async () => {
    const clinic = wideClinic(100, { days: 2, places: 1 })
    const { store, mirror } = mirrored(clinic, { days: 2, runtime: { monotonic: () => 0 } })
    const marks = vi.spyOn(store.mirror, 'marks')
    const report = await round(mirror)
    expect(report).toMatchObject({ done: report?.total, written: 200, behind: [] })
    expect(marks.mock.calls.length).toBeLessThan(25)
    expect(marks.mock.calls.flatMap(([{ doctorIds }]) => doctorIds).toSorted()).toEqual(
      clinic.doctors.flatMap(({ id }) => Array.from({ length: (report?.total ?? 0) / 100 }, () => id)).toSorted(),
    )
  })

  it('reads again what it replaces where too much may have gone, or a day was touched, and else not', async () => {
    const clinic = wideClinic(2)
    const { store, mirror } = mirrored(clinic)
    await round(mirror)
    const read = vi.spyOn(store.mirror, 'read')
    clinic.take(slotOf('1', 4, 3))
    expect(await round(mirror)).toMatchObject({ written: 1 })
    expect(read).not.toHaveBeenCalled()
    for (let day = 4; day < 16; day += 1) clinic.take(slotOf('1', day, 4))
    expect(await round(mirror)).toMatchObject({ written: 12, held: 0 })
    expect(read).toHaveBeenCalledTimes(1)
    await store.mirror.touch('fake', [{ doctorId: '2', day: slotOf('2', 1, 0).start.slice(0, 10) }])
    expect(await round(mirror)).toMatchObject({ written: 1 })
    expect(read).toHaveBeenCalledTimes(2)
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
    const adapter = closed(clinic.mis())
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
    closed(slow)
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
