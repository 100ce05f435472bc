import { type MisAdapter, supports } from '@mis/core'
import { createWorld, inProcess, testPatient } from '@mis/mock'
import { createOneCMedicine } from '@mis/onec-medicine'
import { type OneCMockOptions, oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import { beforeAll, describe, expect, it } from 'vitest'
import { answerDeviations, deviations, type Exchange, operationOf, operations, requestDeviations } from './openapi.ts'
import { type Clinic, clinic, date, password, schedule, username } from './openapi-clinic.ts'

// Nothing but what is required.
const barePatient = { lastName: 'Примеров', firstName: 'Образец', birthDate: '1985-12-31', phone: '+74950000002' }
const idOf = ({ responseBody }: Exchange): string => (JSON.parse(responseBody) as { id: string }).id
const visit = (id: string): string => `/appointments/${id}`
const unknownVisit = visit(oneCGuid('appointment', '999'))
const withModule = { extension: true }

/** What is asked, what status it must have, and how one gets there. */
const asked: readonly (readonly [name: string, status: number, ask: () => Promise<Exchange>])[] = [
  ['the doctors', 200, () => clinic().send('GET', '/doctors')],
  ['a day', 200, () => clinic().send('GET', schedule('1', '20310305'))],
  ['a day of an unknown doctor', 200, () => clinic().send('GET', schedule('999', '20310305'))],
  ['a booking', 200, () => book(clinic())],
  ['a booking in a base with our module', 200, () => book(clinic(withModule), { clientReference: 'r-1' })],
  ['the same booking again', 200, () => twice({}, { clientReference: 'r-1' })],
  ['a booking without a phone', 400, () => book(clinic(), { patient: { lastName: 'Тестова' } })],
  ['a booking of an unknown time', 404, () => book(clinic(), { slotTime: '03:03' })],
  ['a booking of a taken time', 409, () => twice({ extension: false }, {})],
  ['a booking under the reference of another', 422, () => otherTime('r-1')],
  ['a second booking of one person', 422, secondVisit],
  ['a booking of a time that has begun', 422, begunVisit],
  ['a cancellation', 200, () => booked({}, ({ send }, id) => send('DELETE', visit(id)))],
  [
    'a second cancellation',
    200,
    () => booked({}, ({ send }, id) => send('DELETE', visit(id)).then(() => send('DELETE', visit(id)))),
  ],
  ['a cancellation of nothing', 404, () => clinic().send('DELETE', unknownVisit)],
  [
    'a cancellation of a visit that has begun',
    422,
    () => booked({}, (here, id) => later(here).send('DELETE', visit(id))),
  ],
  ['one appointment', 200, () => booked(withModule, ({ send }, id) => send('GET', visit(id)))],
  ['one appointment that is unknown', 404, () => clinic(withModule).send('GET', unknownVisit)],
  ['one appointment without our module', 405, () => clinic().send('GET', unknownVisit)],
  ['a booking by its reference', 200, () => found('r-1')],
  ['a booking by an unknown reference', 200, () => found('r-2')],
  ['a booking by no reference', 400, () => clinic(withModule).send('GET', '/appointments?clientReference=')],
  [
    'a booking by its reference without our module',
    405,
    () => clinic().send('GET', '/appointments?clientReference=r-1'),
  ],
]

/** What the platform itself answers, whatever is asked. */
const refused: readonly (readonly [
  name: string,
  status: number,
  ask: (method: string, path: string, body?: unknown) => Promise<Exchange>,
])[] = [
  ['a wrong password', 401, (method, path, body) => clinic().send(method, path, body, { authorization: 'Basic eDp5' })],
  ['no session', 406, (...call) => clinic({ quirks: { noSessionStart: true } }).send(...call)],
  ['a session that is gone', 400, (method, path, body) => clinic().send(method, path, body, { cookie: 'ibsession=x' })],
  [
    'no licence',
    500,
    async (...call) => {
      const { send } = clinic({ licences: 1 })
      await send('GET', '/doctors', undefined, { ibsession: 'start' })
      return send(...call)
    },
  ],
  [
    'an exception in an HTML page',
    500,
    (...call) => clinic({ quirks: { exception: { when: 'before' }, errors: 'html' } }).send(...call),
  ],
]
const calls: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', '/doctors'],
  ['GET', schedule('1', '20310305')],
  ['POST', '/appointments', clinic().booking()],
  ['GET', '/appointments?clientReference=r-1'],
  ['GET', unknownVisit],
  ['DELETE', unknownVisit],
]
const everything = [
  ...asked,
  ...refused.flatMap(([name, status, ask]) =>
    calls.map(([method, path, body]) => [`${name}: ${method} ${path}`, status, () => ask(method, path, body)] as const),
  ),
]

function book({ send, booking }: Clinic, changes: Record<string, unknown> = {}): Promise<Exchange> {
  return send('POST', '/appointments', { ...booking(), ...changes })
}
async function twice(options: Partial<OneCMockOptions>, changes: Record<string, unknown>): Promise<Exchange> {
  const { send, booking } = clinic({ ...withModule, ...options })
  const body = { ...booking(), ...changes }
  await send('POST', '/appointments', body)
  return send('POST', '/appointments', body)
}
async function otherTime(clientReference: string): Promise<Exchange> {
  const here = clinic(withModule)
  await book(here, { clientReference })
  return book(here, { clientReference })
}
async function secondVisit(): Promise<Exchange> {
  const here = clinic()
  here.world.rules.alreadyBooked = true
  await book(here)
  return book(here)
}
function begunVisit(): Promise<Exchange> {
  const here = clinic()
  const body = here.booking()
  return later(here).send('POST', '/appointments', body)
}
function later(here: Clinic): Clinic {
  here.world.advance(5 * 86_400_000)
  return here
}
async function booked(options: Partial<OneCMockOptions>, then: (here: Clinic, id: string) => Promise<Exchange>) {
  const here = clinic(options)
  return then(here, idOf(await book(here)))
}
async function found(wanted: string): Promise<Exchange> {
  const here = clinic(withModule)
  await book(here, { clientReference: 'r-1' })
  return here.send('GET', `/appointments?clientReference=${wanted}`)
}

describe('the mock of medapi answers as the OpenAPI document says', () => {
  const told = new Map<string, Exchange>()
  beforeAll(async () => {
    for (const [name, , ask] of everything) told.set(name, await ask())
  })

  for (const [name, status] of everything) {
    it(`${status} ${name}`, () => {
      const exchange = told.get(name)
      expect(exchange?.status).toBe(status)
      if (exchange === undefined) return
      // A request that is meant to be refused need not be good.
      expect(status === 400 ? answerDeviations(exchange) : deviations(exchange)).toEqual([])
    })
  }

  it('with every status of every operation seen', () => {
    const seen = new Set(
      [...told.values()].map((exchange) => `${operationOf(exchange)?.operationId} ${exchange.status}`),
    )
    const documented = operations.flatMap(({ operationId, statuses }) =>
      statuses.map((status) => `${operationId} ${status}`),
    )
    expect([...seen].sort()).toEqual(documented.sort())
  })
})

describe('the requests of the adapter are as the OpenAPI document says', () => {
  for (const extension of [false, true]) {
    it(extension ? 'with our module in the base' : 'without our module in the base', async () => {
      const world = createWorld()
      const server = inProcess(oneCMedicineMock(world, { username, password, extension }))
      const runtime = { fetch: server.fetch }
      const adapter: MisAdapter = createOneCMedicine({
        baseUrl: server.url,
        username,
        password,
        timeZone: 'Europe/Moscow',
        extension,
        runtime,
      })
      await adapter.listDoctors({})
      for (const patient of [testPatient(1), barePatient]) {
        const { slots } = await adapter.listSlots({ doctorId: oneCGuid('doctor', '1'), from: date, to: date })
        const [slot] = slots
        if (!slot) throw new Error('no free time')
        const request = { slot, patient, reference: `r-${patient.phone}`.replace('+', '') }
        const appointment = await adapter.book(request)
        if (supports(adapter, 'findBooking')) await adapter.findBooking(request)
        if (supports(adapter, 'getAppointment')) await adapter.getAppointment(appointment)
        await adapter.cancel({ appointment })
      }
      await adapter.close()
      const requests = server.requests().map(({ method, path, body }) => ({ method, path, requestBody: body }))
      expect(requests.flatMap(requestDeviations)).toEqual([])
      const asked = new Set(requests.map((request) => operationOf(request)?.operationId))
      expect(asked).toEqual(
        new Set(
          operations.filter(({ isExtension }) => extension || !isExtension).map(({ operationId }) => operationId),
        ),
      )
    })
  }
})
