import { request as httpRequest } from 'node:http'
import { type MedeskMockOptions, medeskMock } from '@mis/medesk/mock'
import { createWorld, listen, type World } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { wirePatient } from './stub.ts'

interface Clinic {
  readonly world: World
  /** Slots of doctor 1 on the first whole day, by the world's ids. */
  readonly slotIds: readonly string[]
  ask(
    target: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown; headers: Headers }>
}

const day = '2031-03-05'

function open(options: Partial<MedeskMockOptions> = {}): Clinic {
  const world = createWorld()
  const handler = medeskMock(world, { apiKey: 'key', ...options })
  return {
    world,
    slotIds: world.freeSlots({ doctorId: '1', from: day, to: day }).map(({ id }) => id),
    async ask(target, body, headers = { authorization: 'Bearer key', 'content-type': 'application/json' }) {
      const [method = '', path = ''] = target.split(' ')
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const init = { method, headers, ...(text !== undefined && { body: text }) }
      const response = await handler(new Request(`http://mock.test${path}`, init))
      const answer = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer }
    },
  }
}

const booking = (slotId: string | undefined, more: object = {}) => ({
  slot_id: Number(slotId),
  patient: wirePatient,
  comment: '',
  source: 'website',
  ...more,
})

describe('the key', () => {
  it('is checked: none, another and another scheme are 401', async () => {
    const { ask } = open()
    for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: 'Basic key' }] as const) {
      expect(await ask('GET /doctors', undefined, headers as Record<string, string>)).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      })
    }
  })

  it('may lack a right: 403', async () => {
    const { ask, slotIds } = open({ forbidden: ['book'] })
    expect((await ask('GET /doctors')).status).toBe(200)
    expect((await ask('POST /appointments', booking(slotIds[0]))).status).toBe(403)
    expect((await open({ forbidden: true }).ask('GET /doctors')).status).toBe(403)
  })
})

describe('GET /schedules', () => {
  it('has a day for each day with reception, full ones with an empty list', async () => {
    const { ask, world, slotIds } = open()
    for (const id of slotIds) world.occupy(id)
    const { body } = await ask(`GET /schedules?doctor_id=1&from=${day}&to=2031-03-09&include=free_slots`)
    const days = (body as { schedules: { date: string; free_slots: unknown[] }[] }).schedules
    const working = new Set(
      world.slots({ doctorId: '1', from: day, to: '2031-03-09' }).map(({ start }) => start.slice(0, 10)),
    )
    expect(days.map(({ date }) => date)).toEqual([...working])
    expect(days[0]?.free_slots).toEqual([])
  })

  it('has no free_slots unless they are asked for', async () => {
    const { body } = await open().ask(`GET /schedules?doctor_id=1&from=${day}&to=${day}`)
    expect(body).toEqual({ schedules: [{ doctor_id: 1, date: day, time_zone: 'Europe/Moscow' }] })
  })

  it('can keep the zone to itself', async () => {
    const { body } = await open({ timeZone: false }).ask(`GET /schedules?doctor_id=1&from=${day}&to=${day}`)
    expect(body).toEqual({ schedules: [{ doctor_id: 1, date: day }] })
  })

  it('refuses bad parameters by name', async () => {
    const cases = [
      ['', ['doctor_id', 'from', 'to']],
      [`doctor_id=x&from=${day}&to=${day}`, ['doctor_id']],
      [`doctor_id=1&from=2031-02-30&to=${day}`, ['from']],
      [`doctor_id=1&from=${day}&to=2031-03-04`, ['to']],
      [`doctor_id=1&from=${day}&to=2031-04-05`, ['to']],
    ] as const
    for (const [query, fields] of cases) {
      const { status, body } = await open().ask(`GET /schedules?${query}`)
      expect([status, (body as { fields: { field: string }[] }).fields.map(({ field }) => field)]).toEqual([
        422,
        fields,
      ])
    }
    expect((await open().ask(`GET /schedules?doctor_id=1&from=${day}&to=2031-04-04`)).status).toBe(200)
    expect((await open().ask(`GET /schedules?doctor_id=999&from=${day}&to=${day}`)).body).toMatchObject({
      code: 'doctor_not_found',
    })
  })
})

describe('POST /appointments', () => {
  it('refuses every wrong member by name', async () => {
    const { ask, slotIds } = open()
    const wrong: readonly (readonly [string, object])[] = [
      ['slot_id', { slot_id: 'soon' }],
      ['patient.first_name', { patient: { ...wirePatient, first_name: ' ' } }],
      ['patient.last_name', { patient: { ...wirePatient, last_name: null } }],
      ['patient.phone', { patient: { ...wirePatient, phone: '123' } }],
      ['patient.phone', { patient: { ...wirePatient, phone: '+7495000000123456' } }],
      ['patient.birth_date', { patient: { ...wirePatient, birth_date: '1990-02-30' } }],
      ['patient.birth_date', { patient: { ...wirePatient, birth_date: '2031-03-03' } }],
      ['external_id', { external_id: 'два слова' }],
      ['external_id', { external_id: 'x'.repeat(65) }],
    ]
    for (const [field, change] of wrong) {
      const { status, body } = await ask('POST /appointments', booking(slotIds[0], change))
      expect([status, body]).toMatchObject([422, { code: 'validation_failed', fields: [{ field }] }])
    }
    const { body } = await ask('POST /appointments', {})
    expect((body as { fields: { field: string }[] }).fields.map(({ field }) => field)).toEqual([
      'slot_id',
      'patient.first_name',
      'patient.last_name',
      'patient.phone',
      'patient.birth_date',
    ])
  })

  it('takes digits for a slot_id and does without e-mail, comment, source and external_id', async () => {
    const { ask, slotIds, world } = open()
    const { email: _none, ...patient } = wirePatient
    const { status, body } = await ask('POST /appointments', { slot_id: slotIds[0], patient })
    expect([status, body]).toMatchObject([201, { slot_id: Number(slotIds[0]), external_id: null }])
    expect(world.appointments()).toHaveLength(1)
  })

  it('answers 400 to what is no JSON object', async () => {
    for (const body of ['{"slot_id":', '[]', '"text"', 'null']) {
      expect((await open().ask('POST /appointments', body)).status).toBe(400)
    }
  })

  it('answers 409 whoever has the slot, and 404 or 422 where there is none to have', async () => {
    const { ask, world, slotIds } = open()
    world.occupy(slotIds[0] ?? '')
    expect((await ask('POST /appointments', booking(slotIds[0]))).body).toMatchObject({ code: 'slot_taken' })
    expect((await ask('POST /appointments', booking(slotIds[1]))).status).toBe(201)
    expect((await ask('POST /appointments', booking(slotIds[1]))).status).toBe(409)
    expect((await ask('POST /appointments', booking('1'))).body).toMatchObject({ code: 'slot_not_found' })
    world.advance(40 * 86_400_000)
    expect((await ask('POST /appointments', booking(slotIds[2]))).body).toMatchObject({ code: 'visit_in_past' })
  })

  it('has a second attempt for a second POST: a reference is no idempotency key', async () => {
    const { ask, slotIds } = open()
    const reference = { external_id: 'r-1' }
    expect((await ask('POST /appointments', booking(slotIds[0], reference))).body).toMatchObject(reference)
    expect((await ask('POST /appointments', booking(slotIds[0], reference))).status).toBe(409)
    expect((await ask('POST /appointments', booking(slotIds[1], reference))).body).toMatchObject(reference)
  })

  it('may lack references altogether', async () => {
    const { ask, slotIds, world } = open({ externalId: false })
    const { body } = await ask('POST /appointments', booking(slotIds[0], { external_id: 'r-1' }))
    expect(body).not.toHaveProperty('external_id')
    expect(world.appointments()[0]).not.toHaveProperty('reference')
  })

  it('knows the rules of the clinic only where they are switched on', async () => {
    const { ask, slotIds, world } = open()
    await ask('POST /appointments', booking(slotIds[0]))
    expect((await ask('POST /appointments', booking(slotIds[1]))).status).toBe(201)
    world.rules.alreadyBooked = true
    expect((await ask('POST /appointments', booking(slotIds[2]))).body).toMatchObject({ code: 'already_booked' })
    const strict = open({ rule: ({ patient }) => (patient.birthDate > '2013' ? undefined : 'age_limit') })
    expect((await strict.ask('POST /appointments', booking(strict.slotIds[0]))).body).toMatchObject({
      code: 'age_limit',
    })
  })
})

describe('DELETE /appointments/{id}', () => {
  const booked = async (options: Partial<MedeskMockOptions> = {}) => {
    const clinic = open(options)
    await clinic.ask('POST /appointments', booking(clinic.slotIds[0]))
    return clinic
  }

  it('takes a reason, and a second one gets the answer of the first', async () => {
    const { ask, world } = await booked()
    const first = await ask('DELETE /appointments/501', { reason: 'Не смогу прийти' })
    expect(await ask('DELETE /appointments/501')).toMatchObject({ status: 200, body: first.body })
    expect(world.appointment('501')).toMatchObject({ status: 'cancelled', cancelReason: 'Не смогу прийти' })
  })

  it('may lose the reason on the way', async () => {
    const { ask, world } = await booked({ dropDeleteBody: true })
    expect((await ask('DELETE /appointments/501', { reason: 'Не смогу прийти' })).status).toBe(200)
    expect(world.appointment('501')).not.toHaveProperty('cancelReason')
  })

  it('may answer 204', async () => {
    expect(await (await booked({ cancelAnswer: 'empty' })).ask('DELETE /appointments/501')).toMatchObject({
      status: 204,
      body: '',
    })
  })

  it('refuses a visit that has begun, and one it does not know', async () => {
    const { ask, world } = await booked()
    expect((await ask('DELETE /appointments/999')).body).toMatchObject({ code: 'appointment_not_found' })
    world.advance(3 * 86_400_000)
    expect(await ask('DELETE /appointments/501')).toMatchObject({ status: 422, body: { code: 'visit_in_past' } })
  })

  it('accepts Content-Type: application/json with Content-Length: 0, as the sample client sends it', async () => {
    const { world, slotIds } = await booked()
    expect(world.appointments()).toHaveLength(1)
    await using server = await listen(medeskMock(world, { apiKey: 'key' }))
    const headers = { authorization: 'Bearer key', 'content-type': 'application/json', 'content-length': '0' }
    const statusOf = (method: string, path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = httpRequest(`${server.url}${path}`, { method, headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode))
        })
        sent.on('error', reject).end()
      })
    expect(await statusOf('DELETE', '/appointments/501')).toBe(200)
    expect(await statusOf('GET', '/doctors')).toBe(200)
    expect(world.freeSlots({ doctorId: '1' }).some(({ id }) => id === slotIds[0])).toBe(true)
  })
})

describe('GET /appointments', () => {
  it('finds a phone by its digits, an 8 for the 7 of Russia', async () => {
    const { ask, slotIds } = open()
    await ask('POST /appointments', booking(slotIds[0]))
    for (const phone of ['+74950000001', '84950000001', '8 (495) 000-00-01']) {
      const { body } = await ask(`GET /appointments?patient_phone=${encodeURIComponent(phone)}&from=2031-03-03`)
      expect((body as { appointments: object[] }).appointments).toMatchObject([{ id: 501 }])
    }
    const other = await ask('GET /appointments?patient_phone=%2B74950000002&from=2031-03-03')
    expect(other.body).toEqual({ appointments: [] })
  })

  it('has every status, from a day of visits on, by start', async () => {
    const { ask, slotIds, world } = open()
    const later = world.freeSlots({ doctorId: '1', from: '2031-03-06', to: '2031-03-06' })[0]?.id
    await ask('POST /appointments', booking(later))
    await ask('POST /appointments', booking(slotIds[0]))
    await ask('DELETE /appointments/502')
    const idsFrom = async (from: string) => {
      const { body } = await ask(`GET /appointments?patient_phone=%2B74950000001&from=${from}`)
      return (body as { appointments: { id: number; status: string }[] }).appointments.map(({ id, status }) => [
        id,
        status,
      ])
    }
    expect(await idsFrom(day)).toEqual([
      [502, 'cancelled'],
      [501, 'booked'],
    ])
    expect(await idsFrom('2031-03-06')).toEqual([[501, 'booked']])
  })

  it('wants a phone and a real day', async () => {
    expect((await open().ask('GET /appointments?patient_phone=1&from=x')).body).toMatchObject({
      fields: [{ field: 'patient_phone' }, { field: 'from' }],
    })
  })

  it('may not exist: 405, for one and for many', async () => {
    const { ask } = open({ readBack: false })
    expect((await ask('GET /appointments?patient_phone=%2B74950000001&from=2031-03-03')).status).toBe(405)
    expect((await ask('GET /appointments/501')).status).toBe(405)
  })
})

describe('a limit of the request rate', () => {
  it('is 429 with the seconds left, until the window ends in the world’s time', async () => {
    const { ask, world } = open({ rateLimit: { requests: 2, perSeconds: 30 } })
    expect((await ask('GET /doctors')).status).toBe(200)
    world.advance(10_000)
    expect((await ask('GET /doctors')).status).toBe(200)
    const refused = await ask('GET /doctors')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '20'])
    world.advance(20_000)
    expect((await ask('GET /doctors')).status).toBe(200)
  })

  it('or with the date when it ends', async () => {
    const { ask } = open({ rateLimit: { requests: 0, retryAfter: 'date' } })
    expect((await ask('GET /doctors')).headers.get('retry-after')).toBe('Mon, 03 Mar 2031 05:01:00 GMT')
  })
})

describe('errors', () => {
  it('can have any shape', async () => {
    const bodyOf = async (errorShape: NonNullable<MedeskMockOptions['errorShape']>) =>
      (await open({ errorShape }).ask('GET /appointments/1')).body
    expect(await bodyOf('full')).toEqual({ code: 'appointment_not_found', message: 'Запись не найдена' })
    expect(await bodyOf('message-only')).toEqual({ message: 'Запись не найдена' })
    expect(await bodyOf('error-only')).toEqual({ error: 'Запись не найдена' })
    expect(await bodyOf('html')).toContain('<h1>Запись не найдена</h1>')
  })
})

describe('the resources', () => {
  it('can have other names', async () => {
    const { ask } = open({ paths: { doctors: '/v3/staff' } })
    expect((await ask('GET /v3/staff')).status).toBe(200)
  })

  it('the directory can be missing', async () => {
    expect((await open({ doctors: false }).ask('GET /doctors')).status).toBe(404)
  })

  it('beyond the contract fail the test by name', async () => {
    for (const target of [
      'PUT /appointments/501',
      'GET /patients',
      'GET /appointments/501/history',
      'DELETE /appointments',
    ]) {
      await expect(open().ask(target)).rejects.toMatchObject({ name: 'UnmatchedRequest' })
    }
  })
})
