import { epochOf } from '@mis/core'
import { expect } from 'vitest'
import { createMirror, type DayChange, type Store } from '../src/index.ts'
import { bytes } from './support/drafts.ts'
import { casesOverStores } from './support/store-subjects.ts'
import { slotOf, today, wideClinic } from './support/wide-clinic.ts'

function change(
  day: number,
  places: readonly number[],
  { doctorId = '7', ...more }: Partial<DayChange> = {},
): DayChange {
  const slots = places.map((place) => slotOf(doctorId, day, place))
  const date = slotOf(doctorId, day, 0).start.slice(0, 10)
  return { doctorId, day: date, slots, hash: places.join(), asOf: 100, fence: 0, ...more }
}
const query = { instance: 'clinic', doctorId: '7', from: today, to: '2031-04-01' }

async function marksOf({ mirror }: Store, doctorIds: readonly string[] = ['7']) {
  const marks = await mirror.marks({ instance: 'clinic', doctorIds, from: today, to: '2031-04-01' })
  return marks.toSorted((one, other) => (`${one.day} ${one.doctorId}` < `${other.day} ${other.doctorId}` ? -1 : 1))
}

/** What every store owes to the mirror, whatever it is made of. */
casesOverStores('the mirror', (it) => {
  it('gives each mirrored day as it was last told, and none that was not', async ({ store }) => {
    expect(await store.mirror.write('clinic', [change(0, [1, 2]), change(1, [])])).toEqual([])
    const days = await store.mirror.read(query)
    expect(days.map(({ day, slots, asOf }) => [day, slots.length, asOf])).toEqual([
      ['2031-03-03', 2, 100],
      ['2031-03-04', 0, 100],
    ])
    expect(days[0]?.slots).toEqual(change(0, [1, 2]).slots)
    expect(await marksOf(store)).toEqual([
      { doctorId: '7', day: '2031-03-03', hash: '1,2', asOf: 100, fence: 0 },
      { doctorId: '7', day: '2031-03-04', hash: '', asOf: 100, fence: 0 },
    ])
    expect((await store.mirror.read({ ...query, days: ['2031-03-04'] })).map(({ day }) => day)).toEqual(['2031-03-04'])
    expect(await store.mirror.read({ ...query, doctorId: '8' })).toEqual([])
  })

  it('gives the marks of several doctors at once, each as often as it is one', async ({ store }) => {
    const days = ['7', '8', '9'].flatMap((doctorId) => [change(0, [1], { doctorId }), change(1, [2], { doctorId })])
    await store.mirror.write('clinic', days)
    await store.mirror.write('other', [change(0, [3])])
    const names = (await marksOf(store, ['8', '7', '8', 'nobody'])).map(({ doctorId, day }) => `${doctorId} ${day}`)
    expect(names).toEqual(['7 2031-03-03', '8 2031-03-03', '7 2031-03-04', '8 2031-03-04'])
    const first = { instance: 'clinic', doctorIds: ['7', '9'], from: today, to: today }
    expect((await store.mirror.marks(first)).map(({ doctorId }) => doctorId).sort()).toEqual(['7', '9'])
  })

  it('refuses a day that was written or told since', async ({ store }) => {
    await store.mirror.write('clinic', [change(0, [1, 2])])
    const gone = epochOf(slotOf('7', 0, 1).start)
    const overtaken = { doctorId: '7', day: today }
    await store.mirror.touch('clinic', [overtaken], gone)
    expect(await store.mirror.write('clinic', [change(0, [1, 2], { asOf: 200 }), change(1, [3])])).toEqual([overtaken])
    const [first] = await store.mirror.read(query)
    expect(first?.slots).toEqual([slotOf('7', 0, 2)])
    expect(await store.mirror.write('clinic', [change(0, [4], { fence: 1, asOf: 99 })])).toEqual([overtaken])
    expect(await store.mirror.write('clinic', [change(0, [4], { fence: 1, asOf: 201 })])).toEqual([])
  })

  it('remembers that a day was touched before it was ever told', async ({ store }) => {
    await store.mirror.touch('clinic', [{ doctorId: '7', day: today }])
    expect(await marksOf(store)).toEqual([{ doctorId: '7', day: today, hash: '', asOf: 0, fence: 1 }])
    expect((await store.mirror.read(query))[0]?.asOf).toBe(0)
  })

  it('makes days as new as the last whole round, but for who is behind', async ({ store }) => {
    await store.mirror.write('clinic', [change(0, [1])])
    await store.mirror.write('clinic', [change(0, [1], { doctorId: '8' })])
    const round = { asOf: 500, from: today, to: '2031-04-01', behind: [{ doctorId: '8', asOf: 300 }], held: ['7/0'] }
    await store.mirror.endRound('clinic', round)
    expect(await store.mirror.lastRound('clinic')).toEqual(round)
    expect(await store.mirror.lastRound('another')).toBeNull()
    expect((await store.mirror.read(query))[0]?.asOf).toBe(500)
    expect((await store.mirror.read({ ...query, doctorId: '8' }))[0]?.asOf).toBe(300)
  })

  it('finds the nearest free times, of a day that has begun as well', async ({ store }) => {
    await store.mirror.write('clinic', [change(0, [1, 5]), change(1, [0])])
    await store.mirror.write('clinic', [change(0, [4], { doctorId: '8' })])
    const after = epochOf(slotOf('7', 0, 2).start)
    const nearest = await store.mirror.nearest({ instance: 'clinic', doctorIds: ['7', '8'], after, limit: 2 })
    expect(nearest).toEqual([slotOf('8', 0, 4), slotOf('7', 0, 5)])
    expect(await store.mirror.nearest({ instance: 'clinic', doctorIds: [], after, limit: 2 })).toEqual([])
  })

  it('finds as many nearest free times as are wanted, of all days and of the wanted doctors alone', async ({
    store,
  }) => {
    const days = Array.from({ length: 12 }, (_, day) => day)
    const free = (doctorId: string, first: number, every: number) =>
      days.filter((day) => day >= first && day % every === 0).map((day) => change(day, [day % 3], { doctorId }))
    const all = [...free('7', 9, 1), ...free('8', 2, 2), ...free('9', 0, 1), change(1, [], { doctorId: '7' })]
    await store.mirror.write('clinic', all)
    const after = epochOf(slotOf('7', 0, 0).start) - 1
    const wanted = (doctorIds: readonly string[], from = after) =>
      all
        .filter(({ doctorId }) => doctorIds.includes(doctorId))
        .flatMap(({ slots }) => slots)
        .filter(({ start }) => epochOf(start) > from)
        .sort((one, other) => epochOf(one.start) - epochOf(other.start))
    for (const limit of [1, 3, 100])
      for (const from of [after, epochOf(slotOf('8', 4, 1).start), epochOf(slotOf('8', 4, 9).start)])
        expect(await store.mirror.nearest({ instance: 'clinic', doctorIds: ['7', '8'], after: from, limit })).toEqual(
          wanted(['7', '8'], from).slice(0, limit),
        )
  })

  it('writes days of several doctors at once, and gives back those that were overtaken', async ({ store }) => {
    await store.mirror.touch('clinic', [{ doctorId: '8', day: today }])
    const days = [change(0, [1]), change(0, [2], { doctorId: '8' }), change(1, [3], { doctorId: '8' })]
    expect(await store.mirror.write('clinic', days)).toEqual([{ doctorId: '8', day: today }])
    expect((await store.mirror.read(query)).flatMap(({ slots }) => slots)).toEqual([slotOf('7', 0, 1)])
    const other = await store.mirror.read({ ...query, doctorId: '8' })
    expect(other.flatMap(({ slots }) => slots)).toEqual([slotOf('8', 1, 3)])
  })

  it('tells with a day what it is written with, and nothing of a day that it gives back', async ({ store }) => {
    const event = (id: string) => ({
      id,
      type: 'slots.freed',
      instance: 'clinic',
      subject: 'slots/7',
      body: bytes(id),
    })
    await store.mirror.touch('clinic', [{ doctorId: '7', day: today }])
    const late = { ...change(0, [1]), events: [event('a')] }
    await store.mirror.write('clinic', [late, { ...change(1, [3]), events: [event('b'), event('c')] }, change(2, [])])
    expect((await store.outbox.list(0, 10)).map(({ id, sequence }) => [id, sequence])).toEqual([
      ['b', 1],
      ['c', 2],
    ])
    expect((await store.mirror.read({ ...query, from: '2031-03-04' }))[0]).not.toHaveProperty('events')
  })

  it('forgets days that are over, and doctors who left', async ({ store }) => {
    await store.mirror.write('clinic', [change(0, [1]), change(1, [1])])
    await store.mirror.write('clinic', [change(1, [1], { doctorId: '8' })])
    expect(await store.mirror.forget('clinic', '2031-03-04', ['8'])).toBe(2)
    expect((await marksOf(store)).map(({ day }) => day)).toEqual(['2031-03-04'])
  })

  it('lets one process at a time go round, and its directory is written with its events', async ({ store }) => {
    expect(await store.mirror.lease('clinic', 'one', 60_000)).toBe(true)
    expect(await store.mirror.lease('clinic', 'two', 60_000)).toBe(false)
    expect(await store.mirror.lease('clinic', 'one', 60_000)).toBe(true)
    await store.mirror.release('clinic', 'one')
    expect(await store.mirror.lease('clinic', 'two', 60_000)).toBe(true)
    const entry = { id: '7', body: { id: '7', name: 'Пример' }, hash: 'x', isListed: true }
    const event = { id: 'e', type: 'doctor.added', instance: 'clinic', subject: 'doctor/7', body: bytes('{}') }
    await store.mirror.saveEntries('clinic', 'doctor', [entry], [event])
    await store.mirror.saveEntries('clinic', 'doctor', [{ ...entry, isListed: false }], [])
    expect(await store.mirror.entries('clinic', 'doctor')).toEqual([{ ...entry, isListed: false }])
    expect(await store.mirror.entries('clinic', 'clinic')).toEqual([])
    expect((await store.outbox.list(0, 9)).map(({ type }) => type)).toEqual(['doctor.added'])
  })

  it('finds a doctor’s free times by what he does now, and writes his days again when that changes', async ({
    store,
  }) => {
    const clinic = wideClinic(6, { days: 3, places: 2 })
    const adapter = clinic.mis()
    let rounds = 0
    const now = async () => clinic.world.now() + rounds * 60_000
    const mirror = createMirror({ store: { ...store, now }, adapter, days: 3 })
    const round = async () => {
      rounds += 1
      let days = 0
      for await (const { written } of mirror.sync()) days = written
      return days
    }
    const found = async (specialtyId: string) =>
      (await mirror.nearest({ specialtyId, limit: 2 })).map(({ doctorId }) => doctorId).toSorted()
    expect(await round()).toBe(18)
    expect([await found('1'), await found('2'), await found('6')]).toEqual([['1', '6'], ['2', '2'], []])
    const [first, second] = clinic.doctors
    Object.assign(first ?? {}, { specialties: [...(second?.specialties ?? []), { id: '6', name: 'Специальность 6' }] })
    expect(await round()).toBe(3)
    expect([await found('1'), await found('2'), await found('6')]).toEqual([
      ['6', '6'],
      ['1', '2'],
      ['1', '1'],
    ])
    expect(await round()).toBe(0)
    // Of more specialities than an index could hold in words.
    const many = Array.from({ length: 90 }, (_, index) => ({
      id: `${index}-${'кардиология '.repeat(6)}`,
      name: 'Пример',
    }))
    Object.assign(first ?? {}, { specialties: many })
    expect(await round()).toBe(3)
    expect(await found(many[89]?.id ?? '')).toEqual(['1', '1'])
    await adapter.close()
  })

  it('mirrors a clinic, and writes nothing where nothing has changed', async ({ store }) => {
    const clinic = wideClinic(3)
    const adapter = clinic.mis()
    const timed = { ...store, now: async () => clinic.world.now() }
    const mirror = createMirror({ store: timed, adapter })
    const written: number[] = []
    for (let round = 0; round < 2; round++)
      for await (const { phase, written: days } of mirror.sync()) if (phase === 'done') written.push(days)
    expect(written).toEqual([90, 0])
    const days = await store.mirror.read({ instance: 'fake', doctorId: '2', from: today, to: '2031-04-01' })
    expect(days.flatMap(({ slots }) => slots)).toEqual(clinic.slots('2'))
    await adapter.close()
  })
})
