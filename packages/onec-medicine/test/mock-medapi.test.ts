import { type OneCMockOptions, oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { medapiBooking as booking, day, doctor, open } from './mock-support.ts'

const post = 'POST /appointments'

describe('GET /doctors', () => {
  it('lists the clinic’s doctors, those who have left too, in the seven members of the document', async () => {
    const { world, ask } = open()
    const { json } = await ask('GET /doctors')
    const expected = world.doctors().filter(({ clinicIds }) => clinicIds.includes('1'))
    expect(json).toEqual(
      expected.map((one) => ({
        guid: oneCGuid('doctor', one.id),
        fullName: one.fullName,
        active: one.active,
        specialization: one.specialties.map(({ name }) => name).join(', '),
        cabinet: one.room,
        experienceYears: one.experienceYears,
        academicDegree: one.academicDegree ?? '',
      })),
    )
    expect(expected.some(({ active }) => !active)).toBe(true)
  })

  it('may leave out those who have left', async () => {
    const { json } = await open({ quirks: { inactiveDoctors: false } }).ask('GET /doctors')
    expect((json as { active: boolean }[]).every(({ active }) => active)).toBe(true)
  })

  it('serves the clinic it was told to', async () => {
    const { json } = await open({ clinicId: '2' }).ask('GET /doctors')
    expect((json as { guid: string }[])[0]?.guid).toBe(oneCGuid('doctor', '9'))
  })

  it('may have strings for all scalars', async () => {
    const { json } = await open({ quirks: { stringScalars: true } }).ask('GET /doctors')
    const [first] = json as Record<string, unknown>[]
    expect([first?.active, typeof first?.experienceYears]).toEqual(['true', 'string'])
  })
})

describe('GET /schedule', () => {
  const rows = async (more: Partial<OneCMockOptions> = {}, date = day) =>
    (await open(more).ask(`GET /schedule/${doctor}/${date}`)).json as { start: string; end: string; cabinet: string }[]

  it('has exactly the free times of the day as the clinic’s wall clock, a visit by video without a room', async () => {
    const { world, ask } = open()
    const [taken] = world.freeSlots({ doctorId: '1', from: day, to: day })
    world.occupy(taken?.id ?? '')
    const free = world.freeSlots({ doctorId: '1', from: day, to: day })
    const { json } = await ask(`GET /schedule/${doctor}/20310305`)
    expect(json).toEqual(
      free.map(({ start, end, room }) => ({
        start: start.slice(11, 16),
        end: end.slice(11, 16),
        cabinet: room ?? '',
      })),
    )
    expect(free.some(({ room }) => room === undefined)).toBe(true)
  })

  it('takes both forms of a date and raises on any other', async () => {
    expect(await rows({}, '20310305')).toEqual(await rows({}, '2031-03-05'))
    for (const date of ['05.03.2031', '2031-3-5', '20310230', '2031-0305', 'today', '20310305090000']) {
      const { status, text, type } = await open().ask(`GET /schedule/${doctor}/${date}`)
      expect([date, status, type]).toEqual([date, 500, 'text/plain; charset=utf-8'])
      expect(text).toMatch(/^\{HTTPСервис\.MedicalAPI\.Модуль\(31\)\}: /)
    }
  })

  it('may take the platform’s form alone', async () => {
    const { ask } = open({ quirks: { strictDate: true } })
    expect((await ask(`GET /schedule/${doctor}/2031-03-05`)).status).toBe(500)
    expect((await ask(`GET /schedule/${doctor}/20310305`)).status).toBe(200)
  })

  it('is empty for a doctor nobody knows, of another clinic, and for a day without reception', async () => {
    const { ask } = open()
    const others = [oneCGuid('doctor', '999'), oneCGuid('doctor', '9'), oneCGuid('service', '1'), '1']
    for (const guid of others) expect((await ask(`GET /schedule/${guid}/20310305`)).json).toEqual([])
    expect((await ask(`GET /schedule/${doctor}/20310309`)).json).toEqual([])
    expect((await ask(`GET /schedule/${doctor.toUpperCase()}/20310305`)).json).not.toEqual([])
  })

  it('leaves out what has begun, or keeps it where nobody had it', async () => {
    const base = open()
    const [first, second] = base.world.freeSlots({ doctorId: '1', from: day, to: day })
    base.world.occupy(first?.id ?? '')
    base.world.advance(Date.parse(second?.start ?? '') - base.world.now())
    const starts = async () =>
      ((await base.ask(`GET /schedule/${doctor}/20310305`)).json as { start: string }[]).map(({ start }) => start)
    expect((await starts())[0]).toBe('09:40')
    base.options.quirks.begunSlots = true
    expect((await starts()).slice(0, 2)).toEqual(['09:20', '09:40'])
    expect(await base.ask(post, booking('09:20'))).toMatchObject({
      status: 422,
      text: expect.stringMatching(/^VISIT_IN_PAST: /),
    })
  })

  it('may come in no order', async () => {
    const plain = await rows()
    const mixed = await rows({ quirks: { unordered: true } })
    expect(mixed).not.toEqual(plain)
    expect(mixed.toSorted((one, other) => one.start.localeCompare(other.start))).toEqual(plain)
  })

  it('may write times as whole dates', async () => {
    const [first] = await rows({ quirks: { dateTimes: true } })
    expect(first).toMatchObject({ start: '0001-01-01T09:00:00', end: '0001-01-01T09:20:00' })
  })

  it('shows one wall clock in every zone: the world’s 09:00 is 09:00', async () => {
    for (const timeZone of ['Europe/Kaliningrad', 'Asia/Kamchatka']) {
      const { json } = await open({}, { timeZone }).ask(`GET /schedule/${doctor}/20310305`)
      expect((json as { start: string }[])[0]?.start).toBe('09:00')
    }
  })
})

describe('the routes', () => {
  it('name their operations', () => {
    const { operationOf } = open().mock
    expect(
      [
        ['GET', '/doctors'],
        ['GET', `/schedule/${doctor}/20310305`],
        ['POST', '/appointments'],
        ['DELETE', '/appointments/x'],
        ['GET', '/appointments/x'],
        ['GET', '/appointments?clientReference=r-1'],
        ['PUT', '/appointments/x'],
        ['GET', '/schedule/x'],
        ['GET', '/schedule/x/y/z'],
      ].map(([method = '', path = '']) => operationOf?.(method, path, '')),
    ).toEqual([
      'listDoctors',
      'listSlots',
      'book',
      'cancel',
      'getAppointment',
      'findBooking',
      undefined,
      undefined,
      undefined,
    ])
  })

  it('beyond the contract fail the test by name', async () => {
    for (const target of ['PUT /appointments/x', 'GET /patients', 'POST /doctors', 'GET /schedule/x']) {
      await expect(open().ask(target)).rejects.toMatchObject({ name: 'UnmatchedRequest' })
    }
  })
})
