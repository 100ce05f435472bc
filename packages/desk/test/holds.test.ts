import { testPatient } from '@mis/mock'
import { afterEach, describe, expect, it } from 'vitest'
import type { Desk } from '../src/index.ts'
import { type Clinic, clinic, patient, slotOf } from './support/clinic.ts'

let at: Clinic
afterEach(() => at.close())

const minutes = 60_000

async function held(desk: Desk, slot = slotOf(at), owner = 'session-1') {
  const outcome = await at.time.until(desk.hold({ slot, owner }))
  if (outcome.status !== 'held') throw new Error(outcome.status)
  return outcome.hold
}

describe('a hold', () => {
  it('is native where the MIS has one, lasts five minutes, and its owner books it', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    const hold = await held(desk, slot)
    expect(hold).toMatchObject({ kind: 'native', expiresAt: '2031-03-03T08:05:00+03:00' })
    expect(at.world.freeSlots({ doctorId: '1' }).some(({ id }) => id === slot.id)).toBe(false)
    const outcome = await at.time.until(desk.book({ slot, patient, owner: 'session-1' }))
    expect(outcome.status).toBe('booked')
  })

  it('is soft where the MIS cannot be asked, and keeps others who come through the desk away', async () => {
    at = clinic()
    const desk = at.open()
    at.down(true)
    const slot = slotOf(at)
    expect((await held(desk, slot)).kind).toBe('soft')
    at.down(false)
    const other = await at.time.until(desk.book({ slot, patient: testPatient(2), owner: 'session-2' }))
    expect(other).toMatchObject({ status: 'refused', reason: { code: 'slot-taken' } })
    expect(await at.time.until(desk.hold({ slot, owner: 'session-2' }))).toMatchObject({ status: 'refused' })
    expect((await at.time.until(desk.book({ slot, patient, owner: 'session-1' }))).status).toBe('booked')
  })

  it('asked for twice by its owner is the same hold', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    const [one, other] = [await held(desk, slot), await held(desk, slot)]
    expect(other.id).toBe(one.id)
  })

  it('is over after its time, whoever asks; nothing has to sweep it', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    await held(desk, slot)
    await at.time.advance(5 * minutes + 1)
    expect(await at.time.until(desk.hold({ slot, owner: 'session-2' }))).toMatchObject({ status: 'held' })
  })

  it('is extended by its owner within a bound, by nobody else, and not once it is over', async () => {
    at = clinic()
    const desk = at.open({ holdAtMostMs: 8 * minutes })
    at.down(true)
    const hold = await held(desk)
    await at.time.advance(4 * minutes)
    expect(await desk.extend({ id: hold.id, owner: 'session-2' })).toBeNull()
    expect(await desk.extend({ id: hold.id, owner: 'session-1' })).toMatchObject({
      expiresAt: '2031-03-03T08:08:00+03:00',
    })
    await at.time.advance(5 * minutes)
    expect(await desk.extend({ id: hold.id, owner: 'session-1' })).toBeNull()
  })

  it('is promised in the name of the MIS no longer than the MIS keeps it, and beyond that as soft', async () => {
    at = clinic()
    const desk = at.open({ holdMs: 8 * minutes })
    const extended = (hold: { readonly id: string }) => desk.extend({ id: hold.id, owner: 'session-1' })
    const theirs = { kind: 'native', expiresAt: '2031-03-03T08:05:00+03:00' }
    const hold = await held(desk)
    expect(hold).toMatchObject(theirs)
    await at.time.advance(4 * minutes)
    expect(await extended(hold)).toMatchObject(theirs)
    await at.time.advance(2 * minutes)
    expect(await extended(hold)).toMatchObject({ kind: 'soft', expiresAt: '2031-03-03T08:14:00+03:00' })
  })

  it('is given back by its owner alone, in the MIS too', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    const hold = await held(desk, slot)
    expect(await at.time.until(desk.release({ id: hold.id, owner: 'session-2' }))).toBe(false)
    expect(await at.time.until(desk.release({ id: hold.id, owner: 'session-1' }))).toBe(true)
    expect(at.world.freeSlots({ doctorId: '1' }).some(({ id }) => id === slot.id)).toBe(true)
  })

  it('of a time that is gone is refused with others, and nothing is kept', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    at.world.occupy(slot.id)
    const outcome = await at.time.until(desk.hold({ slot, owner: 'session-1' }))
    expect(outcome).toMatchObject({ status: 'refused', reason: { code: 'slot-taken' } })
    expect(outcome.status === 'refused' && outcome.alternatives.length).toBe(3)
  })

  it('names its owner to nobody: the store has a blind name', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    await held(desk, slot, 'somebody@example.org')
    const row = await at.store.holds.find(JSON.stringify(['fake', '1', Date.parse(slot.start)]))
    expect(row?.owner).toMatch(/^[\w-]{43}$/)
  })
})

describe('alternatives', () => {
  it('come from the same doctor first, then from colleagues of the speciality, each with why', async () => {
    at = clinic()
    const desk = at.open({ alternatives: 12 })
    const slot = slotOf(at, 2)
    at.world.occupy(slot.id)
    const outcome = await at.time.until(desk.book({ slot, patient }))
    if (outcome.status !== 'refused') throw new Error(outcome.status)
    const [first] = outcome.alternatives
    expect(first?.slot.doctorId).toBe(slot.doctorId)
    expect(first?.why).toEqual(['same-doctor', 'same-branch', 'same-day'])
    expect(first?.hold).toMatchObject({ kind: 'soft' })
    for (const { doctor, why } of outcome.alternatives) {
      expect(doctor === undefined).toBe(why.includes('same-doctor'))
    }
  })

  it('are offered without a hold where others hold them, rather than not at all', async () => {
    at = clinic()
    const desk = at.open({ alternatives: 2 })
    const slot = slotOf(at)
    at.world.occupy(slot.id)
    const outcomes = []
    for (let person = 1; person <= 8; person += 1)
      outcomes.push(await at.time.until(desk.book({ slot, patient: testPatient(person) })))
    const offered = outcomes.map((one) => (one.status === 'refused' ? one.alternatives : []))
    expect(offered.map(({ length }) => length)).toEqual(offered.map(() => 2))
    const kept = offered.flat().filter(({ hold }) => hold !== null)
    expect(new Set(kept.map(({ slot: { id } }) => id)).size).toBe(kept.length)
    expect(offered.flat().some(({ hold }) => hold === null)).toBe(true)
  })

  it('asked for a hundred at once cost the MIS a handful of requests', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    at.world.occupy(slot.id)
    const crowd = Array.from({ length: 100 }, (_, index) => desk.hold({ slot, owner: `session-${index}` }))
    await at.time.until(Promise.all(crowd))
    expect(at.server.requests().filter(({ operation }) => operation === 'listSlots').length).toBeLessThan(12)
  })

  it('can be switched off', async () => {
    at = clinic()
    const desk = at.open({ alternatives: 0 })
    const slot = slotOf(at)
    at.world.occupy(slot.id)
    expect(await at.time.until(desk.book({ slot, patient }))).toMatchObject({ status: 'refused', alternatives: [] })
  })
})
