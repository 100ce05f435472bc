import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adapterOver, guid, patient, query, scheduleOf, stub } from './medapi-stub.ts'

const listed = async (...times: readonly object[]) => (await adapterOver(scheduleOf(...times)).listSlots(query)).slots
const two = (value: number) => String(value).padStart(2, '0')

describe('a time of the schedule', () => {
  const spellings = ['09:00', '9:00', ' 09:00 ', '09:00:00', '0001-01-01T09:00:00', '2031-03-05T09:00:00']
  for (const start of spellings) {
    it(`may be written ${JSON.stringify(start)}`, async () => {
      const [slot] = await listed({ start, end: '09:20' })
      expect(slot?.start).toBe('2031-03-05T09:00:00+03:00')
      expect(slot?.id).toBe((await listed({ start: '09:00', end: '09:20' }))[0]?.id)
    })
  }

  it('that is none is bad-response, and its text is not told', async () => {
    for (const start of ['', '25:00', '09:60', 'девять', null, undefined, 900]) {
      const failing = listed({ start, end: '09:20' })
      await expect(failing).rejects.toMatchObject({ code: 'bad-response' })
      await expect(failing).rejects.not.toThrow('девять')
    }
  })

  it('of any minute becomes a token that a booking turns back into it', async () => {
    const minute = fc.integer({ min: 0, max: 1438 })
    const time = fc.tuple(minute, fc.integer({ min: 1, max: 60 })).map(([from, length]) => {
      const to = Math.min(from + length, 1439)
      return { start: clock(from), end: clock(to) }
    })
    const cabinet = fc.oneof(fc.constant(''), fc.string({ maxLength: 12 }), fc.integer({ min: 0, max: 999 }))
    await fc.assert(
      fc.asyncProperty(time, cabinet, async ({ start, end }, room) => {
        const base = stub({ 'GET /schedule': [{ start, end, cabinet: room }], 'POST /appointments': { id: 'a-1' } })
        const adapter = adapterOver(base)
        const [slot] = (await adapter.listSlots(query)).slots
        if (slot === undefined) return expect.unreachable('the time is not listed')
        expect([slot.start.slice(11, 16), slot.end.slice(11, 16)]).toEqual([start, end])
        const booked = await adapter.book({ slot, patient })
        expect([booked.start, booked.end, booked.slotId]).toEqual([slot.start, slot.end, slot.id])
        const body = (await base.requests.at(-1)?.json()) as Record<string, unknown>
        expect([body.slotDate, body.slotTime, body.doctorGuid]).toEqual(['2031-03-05', start, guid])
      }),
      { numRuns: 60 },
    )
  })
})

const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`

describe('a slot token', () => {
  it('of another adapter, cut, or made up is refused by its name, and nothing is sent', async () => {
    const base = scheduleOf({ start: '09:00', end: '09:20' })
    const adapter = adapterOver(base)
    const [slot] = (await adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('no slot')
    const forged = Buffer.from(JSON.stringify({ g: guid, d: '2031-02-30', s: '09:00', e: '09:20', c: '' }))
    for (const id of ['md.1.eyJzIjoiNzAxMDEifQ', slot.id.slice(0, -2), `onec.1.${forged.toString('base64url')}`]) {
      const call = adapter.book({ slot: { ...slot, id }, patient })
      await expect(call).rejects.toMatchObject({ code: 'invalid-request', details: { fields: ['slot.id'] } })
    }
    expect(base.requests).toHaveLength(1)
  })
})

describe('a doctor', () => {
  const row = { guid, fullName: 'Примерова Анна Ивановна', active: true }
  const doctors = async (...rows: readonly object[]) =>
    (await adapterOver(stub({ 'GET /doctors': rows })).listDoctors({})).items

  it('is told with everything the base knows', async () => {
    const whole = { specialization: 'Терапия', cabinet: '12', experienceYears: 15, academicDegree: 'к.м.н.' }
    expect(await doctors({ ...row, ...whole })).toEqual([
      {
        id: guid,
        lastName: 'Примерова',
        firstName: 'Анна',
        middleName: 'Ивановна',
        fullName: 'Примерова Анна Ивановна',
        specialties: [{ id: 'Терапия', name: 'Терапия' }],
        clinicIds: ['1'],
        room: '12',
        active: true,
        experienceYears: 15,
        academicDegree: 'к.м.н.',
      },
    ])
  })

  it('may lack what is not needed, as null, as nothing, or as an empty string', async () => {
    const bare = (await doctors(row))[0]
    for (const none of [null, undefined, '']) {
      const rest = { specialization: none, cabinet: none, experienceYears: none, academicDegree: none }
      expect(await doctors({ ...row, ...rest })).toEqual([bare])
    }
    expect(bare).toMatchObject({ specialties: [] })
  })

  it('has a name of any number of words', async () => {
    const named = async (fullName: string) => {
      const [doctor] = await doctors({ ...row, fullName })
      return [doctor?.lastName, doctor?.firstName, doctor?.middleName, doctor?.fullName]
    }
    expect(await named('Процедурный')).toEqual(['Процедурный', '', undefined, 'Процедурный'])
    expect(await named('Примерова  Анна')).toEqual(['Примерова', 'Анна', undefined, 'Примерова Анна'])
    expect(await named('Алиев Али Вели оглы')).toEqual(['Алиев', 'Али', 'Вели оглы', 'Алиев Али Вели оглы'])
  })

  it('with the empty reference is none', async () => {
    expect(await doctors({ ...row, guid: '00000000-0000-0000-0000-000000000000' }, row)).toHaveLength(1)
  })

  it('of whom the base does not say whether they work is bad-response', async () => {
    for (const active of [null, undefined, 'возможно']) {
      await expect(doctors({ ...row, active })).rejects.toMatchObject({ code: 'bad-response' })
    }
  })

  it('is found by speciality, page by page', async () => {
    const rows = ['Терапия', 'Терапия, Кардиология', 'Хирургия'].map((specialization, place) => ({
      ...row,
      guid: `${guid.slice(0, -1)}${place}`,
      specialization,
    }))
    const adapter = adapterOver(stub({ 'GET /doctors': rows }))
    const first = await adapter.listDoctors({ specialtyId: 'Терапия', limit: 1 })
    const second = await adapter.listDoctors({ specialtyId: 'Терапия', limit: 1, cursor: first.next ?? '' })
    expect([first.items.length, second.items.length, second.next]).toEqual([1, 1, undefined])
    const wrong = adapter.listDoctors({ cursor: 'x' })
    await expect(wrong).rejects.toMatchObject({ code: 'invalid-request', details: { fields: ['cursor'] } })
  })
})

describe('every request', () => {
  it('says JSON in UTF-8 and goes below the service root', async () => {
    const base = stub({ 'GET /medicine': [] })
    await adapterOver(base, { baseUrl: 'http://onec.test/medicine/hs/medapi/' }).listDoctors({})
    const [request] = base.requests
    expect(request?.url).toBe('http://onec.test/medicine/hs/medapi/doctors')
    expect(request?.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('encodes ids, and refuses those that would name something else', async () => {
    const base = stub({ 'DELETE /appointments': {} })
    const adapter = adapterOver(base)
    const visit = { clinicId: '1', doctorId: guid, start: '2031-03-05T06:00:00Z' }
    expect((await adapter.cancel({ appointment: { ...visit, id: 'а/1' } })).start).toBe('2031-03-05T09:00:00+03:00')
    expect(new URL(base.requests[0]?.url ?? '').pathname).toBe('/appointments/%D0%B0%2F1')
    const dots = adapter.cancel({ appointment: { ...visit, id: '..' } })
    await expect(dots).rejects.toMatchObject({ code: 'invalid-request' })
    expect(base.requests).toHaveLength(1)
  })
})
