import { createMedesk } from '@mis/medesk'
import { describe, expect, it } from 'vitest'
import { adapterOver, options, patient, slot, stub, wirePatient, wireVisit } from './stub.ts'

const booking = { slot, patient, reference: 'r-1' }
const listed = (...appointments: object[]) => stub({ 'GET /appointments': { appointments } })

describe('a booking is found again by its reference', () => {
  it('among the visits of the phone, from the day of the visit on', async () => {
    const medesk = listed({ ...wireVisit, id: 500, external_id: 'r-0' }, wireVisit)
    expect(await adapterOver(medesk).findBooking(booking)).toMatchObject({ id: '501', reference: 'r-1' })
    expect(medesk.asked).toEqual(['GET /appointments?patient_phone=%2B74950000001&from=2031-03-05'])
  })

  it('also when the reception has moved it to another slot', async () => {
    const moved = { ...wireVisit, slot_id: 70102 }
    expect((await adapterOver(listed(moved)).findBooking(booking))?.id).toBe('501')
  })

  it('in its own slot where one reference was used twice', async () => {
    const earlier = { ...wireVisit, id: 500, slot_id: 70102 }
    expect((await adapterOver(listed(earlier, wireVisit)).findBooking(booking))?.id).toBe('501')
  })

  it('in any state but cancelled', async () => {
    for (const status of ['confirmed', 'completed', 'waiting']) {
      expect(await adapterOver(listed({ ...wireVisit, status })).findBooking(booking)).not.toBeNull()
    }
    expect(await adapterOver(listed({ ...wireVisit, status: 'cancelled' })).findBooking(booking)).toBeNull()
  })

  it('and not taken for another booking of the same person in the same slot', async () => {
    expect(await adapterOver(listed({ ...wireVisit, external_id: 'r-2' })).findBooking(booking)).toBeNull()
  })

  it('or by slot and person where Medesk turns out to keep no references', async () => {
    const found = await adapterOver(listed({ ...wireVisit, external_id: null })).findBooking(booking)
    expect(found).toMatchObject({ id: '501', reference: 'r-1' })
  })
})

describe('a booking is found again by its patient', () => {
  const byPatient = (...appointments: object[]) => {
    const { runtime } = listed(...appointments)
    return createMedesk({ ...options, runtime, readBack: 'patient' }).findBooking(booking)
  }
  const { external_id: _none, ...visit } = wireVisit

  it('in the same slot under the same names and birth date', async () => {
    expect(await byPatient(visit)).toMatchObject({ id: '501', reference: 'r-1' })
  })

  it('however the names are spelled: case, spaces, ё', async () => {
    const spelled = { ...wirePatient, last_name: ' ТЕСТОВА', first_name: 'проба' }
    expect(await byPatient({ ...visit, patient: spelled })).not.toBeNull()
  })

  it('but not in another slot, under another name or birth date, or cancelled', async () => {
    const others = [
      { ...visit, slot_id: 70102 },
      { ...visit, patient: { ...wirePatient, first_name: 'Модель' } },
      { ...visit, patient: { ...wirePatient, last_name: 'Образцова' } },
      { ...visit, patient: { ...wirePatient, birth_date: '2015-01-02' } },
      { ...visit, status: 'cancelled' },
    ]
    expect(await byPatient(...others)).toBeNull()
  })

  it('and no reference is sent', async () => {
    const medesk = stub({ 'POST /appointments': visit })
    await createMedesk({ ...options, runtime: medesk.runtime, readBack: 'patient' }).book(booking)
    expect(await medesk.requests[0]?.json()).not.toHaveProperty('external_id')
  })
})

describe('the list of a patient', () => {
  const query = { patient, from: '2031-03-05' }

  it('leaves out other people with the same phone', async () => {
    const child = { ...wireVisit, id: 502, patient: { ...wirePatient, first_name: 'Модель', birth_date: '2020-05-05' } }
    const { items } = await adapterOver(listed(child, wireVisit), { doctors: [] }).listAppointments(query)
    expect(items.map(({ id }) => id)).toEqual(['501'])
  })

  it('is bad-response where it does not say whose the visits are', async () => {
    const { patient: _nobody, ...anonymous } = wireVisit
    const call = adapterOver(listed(anonymous), { doctors: [] }).listAppointments(query)
    await expect(call).rejects.toMatchObject({ code: 'bad-response' })
  })

  it('comes in order of start, every state, within the days asked for', async () => {
    const later = {
      ...wireVisit,
      id: 502,
      status: 'cancelled',
      start: '2031-03-06T06:00:00Z',
      end: '2031-03-06T06:20:00Z',
    }
    const latest = { ...wireVisit, id: 503, start: '2031-03-07T21:00:00Z', end: '2031-03-07T21:20:00Z' }
    const adapter = adapterOver(listed(latest, later, wireVisit), { doctors: [] })
    const idsOf = async (to?: string) =>
      (await adapter.listAppointments({ ...query, ...(to !== undefined && { to }) })).items.map(({ id }) => id)
    expect(await idsOf()).toEqual(['501', '502', '503'])
    // The last one begins at midnight in Moscow: on the 8th.
    expect(await idsOf('2031-03-07')).toEqual(['501', '502'])
  })

  it('asks from the beginning where no day is named', async () => {
    const medesk = listed()
    await adapterOver(medesk).listAppointments({ patient })
    expect(medesk.asked).toEqual(['GET /appointments?patient_phone=%2B74950000001&from=1900-01-01'])
  })
})
