import { type MisAdapter, recommended, supports, wrap } from '@mis/core'
import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { base, day, person, query } from './medapi-base.ts'
import { adapterOver, guid, patient, stub } from './medapi-stub.ts'

const extended = { mock: { extension: true }, adapter: { extension: true } } as const

async function slotOf(adapter: MisAdapter) {
  const [slot] = (await adapter.listSlots(query)).slots
  if (slot === undefined) throw new Error('the day has no free time')
  return slot
}
const bodyOf = (one: ReturnType<typeof base>) =>
  JSON.parse(one.server.requests().findLast(({ operation }) => operation === 'book')?.body ?? '') as object

describe('a booking', () => {
  it('is sent as the requirement document has it: no reference, and nothing is an empty string', async () => {
    const one = base()
    const slot = await slotOf(one.adapter)
    const bare = { lastName: 'Примеров', firstName: 'Образец', phone: '+74950000002', birthDate: '1985-12-31' }
    await one.adapter.book({ slot, patient: bare, reference: 'r-1' })
    expect(bodyOf(one)).toEqual({
      slotDate: day,
      slotTime: '09:00',
      doctorGuid: oneCGuid('doctor', '1'),
      patient: { ...bare, middleName: '', email: '', snils: '' },
      serviceCode: '',
    })
  })

  it('carries the service, the SNILS and, with the extension, the reference', async () => {
    const one = base(extended)
    const slot = await slotOf(one.adapter)
    const whole = { ...person, middleName: 'Образцовна', snils: '000-000-600 18', email: 'p1@example.org' }
    await one.adapter.book({ slot, patient: whole, serviceId: '5', reference: 'r-1' })
    expect(bodyOf(one)).toMatchObject({
      patient: { middleName: 'Образцовна', snils: '00000060018', email: 'p1@example.org' },
      serviceCode: '5',
      clientReference: 'r-1',
    })
  })
})

describe('an answer lost after the base has booked', () => {
  const lost = async (one: ReturnType<typeof base>, adapter: MisAdapter) => {
    const slot = await slotOf(adapter)
    one.server.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
    return adapter.book({ slot, patient: person, reference: 'r-1' }).catch((error: unknown) => error)
  }
  const attempts = (one: ReturnType<typeof base>) =>
    one.server.requests().filter(({ operation }) => operation === 'book').length

  it('is outcome-unknown without the extension, and is never sent again', async () => {
    const one = base()
    expect(supports(one.adapter, 'findBooking')).toBe(false)
    for (const adapter of [one.adapter, wrap(one.another(), recommended())]) {
      const before = attempts(one)
      expect(await lost(one, adapter)).toMatchObject({ code: 'outcome-unknown', happened: 'unknown' })
      expect(attempts(one) - before).toBe(1)
    }
  })

  it('becomes booked exactly once with the extension and the recommended layers', async () => {
    const one = base(extended)
    const booked = await lost(one, wrap(one.adapter, recommended()))
    expect(booked).toMatchObject({ status: 'booked', reference: 'r-1', start: `${day}T09:00:00+03:00` })
    expect([one.world.appointments().length, attempts(one)]).toEqual([1, 1])
  })

  it('is found by its reference with the bare adapter, whoever asks', async () => {
    const one = base(extended)
    const slot = await slotOf(one.adapter)
    expect(await lost(one, one.adapter)).toMatchObject({ code: 'outcome-unknown' })
    const other = one.another()
    if (!supports(other, 'findBooking')) throw new Error('the extension finds bookings')
    const found = await other.findBooking({ slot, patient: person, reference: 'r-1' })
    expect(found).toMatchObject({ id: oneCGuid('appointment', one.world.appointments()[0]?.id ?? ''), slotId: slot.id })
    expect(await other.findBooking({ slot, patient: person, reference: 'r-2' })).toBeNull()
  })

  it('sent again under its reference gives the visit that is there', async () => {
    const one = base(extended)
    const slot = await slotOf(one.adapter)
    await lost(one, one.adapter)
    expect((await one.adapter.book({ slot, patient: person, reference: 'r-1' })).status).toBe('booked')
    expect(one.world.appointments()).toHaveLength(1)
  })
})

describe('a reference', () => {
  it('of another time is invalid-request', async () => {
    const one = base(extended)
    const [first, second] = (await one.adapter.listSlots(query)).slots
    if (first === undefined || second === undefined) throw new Error('the day has too few free times')
    await one.adapter.book({ slot: first, patient: person, reference: 'r-1' })
    const again = one.adapter.book({ slot: second, patient: person, reference: 'r-1' })
    await expect(again).rejects.toMatchObject({ code: 'invalid-request', details: { fields: ['reference'] } })
    expect(one.world.appointments()).toHaveLength(1)
  })

  it('of a cancelled visit is used up: invalid-request, not booked', async () => {
    const one = base(extended)
    const slot = await slotOf(one.adapter)
    const appointment = await one.adapter.book({ slot, patient: person, reference: 'r-1' })
    await one.adapter.cancel({ appointment })
    const again = one.adapter.book({ slot, patient: person, reference: 'r-1' })
    await expect(again).rejects.toMatchObject({ code: 'invalid-request', details: { fields: ['reference'] } })
    if (!supports(one.adapter, 'findBooking')) throw new Error('the extension finds bookings')
    expect(await one.adapter.findBooking({ slot, patient: person, reference: 'r-1' })).toBeNull()
  })

  it('is looked for among what came, since a base may answer with everything it has', async () => {
    const visit = { status: 'booked', doctorGuid: guid, slotDate: day, slotTime: '09:00', slotEnd: '09:20' }
    const rows = [
      { ...visit, id: 'a-1', clientReference: 'r-1' },
      { ...visit, id: 'a-2', clientReference: 'r-2' },
      { ...visit, id: 'a-3' },
    ]
    const schedule = [{ start: '09:00', end: '09:20', cabinet: '' }]
    const adapter = adapterOver(stub({ 'GET /schedule': schedule, 'GET /appointments': rows }), { extension: true })
    const [slot] = (await adapter.listSlots({ ...query, doctorId: guid })).slots
    if (slot === undefined || !supports(adapter, 'findBooking')) throw new Error('the extension finds bookings')
    expect((await adapter.findBooking({ slot, patient, reference: 'r-2' }))?.id).toBe('a-2')
    expect(await adapter.findBooking({ slot, patient, reference: 'r-9' })).toBeNull()
  })
})

describe('the answer to a booking', () => {
  const schedule = [{ start: '09:00', end: '09:20', cabinet: '12' }]
  const answered = async (answer: object, extension = false) => {
    const adapter = adapterOver(stub({ 'GET /schedule': schedule, 'POST /appointments': answer }), { extension })
    const [slot] = (await adapter.listSlots({ ...query, doctorId: guid })).slots
    if (slot === undefined) throw new Error('no slot')
    return adapter.book({ slot, patient }).catch((error: unknown) => error)
  }
  const id = oneCGuid('appointment', '501')

  it('needs an id and nothing else', async () => {
    for (const more of [{}, { status: null }, { slotDate: 'завтра', slotTime: 9, doctorGuid: '' }]) {
      const booked = { id, status: 'booked', start: `${day}T09:00:00+03:00`, end: `${day}T09:20:00+03:00`, room: '12' }
      expect(await answered({ id, ...more })).toMatchObject(booked)
    }
  })

  it('that is about another visit, or names none, leaves the outcome unknown', async () => {
    const wrong = [
      {},
      { id: '' },
      { id: '00000000-0000-0000-0000-000000000000' },
      { id, slotTime: '09:20' },
      { id, slotDate: '2031-03-06' },
      { id, doctorGuid: oneCGuid('doctor', '2') },
      { id, status: 'cancelled' },
    ]
    for (const answer of wrong) expect(await answered(answer)).toMatchObject({ code: 'outcome-unknown' })
  })
})
