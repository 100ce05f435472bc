import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, MisError, on, recommended, wrap } from '@mis/core'
import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { createMirror, sqliteStore } from '../src/index.ts'
import { closed, mirrored, round, starts } from './support/mirrored.ts'
import { slotOf, today, wideClinic } from './support/wide-clinic.ts'

const unavailable = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })

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

  it('the nearest free time of a doctor who does something else now, and whose days could not be read again', async () => {
    const clinic = wideClinic(2)
    let isAway = false
    const mis = wrap(closed(clinic.mis()), [
      on('listSlots', (next) => (call) => {
        if (isAway && call.input.doctorId === '1') return Promise.reject(unavailable())
        return next(call)
      }),
    ])
    const folder = mkdtempSync(join(tmpdir(), 'mis-desk-'))
    const store = sqliteStore(join(folder, 'desk.db'))
    let rounds = 0
    const now = async () => clinic.world.now() + rounds * 60_000
    const mirror = createMirror({ store: { ...store, now }, adapter: mis })
    const going = async () => {
      rounds += 1
      return round(mirror)
    }
    expect(await going()).toMatchObject({ failed: 0 })
    Object.assign(clinic.doctors[0] ?? {}, { specialties: [{ id: '9', name: 'Специальность 9' }] })
    isAway = true
    expect(await going()).toMatchObject({ behind: [{ doctorId: '1' }] })
    const nearest = await mirror.nearest({ specialtyId: '9' })
    expect(nearest).toEqual([slotOf('1', 0, 0)])
    await store.close()
    rmSync(folder, { recursive: true })
  })
})
