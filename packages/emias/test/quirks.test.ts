import { supports } from '@mis/core'
import { contractFromWsdl } from '@mis/emias/wsdl'
import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { canonical, contentOf } from './canonical.ts'
import { addressing10, ask, message, namespace, schedule, textsOf } from './mock-support.ts'
import { clinic, day, failing } from './support.ts'
import { mockWsdl } from './wsdl-documents.ts'

type Clinic = Parameters<typeof clinic>

/** Lists a day, books its first time and reads the visit back. */
async function lived(mock: Clinic[0], options: Clinic[1] = {}) {
  const { adapter, world, server } = await clinic(mock, options)
  const [doctor] = (await adapter.listDoctors({})).items
  const { slots } = await adapter.listSlots({ doctorId: doctor?.id ?? '', from: day, to: day })
  const [slot] = slots
  if (!doctor || !slot) throw new Error('nothing is free')
  const booked = await adapter.book({ slot, patient: testPatient(1) })
  const [visit] = (await adapter.listAppointments({ patient: testPatient(1) })).items
  return { adapter, world, server, doctor, slots, slot, booked, visit }
}

describe('the adapter understands every way the mock speaks', () => {
  const ways: readonly (readonly [title: string, mock: Clinic[0], options?: Clinic[1]])[] = [
    ['the default', {}],
    ['ids beyond 32 bits', { ids: 'wide' }],
    ['taken times listed, too', { schedule: 'all' }],
    ['times with an offset', { times: 'offset' }],
    ['times in UTC', { times: 'utc' }],
    ['a prefix', { prefix: 'b' }],
    ['WS-Addressing', { addressing: true }, { addressing: { to: 'https://inside.test/Schedule.svc' } }],
  ]
  for (const [title, mock, options] of ways) {
    it(title, async () => {
      const { world, slots, slot, booked, visit } = await lived(mock, options)
      const [seen] = world.appointments()
      expect(seen).toMatchObject({ status: 'booked', start: slot.start, end: slot.end })
      expect(slots.map(({ start }) => start)).toContain(seen?.start)
      expect(visit).toMatchObject({
        id: booked.id,
        start: slot.start,
        end: slot.end,
        slotId: slot.id,
        status: 'booked',
      })
    })
  }

  it('another namespace, by the contract of its WSDL', async () => {
    const contract = await contractFromWsdl(await mockWsdl({ namespace: 'urn:other' }))
    const { adapter, server } = await clinic({ namespace: 'urn:other' }, { contract })
    expect((await adapter.listDoctors({})).items).not.toEqual([])
    const [asked] = server.requests()
    expect(asked?.headers['content-type']).toContain('action="urn:other/GetDoctors"')
    expect(asked?.body).toContain('<GetDoctors xmlns="urn:other"')
  })

  it('ids beyond 32 bits are kept to the digit', async () => {
    const { doctor, booked } = await lived({ ids: 'wide' })
    expect(doctor.id).toMatch(/^70000000\d\d$/)
    expect(booked.id).toBe('900000000501')
  })

  it('taken times are dropped', async () => {
    const { adapter, slot, slots } = await lived({ schedule: 'all' })
    const later = (await adapter.listSlots({ doctorId: slot.doctorId, from: day, to: day })).slots
    expect(later.map(({ id }) => id)).toEqual(slots.slice(1).map(({ id }) => id))
  })

  it('optional elements may be left out: the visit then has the length of the option', async () => {
    const omit = ['EndTime', 'Room', 'IsFree', 'SlotId', 'MiddleName', 'SpecialityCode'] as const
    const { adapter } = await clinic({ omit: omit.filter((name) => name !== 'SlotId') }, { visitMinutes: 45 })
    const [doctor] = (await adapter.listDoctors({})).items
    expect(doctor).not.toHaveProperty('middleName')
    expect(doctor?.specialties.map(({ id, name }) => id === name)).not.toContain(false)
    const [slot] = (await adapter.listSlots({ doctorId: doctor?.id ?? '', from: day, to: day })).slots
    expect(Date.parse(slot?.end ?? '') - Date.parse(slot?.start ?? '')).toBe(45 * 60_000)
    expect(slot).not.toHaveProperty('room')
  })

  it('without the times their ids there is no schedule, and a visit without one has none', async () => {
    const { adapter, world } = await clinic({ omit: ['SlotId'] })
    const error = await failing(adapter.listSlots({ doctorId: '1', from: day, to: day }))
    expect(error).toMatchObject({ code: 'bad-response' })
    world.book({ slotId: world.freeSlots({ clinicId: '1', from: day, to: day })[0]?.id ?? '', patient: testPatient(1) })
    const [visit] = (await adapter.listAppointments({ patient: testPatient(1) })).items
    expect(visit).toMatchObject({ id: '501', status: 'booked' })
    expect(visit).not.toHaveProperty('slotId')
  })

  it('faults may come with any status', async () => {
    for (const faultStatus of [200, 400, 500] as const) {
      const { adapter, world, slot } = await lived({ faultStatus })
      expect(world.appointments()).toHaveLength(1)
      const again = adapter.book({ slot, patient: testPatient(2) })
      expect(await failing(again)).toMatchObject({ code: 'slot-taken', happened: 'no' })
      const ref = { id: '0', doctorId: slot.doctorId, clinicId: '1', start: slot.start }
      expect(await adapter.getAppointment(ref)).toBeNull()
    }
  })

  it('an operation the service lacks though the contract has it is unsupported', async () => {
    const { adapter, slot } = await lived({ without: ['MoveAppointment', 'CancelAppointment'] })
    expect(supports(adapter, 'reschedule')).toBe(true)
    const appointment = { id: '501', doctorId: slot.doctorId, clinicId: '1', start: slot.start }
    expect(await failing(adapter.cancel({ appointment }))).toMatchObject({ code: 'unsupported' })
    expect(await failing(adapter.reschedule({ appointment, slot }))).toMatchObject({ code: 'unsupported' })
  })
})

describe('WS-Addressing', () => {
  const action = `<a:Action s:mustUnderstand="1">${namespace}/GetSchedule</a:Action>`
  const header = (parts: string) => `<s:Header xmlns:a="${addressing10}">${parts}</s:Header>`
  const to = '<a:To s:mustUnderstand="1">https://inside.test/</a:To>'

  it('is not understood where it is not spoken', async () => {
    const { adapter } = await clinic({}, { addressing: { to: 'https://inside.test/' } })
    expect(await failing(adapter.listDoctors({}))).toMatchObject({ code: 'unsupported' })
    expect((await ask(message('GetSchedule', schedule(), header(action + to)))).fault).toEqual(['MustUnderstand'])
  })

  it('is demanded where it is spoken', async () => {
    const { adapter } = await clinic({ addressing: true })
    expect(await failing(adapter.listDoctors({}))).toMatchObject({ code: 'unsupported' })
    const told = async (parts: string) =>
      (await ask(message('GetSchedule', schedule(), header(parts)), { addressing: true })).fault
    expect(await told(to)).toEqual(['Sender', 'ActionNotSupported'])
    expect(await told(action.replace('GetSchedule', 'GetDoctors') + to)).toEqual(['Sender', 'ActionNotSupported'])
    expect(await told(action)).toEqual(['Sender', 'DestinationUnreachable'])
  })

  it('relates the answer to the message', async () => {
    const parts = `${action}<a:MessageID>urn:uuid:m-1</a:MessageID>${to}`
    const { text } = await ask(message('GetSchedule', schedule(), header(parts)), { addressing: true })
    expect(textsOf(text, 'RelatesTo')).toEqual(['urn:uuid:m-1'])
    expect(textsOf(text, 'Action')).toEqual([`${namespace}/GetScheduleResponse`])
  })

  it('has another message id each time', async () => {
    const { adapter, server } = await clinic({ addressing: true }, { addressing: { to: 'https://inside.test/' } })
    await adapter.listDoctors({})
    await adapter.listDoctors({})
    const ids = server.requests().flatMap(({ body }) => textsOf(body, 'MessageID'))
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(id).toMatch(/^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  })
})

describe('a prefix of the answers', () => {
  it('is on every element of the service, and the envelope keeps its own', async () => {
    const { text } = await ask(message('GetSchedule', schedule()), { prefix: 'b' })
    expect(text).toMatch(/<b:GetScheduleResponse xmlns:b="urn:example:emias:1"><b:Slots><b:Slot><b:SlotId>/)
    const plain = await ask(message('GetSchedule', schedule()))
    expect(contentOf(canonical(text))).toEqual(contentOf(canonical(plain.text)))
  })
})
