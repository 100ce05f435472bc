import { addDays } from '@mis/core'
import { createWorld, UnmatchedRequest } from '@mis/mock'
import { oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorization, clinic, day, doctor, medapiBooking, open, password, username } from './mock-support.ts'

const long = process.env.MIS_LONG === '1'
const runs = { numRuns: long ? 3_000 : 200 }

/** Right values, nearly right ones and nonsense. */
const value = fc.oneof(
  fc.constantFrom(
    '',
    day,
    '20310305',
    '05.03.2031 09:00:00',
    '2031-03-05T09:00:00',
    '9:00:00',
    '09:00',
    doctor,
    clinic,
    oneCGuid('appointment', '501'),
    oneCGuid('service', '1'),
    'GetListEmployees',
    'BookAnAppointment',
    'true',
    '+74950000001',
    'constructor',
    '__proto__',
  ),
  fc.string(),
  fc.jsonValue(),
)
const names = [
  ...['slotDate', 'slotTime', 'doctorGuid', 'patient', 'serviceCode', 'clientReference'],
  ...['Key', 'Method', 'StartDate', 'FinishDate', 'Clinic', 'Employees', 'OnlyFreeTime', 'Format', 'Date', 'TimeBegin'],
  ...['Duration', 'EmployeeID', 'GUID', 'PatientSurname', 'PatientName', 'Phone', 'Birthday', 'Service', 'Reason'],
  ...['AdditionalInformation', 'SearchName', 'Client', 'Comment'],
]
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...names), value).map((members) => JSON.stringify(members)),
  fc.json(),
  fc.string(),
)
const medapiTarget = fc.oneof(
  fc.constantFrom('POST /appointments', 'GET /appointments?clientReference=r-1', 'GET /appointments', 'GET /doctors'),
  fc.webSegment().map((segment) => `DELETE /appointments/${segment || 'x'}`),
  fc.webSegment().map((segment) => `GET /appointments/${segment || 'x'}`),
  fc.tuple(fc.webSegment(), fc.webSegment()).map(([one, other]) => `GET /schedule/${one || 'x'}/${other || 'x'}`),
)
const umcTarget = fc
  .constantFrom(
    'Schedule',
    'Reservation',
    'AppointmentCreate',
    'AppointmentCancel',
    'AppointmentStatus',
    'DictionaryData',
  )
  .map((place) => `POST /${place}`)

describe('whatever is sent', () => {
  it.each(['medapi', 'bit-umc'] as const)(
    '%s answers it, and leaves no session and no second visit in a slot',
    async (profile) => {
      const target = profile === 'medapi' ? medapiTarget : umcTarget
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(target, body), { maxLength: 6 }),
          fc.boolean(),
          async (requests, extension) => {
            const { ask, mock, world } = open({ profile, extension, licences: 1 })
            for (const [each, text] of requests) {
              const isBodiless = each.startsWith('GET')
              const said = await ask(each, isBodiless ? undefined : text).catch((error: unknown) => {
                // A path such as `/appointments/..` is another path.
                expect(error).toBeInstanceOf(UnmatchedRequest)
                return null
              })
              if (said !== null) expect([200, 400, 404, 405, 409, 422, 500]).toContain(said.status)
              if (said?.status === 200) expect(said.json).toBeDefined()
            }
            expect([mock.platform.sessions(), mock.platform.refusals()]).toEqual([0, 0])
            const slots = world.appointments().flatMap(({ slotId, status }) => (status === 'cancelled' ? [] : [slotId]))
            expect(new Set(slots).size).toBe(slots.length)
          },
        ),
        runs,
      )
    },
  )

  it('sessions never outnumber licences, and none is left when all have finished', async () => {
    const step = fc.constantFrom('brief', 'start', 'use', 'finish', 'stale', 'lose')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.integer({ min: 0, max: 3 }), async (steps, licences) => {
        const { ask, mock } = open({ licences })
        let cookies: string[] = []
        for (const name of steps) {
          const cookie = name === 'stale' ? 'ibsession=none' : (cookies[0] ?? '')
          if (name === 'lose') {
            mock.platform.loseSessions()
            cookies = []
            continue
          }
          const before = mock.platform.sessions()
          const { status, headers } = await ask('GET /doctors', undefined, {
            ...((name === 'start' || name === 'finish') && { ibsession: name }),
            ...(name !== 'brief' && name !== 'start' && cookie !== '' && { cookie }),
          })
          if (name === 'start' && status === 200) cookies.push(headers.getSetCookie()[0]?.split(';')[0] ?? '')
          if (name === 'finish' && cookie !== '') cookies = cookies.slice(1)
          const needsNew = name === 'brief' || name === 'start' || cookie === ''
          expect(status).toBe(name === 'stale' ? 400 : needsNew && before >= licences ? 500 : 200)
          expect(mock.platform.sessions()).toBe(cookies.length)
          expect(mock.platform.peak()).toBeLessThanOrEqual(licences)
        }
        for (const cookie of cookies) await ask('GET /', undefined, { cookie, ibsession: 'finish' })
        expect(mock.platform.sessions()).toBe(0)
      }),
      runs,
    )
  })

  it('two who book one time at once: one visit', async () => {
    const base = open()
    const said = await Promise.all([1, 2, 3].map(() => base.ask('POST /appointments', medapiBooking())))
    expect(said.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  })
})

describe('ranges', () => {
  interface Row {
    readonly СотрудникID: string
    readonly ПериодГрафика: readonly { readonly ВремяНачала: string; readonly ВремяОкончания: string }[] | ''
    readonly ДлительностьПриема: string
  }

  /** Wall clock starts, by doctor, of a row cut by the length of its visits. */
  function cut({ СотрудникID, ПериодГрафика, ДлительностьПриема }: Row): readonly string[] {
    const utc = (wall: string) => Date.parse(`${wall}Z`)
    const step = utc(ДлительностьПриема) - utc('0001-01-01T00:00:00')
    return (ПериодГрафика === '' ? [] : ПериодГрафика).flatMap(({ ВремяНачала, ВремяОкончания }) => {
      const count = Math.floor((utc(ВремяОкончания) - utc(ВремяНачала)) / step)
      return Array.from({ length: count }, (_, place) => {
        const start = new Date(utc(ВремяНачала) + place * step).toISOString().slice(0, 19)
        return `${СотрудникID} ${start} ${step / 60_000}`
      })
    })
  }

  it('cut by the length of a visit are exactly the world’s free times, whatever was taken', async () => {
    const zone = fc.constantFrom('Europe/Moscow', 'Europe/Kaliningrad', 'Asia/Kamchatka', 'Europe/Berlin')
    const taken = fc.array(fc.nat(), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 500 }), zone, taken, async (seed, timeZone, numbers) => {
        const world = createWorld({ seed, timeZone, days: 7 })
        const mock = oneCMedicineMock(world, { profile: 'bit-umc', username, password, quirks: { arrayOfOne: true } })
        for (const number of numbers) {
          const free = world.freeSlots({ clinicId: '1' })
          const id = free[number % free.length]?.id ?? ''
          if (number % 3 === 0) world.hold(id, 600)
          else world.occupy(id)
        }
        const free = world.freeSlots({ clinicId: '1' })
        const first = free[0]?.start.slice(0, 10) ?? ''
        const asked = JSON.stringify({ StartDate: first, FinishDate: addDays(first, 8), OnlyFreeTime: true })
        const init = { method: 'POST', headers: { authorization }, body: asked }
        const response = await mock(new Request('http://mock.test/Schedule', init))
        const { Ответ: answer } = (await response.json()) as { Ответ: { ГрафикДляСайта: readonly Row[] } }
        const expected = free.map(({ doctorId, start, end }) => {
          const minutes = (Date.parse(end) - Date.parse(start)) / 60_000
          return `${oneCGuid('doctor', doctorId)} ${start.slice(0, 19)} ${minutes}`
        })
        expect(answer.ГрафикДляСайта.flatMap(cut).toSorted()).toEqual(expected.toSorted())
      }),
      { numRuns: long ? 300 : 25 },
    )
  })
})
