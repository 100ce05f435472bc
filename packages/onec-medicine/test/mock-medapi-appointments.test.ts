import { request as httpRequest } from 'node:http'
import { listen } from '@mis/mock'
import { type OneCMockOptions, oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { authorization, medapiBooking as booking, day, doctor, open, password, username } from './mock-support.ts'

const appointment = oneCGuid('appointment', '501')
const post = 'POST /appointments'

describe('POST /appointments', () => {
  it('books, and answers 200 with the appointment', async () => {
    const { ask, world } = open()
    const { status, json } = await ask(post, booking('09:20', { serviceCode: 'A01', clientReference: 'r-1' }))
    expect([status, json]).toEqual([
      200,
      {
        id: appointment,
        status: 'booked',
        doctorGuid: doctor,
        slotDate: day,
        slotTime: '09:20',
        slotEnd: '09:40',
        cabinet: world.appointment('501')?.room,
        serviceCode: 'A01',
      },
    ])
    expect(world.appointment('501')).toMatchObject({
      start: '2031-03-05T09:20:00+03:00',
      patient: { lastName: 'Тестова', birthDate: '1990-01-02', phone: '+74950000001', snils: '00000060018' },
    })
    expect(world.appointment('501')).not.toHaveProperty('reference')
  })

  it('does without middleName, email, snils and serviceCode, and takes YYYYMMDD', async () => {
    const { ask, world } = open()
    const patient = { lastName: 'Примеров', firstName: 'Образец', birthDate: '19851231', phone: '8 495 000-00-02' }
    const { status } = await ask(post, { slotDate: '20310305', slotTime: '09:00', doctorGuid: doctor, patient })
    expect(status).toBe(200)
    expect(world.appointment('501')?.patient).toEqual({ ...patient, birthDate: '1985-12-31' })
  })

  it('names every wrong member', async () => {
    const { patient } = booking()
    const wrong: readonly (readonly [string, object])[] = [
      ['slotDate: нет даты', { slotDate: '' }],
      ['slotDate: неверная дата', { slotDate: '2031-02-30' }],
      ['slotTime: нет времени', { slotTime: null }],
      ['slotTime: неверное время', { slotTime: '9:00' }],
      ['doctorGuid: нет врача', { doctorGuid: '' }],
      ['patient.lastName: нет фамилии', { patient: { ...patient, lastName: ' ' } }],
      ['patient.firstName: нет имени', { patient: { ...patient, firstName: 7 } }],
      ['patient.middleName: должна быть строка', { patient: { ...patient, middleName: 7 } }],
      ['patient.phone: нет номера', { patient: { ...patient, phone: '' } }],
      ['patient.phone: неверный номер', { patient: { ...patient, phone: '123456789' } }],
      ['patient.phone: неверный номер', { patient: { ...patient, phone: '1234567890123456' } }],
      ['patient.birthDate: нет даты рождения', { patient: { ...patient, birthDate: undefined } }],
      ['patient.birthDate: неверная дата рождения', { patient: { ...patient, birthDate: '1990-02-30' } }],
      ['patient.birthDate: неверная дата рождения', { patient: { ...patient, birthDate: '2031-03-03' } }],
      ['patient.snils: должно быть 11 цифр', { patient: { ...patient, snils: '123' } }],
    ]
    const { ask, world } = open()
    for (const [what, change] of wrong) {
      expect(await ask(post, booking('09:00', change))).toMatchObject({ status: 400, text: `INVALID_REQUEST: ${what}` })
    }
    expect((await ask(post, {})).text).toBe(
      'INVALID_REQUEST: slotDate: нет даты; slotTime: нет времени; doctorGuid: нет врача; patient.lastName: нет фамилии; patient.firstName: нет имени; patient.phone: нет номера; patient.birthDate: нет даты рождения',
    )
    expect(world.appointments()).toEqual([])
  })

  it('does not take what is no JSON object', async () => {
    for (const body of ['{"slotDate":', '[]', '"x"', 'null', '7', '']) {
      const { status, text } = await open().ask(post, body)
      expect([status, text]).toEqual([400, 'INVALID_REQUEST: тело запроса не разобрано'])
    }
  })

  it('has words for a time that is taken, none, begun or refused by a rule', async () => {
    const { ask, world } = open()
    await ask(post, booking('09:00'))
    expect(await ask(post, booking('09:00'))).toMatchObject({ status: 409, text: 'SLOT_TAKEN: Время уже занято' })
    const none = { status: 404, text: 'NOT_FOUND: Нет такого времени у врача' }
    expect(await ask(post, booking('09:01'))).toMatchObject(none)
    expect(await ask(post, booking('09:00', { doctorGuid: oneCGuid('doctor', '9') }))).toMatchObject(none)
    expect(await ask(post, booking('09:00', { doctorGuid: 'x' }))).toMatchObject(none)
    world.rules.alreadyBooked = true
    expect(await ask(post, booking('09:20'))).toMatchObject({
      status: 422,
      text: 'ALREADY_BOOKED: Пациент уже записан',
    })
    world.advance(3 * 86_400_000)
    expect(await ask(post, booking('09:20'))).toMatchObject({
      status: 422,
      text: expect.stringMatching(/^VISIT_IN_PAST: /),
    })
  })

  it('may leave the words out', async () => {
    const { ask } = open({ quirks: { wordless: true } })
    expect((await ask('DELETE /appointments/x')).text).toBe('Запись не найдена')
  })

  it('may answer 201, or nothing but the id, or empty and whole dates', async () => {
    const base = open({ quirks: { bookAnswer: 'created' } })
    expect((await base.ask(post, booking('09:00'))).status).toBe(201)
    base.options.quirks.bookAnswer = 'id'
    expect(await base.ask(post, booking('09:20'))).toMatchObject({
      status: 200,
      json: { id: oneCGuid('appointment', '502') },
    })
    base.options.quirks = { dateTimes: true, emptyDates: true, stringScalars: true }
    expect((await base.ask(post, booking('09:40'))).json).toMatchObject({
      slotDate: '2031-03-05T00:00:00',
      slotTime: '0001-01-01T09:40:00',
      slotEnd: '0001-01-01T00:00:00',
    })
  })
})

describe('DELETE /appointments/{id}', () => {
  const booked = async (more: Partial<OneCMockOptions> = {}) => {
    const base = open(more)
    await base.ask(post, booking())
    return base
  }

  it('cancels, and a second one gets the answer of the first', async () => {
    const { ask, world } = await booked()
    const first = await ask(`DELETE /appointments/${appointment}`)
    expect(first).toMatchObject({ status: 200, json: { id: appointment, status: 'cancelled' } })
    expect((await ask(`DELETE /appointments/${appointment}`)).text).toBe(first.text)
    expect(world.freeSlots({ doctorId: '1', from: day, to: day })[0]?.start).toContain('T09:00')
  })

  it('may answer {} or nothing', async () => {
    const base = await booked({ quirks: { cancelAnswer: 'object' } })
    expect((await base.ask(`DELETE /appointments/${appointment}`)).json).toEqual({})
    base.options.quirks.cancelAnswer = 'empty'
    expect(await base.ask(`DELETE /appointments/${appointment}`)).toMatchObject({ status: 200, text: '' })
  })

  it('refuses a visit that has begun, of another clinic, and one it does not know', async () => {
    const { ask, world } = await booked()
    const elsewhere = world.freeSlots({ doctorId: '9' })[0]
    world.occupy(elsewhere?.id ?? '')
    for (const id of [oneCGuid('appointment', '502'), oneCGuid('appointment', '9'), '501', '%E0%A4%A', '..%2f']) {
      expect(await ask(`DELETE /appointments/${id}`)).toMatchObject({
        status: 404,
        text: 'NOT_FOUND: Запись не найдена',
      })
    }
    world.advance(3 * 86_400_000)
    expect(await ask(`DELETE /appointments/${appointment}`)).toMatchObject({
      status: 422,
      text: expect.stringMatching(/^VISIT_IN_PAST: /),
    })
  })

  it('accepts Content-Type: application/json with Content-Length: 0, as the sample client sends it', async () => {
    const { world } = await booked()
    await using server = await listen(oneCMedicineMock(world, { username, password }))
    const headers = { authorization, 'content-type': 'application/json', 'content-length': '0' }
    const statusOf = (method: string, path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = httpRequest(`${server.url}${path}`, { method, headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode))
        })
        sent.on('error', reject).end()
      })
    expect(await statusOf('DELETE', `/appointments/${appointment}`)).toBe(200)
    expect(await statusOf('GET', '/doctors')).toBe(200)
  })
})

describe('without our module', () => {
  it('nothing can be read back: 405', async () => {
    const { ask } = open()
    await ask(post, booking('09:00', { clientReference: 'r-1' }))
    expect((await ask(`GET /appointments/${appointment}`)).status).toBe(405)
    expect((await ask('GET /appointments?clientReference=r-1')).status).toBe(405)
  })

  it('a reference proves nothing: it is ignored, whatever its form', async () => {
    const { ask } = open()
    await ask(post, booking('09:00', { clientReference: 'r-1' }))
    expect((await ask(post, booking('09:00', { clientReference: 'r-1' }))).status).toBe(409)
    const { status, json } = await ask(post, booking('09:20', { clientReference: 'два слова' }))
    expect([status, Object.hasOwn(json as object, 'clientReference')]).toEqual([200, false])
  })
})

describe('with our module', () => {
  const extended = async (reference = 'r-1') => {
    const base = open({ extension: true })
    const first = await base.ask(post, booking('09:00', { clientReference: reference }))
    return { ...base, first }
  }

  it('the same reference, doctor, date and time books once, whatever has become of it', async () => {
    const { ask, world, first } = await extended()
    expect(first.json).toMatchObject({ id: appointment, clientReference: 'r-1' })
    expect((await ask(post, booking('09:00', { clientReference: 'r-1' }))).text).toBe(first.text)
    world.cancel('501')
    expect((await ask(post, booking('09:00', { clientReference: 'r-1' }))).json).toMatchObject({
      id: appointment,
      status: 'cancelled',
    })
    expect(world.appointments()).toHaveLength(1)
  })

  it('one reference for another time, day or doctor is a conflict', async () => {
    const { ask, world } = await extended()
    const others = [{ slotTime: '09:20' }, { slotDate: '2031-03-06' }, { doctorGuid: oneCGuid('doctor', '2') }]
    for (const other of others) {
      const { status, text } = await ask(post, booking('09:00', { clientReference: 'r-1', ...other }))
      expect([status, text.split(':')[0]]).toEqual([422, 'REFERENCE_CONFLICT'])
    }
    expect(world.appointments()).toHaveLength(1)
  })

  it('without a reference every booking is an attempt of its own', async () => {
    const { ask } = open({ extension: true })
    expect((await ask(post, booking('09:00'))).json).toMatchObject({ clientReference: '' })
    expect((await ask(post, booking('09:00'))).status).toBe(409)
  })

  it('a reference has 64 letters at most, of an alphabet', async () => {
    const { ask } = open({ extension: true })
    for (const clientReference of ['два слова', 'x'.repeat(65), 'a/b']) {
      expect((await ask(post, booking('09:00', { clientReference }))).text).toBe(
        'INVALID_REQUEST: clientReference: неверная ссылка',
      )
    }
    expect((await ask(post, booking('09:00', { clientReference: 'A-z_0.9:'.padEnd(64, 'x') }))).status).toBe(200)
  })

  it('one appointment can be read, and found by its reference, in any state', async () => {
    const { ask, world, first } = await extended()
    expect((await ask(`GET /appointments/${appointment}`)).text).toBe(first.text)
    expect((await ask('GET /appointments?clientReference=r-1')).json).toEqual([first.json])
    expect((await ask('GET /appointments?clientReference=r-2')).json).toEqual([])
    for (const [status, word] of [
      ['confirmed', 'confirmed'],
      ['arrived', 'confirmed'],
      ['completed', 'completed'],
      ['no-show', 'completed'],
      ['cancelled', 'cancelled'],
    ] as const) {
      world.setStatus('501', status)
      expect((await ask(`GET /appointments/${appointment}`)).json).toMatchObject({ status: word })
      expect((await ask('GET /appointments?clientReference=r-1')).json).toMatchObject([{ status: word }])
    }
    expect((await ask(`GET /appointments/${oneCGuid('appointment', '999')}`)).text).toBe('NOT_FOUND: Запись не найдена')
    expect((await ask('GET /appointments')).status).toBe(400)
  })
})
