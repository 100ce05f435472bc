import { type Appointment, on, wrap } from '@mis/core'
import { testPatient } from '@mis/mock'
import { afterEach, describe, expect, it } from 'vitest'
import { createDesk } from '../src/index.ts'
import { type Clinic, clinic, patient, slotOf } from './support/clinic.ts'

let at: Clinic
afterEach(() => at.close())

describe('a booking', () => {
  it('is booked, and its status says so', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    const outcome = await at.time.until(desk.book({ slot, patient, reference: 'one' }))
    expect(outcome).toMatchObject({ status: 'booked', reference: 'one', appointment: { start: slot.start } })
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.live()).toHaveLength(1)
  })

  it('clicked twice is one visit, and both clicks get it', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    const [one, other] = await at.time.until(Promise.all([desk.book({ slot, patient }), desk.book({ slot, patient })]))
    expect([one.status, other.status]).toEqual(['booked', 'booked'])
    expect(one.reference).toBe(other.reference)
    expect(at.live()).toHaveLength(1)
  })

  it('repeated by its reference is the same; the reference with another request is refused', async () => {
    at = clinic()
    const desk = at.open()
    const request = { slot: slotOf(at), patient, reference: 'one' }
    await at.time.until(desk.book(request))
    expect(await at.time.until(desk.book(request))).toMatchObject({ status: 'booked', reference: 'one' })
    await expect(at.time.until(desk.book({ ...request, slot: slotOf(at, 3) }))).rejects.toMatchObject({
      code: 'invalid-request',
      details: { fields: ['reference'] },
    })
    expect(at.live()).toHaveLength(1)
  })

  it('of a taken time is refused, with the nearest free times held for this person', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at, 2)
    at.world.occupy(slot.id)
    const outcome = await at.time.until(desk.book({ slot, patient }))
    if (outcome.status !== 'refused') throw new Error(outcome.status)
    expect(outcome.reason).toEqual({ code: 'slot-taken' })
    expect(outcome.alternatives).toHaveLength(3)
    expect(outcome.alternatives[0]?.why).toContain('same-doctor')
    const [first] = outcome.alternatives
    if (first === undefined) throw new Error('nothing is offered')
    const stranger = await at.time.until(desk.book({ slot: first.slot, patient: testPatient(2) }))
    expect(stranger.status).toBe('refused')
    const owner = await at.time.until(desk.book({ slot: first.slot, patient }))
    expect(owner.status).toBe('booked')
  })

  it('whose request was delivered twice is booked, though the answer is that of the second', async () => {
    at = clinic()
    const mis = at.mis()
    const twice: typeof mis.book = async (...input) => {
      await mis.book(...input)
      return mis.book(...input)
    }
    const desk = createDesk({ adapter: { ...mis, book: twice }, store: at.store, runtime: at.time.runtime })
    const outcome = await at.time.until(desk.book({ slot: slotOf(at), patient }))
    expect(outcome.status).toBe('booked')
    expect(at.live()).toHaveLength(1)
    await at.time.until(desk.close())
  })

  it('that lost its answer after the commit is read back and booked, once', async () => {
    at = clinic()
    const desk = at.open()
    at.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
    const outcome = await at.time.until(desk.book({ slot: slotOf(at), patient }))
    expect(outcome.status).toBe('booked')
    expect(at.live()).toHaveLength(1)
    expect(at.server.requests().filter(({ operation }) => operation === 'book')).toHaveLength(1)
  })

  it('that was lost before the commit is sent again after two reads that found nothing', async () => {
    at = clinic()
    const desk = at.open()
    at.arm({ when: { operation: 'book' }, times: 1, fault: 'reset' })
    const outcome = await at.time.until(desk.book({ slot: slotOf(at), patient }))
    expect(outcome.status).toBe('booked')
    expect(at.live()).toHaveLength(1)
    const operations = at.server.requests().map(({ operation }) => operation)
    expect(operations.filter((one) => one === 'findBooking').length).toBeGreaterThanOrEqual(2)
  })

  it('with a field wrong is refused before anything is kept', async () => {
    at = clinic()
    const desk = at.open()
    await expect(desk.book({ slot: slotOf(at), patient: { lastName: 'Тестова' } })).rejects.toMatchObject({
      code: 'invalid-request',
      details: { fields: expect.arrayContaining(['patient.birthDate']) },
    })
    expect(await at.store.intents.list({ limit: 10 })).toEqual([])
  })

  it('may be wanted again once the reception has cancelled it', async () => {
    at = clinic()
    const desk = at.open()
    const slot = slotOf(at)
    const first = await at.time.until(desk.book({ slot, patient }))
    if (first.status !== 'booked') throw new Error(first.status)
    at.world.cancel(first.appointment.id)
    const second = await at.time.until(desk.book({ slot, patient }))
    expect(second).toMatchObject({ status: 'booked' })
    expect(second.reference).not.toBe(first.reference)
    expect(at.live()).toHaveLength(1)
  })

  it('may be wanted again even where a layer remembers the visit as it was', async () => {
    at = clinic()
    const remembered = new Map<string, Appointment | null>()
    const remembering = on('getAppointment', (next) => async (call) => {
      const known = remembered.get(call.input.id)
      if (known !== undefined && call.options.maxAgeMs !== 0) return known
      const found = await next(call)
      remembered.set(call.input.id, found)
      return found
    })
    const adapter = wrap(at.mis(), [remembering])
    const desk = createDesk({ adapter, store: at.store, runtime: at.time.runtime })
    const slot = slotOf(at)
    const first = await at.time.until(desk.book({ slot, patient }))
    if (first.status !== 'booked') throw new Error(first.status)
    await at.time.until(adapter.getAppointment(first.appointment))
    at.world.cancel(first.appointment.id)
    const second = await at.time.until(desk.book({ slot, patient }))
    expect(second).toMatchObject({ status: 'booked' })
    expect(second.reference).not.toBe(first.reference)
    await at.time.until(desk.close())
  })
})
