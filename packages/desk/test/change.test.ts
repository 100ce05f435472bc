import { testPatient } from '@mis/mock'
import { afterEach, describe, expect, it } from 'vitest'
import type { Desk } from '../src/index.ts'
import { type Clinic, clinic, patient, slotOf } from './support/clinic.ts'

let at: Clinic
afterEach(() => at.close())

const minutes = 60_000

async function booked(desk: Desk, reference = 'one', slot = slotOf(at)) {
  const outcome = await at.time.until(desk.book({ slot, patient, reference }))
  if (outcome.status !== 'booked') throw new Error(outcome.status)
  return outcome.appointment
}

describe('a cancellation', () => {
  it('cancels what was booked here by its reference, and its status says so', async () => {
    at = clinic()
    const desk = at.open()
    await booked(desk)
    const outcome = await at.time.until(desk.cancel({ reference: 'one', reason: 'ill' }))
    expect(outcome).toMatchObject({ status: 'cancelled', appointment: { status: 'cancelled' } })
    expect(await desk.status('one')).toMatchObject({ status: 'cancelled' })
    expect(at.live()).toEqual([])
  })

  it('of a visit booked elsewhere names it as the MIS does', async () => {
    at = clinic()
    const desk = at.open()
    const made = at.world.book({ slotId: slotOf(at).id, patient })
    if (!made.ok) throw new Error(made.why)
    expect(await at.time.until(desk.cancel({ appointment: made.appointment }))).toMatchObject({ status: 'cancelled' })
    expect(at.live()).toEqual([])
  })

  it('asked for while the MIS is down is queued, and done when it is back', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    await booked(desk)
    at.down(true)
    const outcome = await at.time.until(desk.cancel({ reference: 'one' }))
    expect(outcome.status).toBe('queued')
    expect(at.live()).toHaveLength(1)
    at.down(false)
    await at.time.advance(7 * minutes)
    expect(at.live()).toEqual([])
    expect(await desk.status(outcome.reference)).toMatchObject({ status: 'cancelled' })
    await stop()
  })

  it('whose answer was lost is sent again, for that does no harm', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    await booked(desk)
    at.arm({ when: { operation: 'cancel' }, times: 1, fault: 'lost-answer' })
    at.arm({ when: { operation: 'getAppointment' }, times: 1, fault: 'reset' })
    await at.time.until(desk.cancel({ reference: 'one' }))
    await at.time.advance(7 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'cancelled' })
    await stop()
  })

  it('clicked while the booking is being checked takes effect once it is known to stand', async () => {
    at = clinic()
    const desk = at.open({ patienceMs: 0 })
    const stop = at.run(desk)
    at.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
    const request = desk.book({ slot: slotOf(at), patient, reference: 'one' })
    await at.time.settle()
    await at.time.until(desk.cancel({ reference: 'one' }))
    await at.time.until(request)
    await at.time.advance(2 * minutes)
    expect(at.world.appointments()).toHaveLength(1)
    expect(at.live()).toEqual([])
    expect(await desk.status('one')).toMatchObject({ status: 'cancelled' })
    await stop()
  })

  it('of an unknown reference is told so', async () => {
    at = clinic()
    await expect(at.open().cancel({ reference: 'nothing' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('lets the same patient book the same time again', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    await booked(desk, 'one', slot)
    await at.time.until(desk.cancel({ reference: 'one' }))
    await booked(desk, 'two', slot)
    expect(at.live()).toHaveLength(1)
  })
})

describe('a move', () => {
  it('is one step where the MIS can, and keeps the visit', async () => {
    at = clinic()
    const desk = at.open()
    const appointment = await booked(desk)
    const slot = slotOf(at, 4)
    const outcome = await at.time.until(desk.reschedule({ reference: 'one', slot }))
    expect(outcome).toMatchObject({
      status: 'moved',
      old: 'gone',
      appointment: { id: appointment.id, start: slot.start },
    })
    expect(await desk.status('one')).toMatchObject({ status: 'booked', appointment: { start: slot.start } })
    expect(at.live()).toHaveLength(1)
  })

  it('whose answer was lost is read back', async () => {
    at = clinic()
    const desk = at.open()
    await booked(desk)
    at.arm({ when: { operation: 'reschedule' }, times: 1, fault: 'lost-answer' })
    const slot = slotOf(at, 4)
    const outcome = await at.time.until(desk.reschedule({ reference: 'one', slot }))
    expect(outcome).toMatchObject({ status: 'moved', appointment: { start: slot.start } })
    expect(at.server.requests().filter(({ operation }) => operation === 'reschedule')).toHaveLength(1)
  })

  it('to a taken time is refused with others, and the old visit stands', async () => {
    at = clinic()
    const desk = at.open()
    const appointment = await booked(desk)
    const slot = slotOf(at, 4)
    at.world.occupy(slot.id)
    const outcome = await at.time.until(desk.reschedule({ reference: 'one', slot }))
    expect(outcome).toMatchObject({ status: 'refused', reason: { code: 'slot-taken' } })
    expect(at.live().find(({ id }) => id === appointment.id)).toMatchObject({ start: appointment.start })
  })

  it('repeated by its reference is the same move', async () => {
    at = clinic()
    const desk = at.open()
    await booked(desk)
    const request = { reference: 'one', slot: slotOf(at, 4), moveReference: 'move' }
    await at.time.until(desk.reschedule(request))
    expect(await at.time.until(desk.reschedule(request))).toMatchObject({ status: 'moved', reference: 'move' })
    expect(at.server.requests().filter(({ operation }) => operation === 'reschedule')).toHaveLength(1)
  })
})

describe("a patient's visits", () => {
  it('are those of the MIS, wherever they were booked, and of our copy while it cannot be asked', async () => {
    at = clinic()
    const desk = at.open()
    await booked(desk)
    at.world.book({ slotId: slotOf(at, 6).id, patient })
    at.world.book({ slotId: slotOf(at, 8).id, patient: testPatient(2) })
    const listed = await at.time.until(desk.appointments({ patient }))
    expect(listed.items.map(({ status }) => status)).toEqual(['booked', 'booked'])
    expect(listed.copies).toEqual([])
    at.down(true)
    const kept = await at.time.until(desk.appointments({ patient }))
    expect(kept.items.map(({ id }) => id)).toEqual(listed.items.map(({ id }) => id))
    expect(kept.copies).toEqual(['fake'])
  })

  it('move along allowed edges only: what is completed stays so, whatever comes late', async () => {
    at = clinic()
    const desk = at.open()
    const { id } = await booked(desk)
    const show = async () => (await at.time.until(desk.appointments({ patient }))).items[0]?.status
    at.world.setStatus(id, 'arrived')
    expect(await show()).toBe('arrived')
    at.world.setStatus(id, 'booked')
    expect(await show()).toBe('arrived')
    at.world.setStatus(id, 'completed')
    expect(await show()).toBe('completed')
    at.world.setStatus(id, 'confirmed')
    expect(await show()).toBe('completed')
  })
})
