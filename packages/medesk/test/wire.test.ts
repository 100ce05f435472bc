import { describe, expect, it } from 'vitest'
import { adapterOver, patient, query, slot, stub, visit, wireDay, wireDoctor, wireSlot, wireVisit } from './stub.ts'

const without = (whole: object, member: string) =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name !== member))
const booking = { slot, patient, reference: 'r-1' }

describe('every request', () => {
  it('carries the key and Content-Type: application/json, also where there is no body', async () => {
    const medesk = stub({
      'GET /doctors': { doctors: [] },
      'DELETE /appointments/501': { ...wireVisit, status: 'cancelled' },
    })
    const adapter = adapterOver(medesk)
    await adapter.listDoctors({})
    await adapter.cancel({ appointment: visit })
    for (const { headers } of medesk.requests) {
      expect(headers.get('authorization')).toBe('Bearer key')
      expect(headers.get('content-type')).toBe('application/json')
    }
  })

  it('keeps the path of the base address', async () => {
    const medesk = stub({ 'GET /api/v2/doctors': { doctors: [] } })
    await adapterOver(medesk, { baseUrl: 'http://medesk.test/api/v2/' }).listDoctors({})
    expect(medesk.asked).toEqual(['GET /api/v2/doctors'])
  })
})

describe('an id', () => {
  it('is accepted as a number, as digits and as any other word', async () => {
    for (const id of [7, '7', '5f2b8c0d1e']) {
      const medesk = stub({ 'GET /doctors': { doctors: [{ ...wireDoctor, id }] } })
      expect((await adapterOver(medesk).listDoctors({})).items[0]?.id).toBe(String(id))
    }
  })

  it('of digits is sent as a number, any other as it is', async () => {
    const cases = [
      [70101, 70101],
      ['70101', 70101],
      ['0070101', '0070101'],
      ['s-70101', 's-70101'],
      ['12345678901234567890', '12345678901234567890'],
    ]
    for (const [id, sent] of cases) {
      const medesk = stub({
        'GET /schedules': { schedules: [{ ...wireDay, free_slots: [{ ...wireSlot, id }] }] },
        'POST /appointments': { ...wireVisit, slot_id: id },
      })
      const adapter = adapterOver(medesk)
      const [offered] = (await adapter.listSlots(query)).slots
      const booked = await adapter.book({ slot: offered ?? slot, patient })
      expect(booked.slotId).toBe(offered?.id)
      expect(await medesk.requests[1]?.json()).toMatchObject({ slot_id: sent })
    }
  })

  it('beyond 2^53 keeps its last digits', async () => {
    const text = JSON.stringify({ doctors: [wireDoctor] }).replace('"id":7', '"id":900719925474099312')
    const medesk = stub({ 'GET /doctors': text })
    expect((await adapterOver(medesk).listDoctors({})).items[0]?.id).toBe('900719925474099312')
  })

  it('stands in a path as one segment', async () => {
    const medesk = stub({})
    await adapterOver(medesk).getAppointment({ ...visit, id: 'a/b?c' })
    expect(medesk.asked).toEqual(['GET /appointments/a%2Fb%3Fc'])
  })

  it('that would name another resource is refused and not sent', async () => {
    const medesk = stub({})
    for (const id of ['.', '..']) {
      const call = adapterOver(medesk).cancel({ appointment: { ...visit, id } })
      await expect(call).rejects.toMatchObject({ code: 'invalid-request', details: { fields: ['appointment.id'] } })
    }
    expect(medesk.asked).toEqual([])
  })
})

describe('a booking', () => {
  it('sends an empty comment, an empty e-mail and the source where nothing was said', async () => {
    const medesk = stub({ 'POST /appointments': wireVisit })
    const { email: _none, ...person } = patient
    await adapterOver(medesk, { source: 'kiosk' }).book({ slot, patient: person, reference: 'r-1' })
    expect(await medesk.requests[0]?.json()).toEqual({
      slot_id: 70101,
      patient: {
        first_name: 'Проба',
        last_name: 'Тестова',
        phone: '+74950000001',
        email: '',
        birth_date: '1990-01-02',
      },
      comment: '',
      source: 'kiosk',
      external_id: 'r-1',
    })
  })

  it('takes any status of success', async () => {
    for (const status of [200, 201, 202]) {
      const medesk = stub({ 'POST /appointments': Response.json(wireVisit, { status }) })
      expect((await adapterOver(medesk).book(booking)).id).toBe('501')
    }
  })

  it('keeps the reference it was made with, whether Medesk echoes it or not', async () => {
    const medesk = stub({ 'POST /appointments': without(wireVisit, 'external_id') })
    expect((await adapterOver(medesk).book(booking)).reference).toBe('r-1')
  })

  it('does without members that nobody needs', async () => {
    const medesk = stub({ 'POST /appointments': without(without(wireVisit, 'patient'), 'room') })
    expect(await adapterOver(medesk).book(booking)).not.toHaveProperty('room')
  })

  it('has a status of ours, also where its word is one every object answers to', async () => {
    const medesk = stub({ 'POST /appointments': { ...wireVisit, status: 'constructor' } })
    expect((await adapterOver(medesk).book(booking)).status).toBe('other')
  })

  const doubtful: readonly (readonly [string, object | string])[] = [
    ...['id', 'status', 'slot_id', 'doctor_id', 'start', 'end', 'online'].map(
      (member) => [`without ${member}`, without(wireVisit, member)] as const,
    ),
    ['of another slot', { ...wireVisit, slot_id: 70102 }],
    ['of another doctor', { ...wireVisit, doctor_id: 8 }],
    ['that is cancelled', { ...wireVisit, status: 'cancelled' }],
    ['without an offset in its times', { ...wireVisit, start: '2031-03-05T09:00:00' }],
    ['that is an empty list', []],
    ['that is empty', ''],
  ]
  for (const [what, answer] of doubtful) {
    it(`answered by an appointment ${what} is outcome-unknown`, async () => {
      const call = adapterOver(stub({ 'POST /appointments': answer })).book(booking)
      await expect(call).rejects.toMatchObject({ code: 'outcome-unknown' })
    })
  }

  it('with a slot of another adapter is refused and not sent', async () => {
    const medesk = stub({})
    const call = adapterOver(medesk).book({ ...booking, slot: { ...slot, id: 'emias.1.e30' } })
    await expect(call).rejects.toMatchObject({ code: 'invalid-request', details: { fields: ['slot.id'] } })
    expect(medesk.asked).toEqual([])
  })
})

describe('the schedule', () => {
  const broken: readonly (readonly [string, object | string])[] = [
    ['no schedules', {}],
    ['a bare list', [wireDay]],
    ['a day without free_slots', { schedules: [without(wireDay, 'free_slots')] }],
    ['a slot without an id', { schedules: [{ ...wireDay, free_slots: [without(wireSlot, 'id')] }] }],
    [
      'a slot without a zone in its times',
      { schedules: [{ ...wireDay, free_slots: [{ ...wireSlot, end: '2031-03-05T06:20:00' }] }] },
    ],
    ['a day in no zone on earth', { schedules: [{ ...wireDay, time_zone: 'Mars/Phobos' }] }],
    ['an empty body', ''],
  ]
  for (const [what, answer] of broken) {
    it(`with ${what} is bad-response`, async () => {
      const call = adapterOver(stub({ 'GET /schedules': answer })).listSlots(query)
      await expect(call).rejects.toMatchObject({ code: 'bad-response' })
    })
  }

  it('is read in any offset and given in the clinic’s own', async () => {
    const free = { ...wireSlot, start: '2031-03-05T11:00:00+05:00', end: '2031-03-05T06:20:00.000Z' }
    const medesk = stub({ 'GET /schedules': { schedules: [{ ...wireDay, free_slots: [free] }] } })
    expect((await adapterOver(medesk).listSlots(query)).slots[0]).toEqual(slot)
  })

  it('of another doctor is not shown', async () => {
    const medesk = stub({ 'GET /schedules': { schedules: [wireDay, { ...wireDay, doctor_id: 8 }] } })
    expect((await adapterOver(medesk).listSlots(query)).slots).toHaveLength(1)
  })

  it('ignores members it does not know', async () => {
    const medesk = stub({ 'GET /schedules': { schedules: [{ ...wireDay, floor: 2 }], page: 1 } })
    expect((await adapterOver(medesk).listSlots(query)).slots).toEqual([slot])
  })
})

describe('a cancellation', () => {
  it('sends a body only when there is a reason', async () => {
    const medesk = stub({ 'DELETE /appointments/501': { ...wireVisit, status: 'cancelled' } })
    for (const reason of [{ reason: 'Не смогу прийти' }, { reason: '' }, {}]) {
      await adapterOver(medesk).cancel({ appointment: visit, ...reason })
    }
    expect(await Promise.all(medesk.requests.map((request) => request.text()))).toEqual([
      '{"reason":"Не смогу прийти"}',
      '',
      '',
    ])
  })

  it('answered by nothing gives the visit back as it was told, ending when it starts', async () => {
    const told = { ...visit, status: 'cancelled', end: visit.start, mode: 'in-person' }
    for (const answer of [new Response(null, { status: 204 }), '', []]) {
      const medesk = stub({ 'DELETE /appointments/501': answer })
      expect(await adapterOver(medesk).cancel({ appointment: visit })).toEqual(told)
    }
  })

  const doubtful: readonly (readonly [string, object])[] = [
    ['another appointment', { ...wireVisit, id: 502, status: 'cancelled' }],
    ['a live appointment', wireVisit],
    ['something else', { ok: true }],
  ]
  for (const [what, answer] of doubtful) {
    it(`answered by ${what} is outcome-unknown`, async () => {
      const call = adapterOver(stub({ 'DELETE /appointments/501': answer })).cancel({ appointment: visit })
      await expect(call).rejects.toMatchObject({ code: 'outcome-unknown' })
    })
  }
})

describe('an appointment', () => {
  it('in a state that has no word here is other', async () => {
    const medesk = stub({ 'GET /appointments/501': { ...wireVisit, status: 'waiting' } })
    expect((await adapterOver(medesk).getAppointment(visit))?.status).toBe('other')
  })

  it('that is not known is null', async () => {
    expect(await adapterOver(stub({})).getAppointment(visit)).toBeNull()
  })

  it('under another id than was asked for is bad-response', async () => {
    const medesk = stub({ 'GET /appointments/501': { ...wireVisit, id: 502 } })
    await expect(adapterOver(medesk).getAppointment(visit)).rejects.toMatchObject({ code: 'bad-response' })
  })
})

describe('the directory', () => {
  const other = { ...wireDoctor, id: 8, clinic_id: 2, specialties: [{ id: 4, name: 'Хирургия' }], active: false }
  const doctors = { doctors: [wireDoctor, other] }

  it('can be narrowed to a clinic or a speciality', async () => {
    const adapter = adapterOver(stub({ 'GET /doctors': doctors }))
    const idsOf = async (narrow: object) => (await adapter.listDoctors(narrow)).items.map(({ id }) => id)
    expect(await idsOf({})).toEqual(['7', '8'])
    expect(await idsOf({ clinicId: '2' })).toEqual(['8'])
    expect(await idsOf({ specialtyId: '3' })).toEqual(['7'])
  })

  it('comes in pages of the size asked for', async () => {
    const adapter = adapterOver(stub({ 'GET /doctors': doctors }))
    const first = await adapter.listDoctors({ limit: 1 })
    const second = await adapter.listDoctors({ limit: 1, ...(first.next && { cursor: first.next }) })
    expect([first.items[0]?.id, second.items[0]?.id, second.next]).toEqual(['7', '8', undefined])
    const call = adapter.listDoctors({ cursor: 'the second' })
    await expect(call).rejects.toMatchObject({ code: 'invalid-request', details: { fields: ['cursor'] } })
  })

  it('does without middle name, clinic, zone and room', async () => {
    const bare = { ...wireDoctor, clinic_id: null, time_zone: null, room: '' }
    const [doctor] = (
      await adapterOver(stub({ 'GET /doctors': { doctors: [bare] } }), { clinicId: '9' }).listDoctors({})
    ).items
    expect(doctor).toEqual({
      id: '7',
      lastName: 'Примерова',
      firstName: 'Анна',
      fullName: 'Примерова Анна',
      specialties: [{ id: '3', name: 'Терапия' }],
      clinicIds: ['9'],
      active: true,
    })
  })
})
