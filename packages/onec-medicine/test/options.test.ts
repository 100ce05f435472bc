import { isMisError } from '@mis/core'
import { createOneCMedicine, type OneCMedicineOptions } from '@mis/onec-medicine'
import { describe, expect, it } from 'vitest'
import { adapterOver, guid, options, patient, query, scheduleOf, stub } from './medapi-stub.ts'

function fieldsOf(wrong: object): readonly string[] {
  try {
    createOneCMedicine({ ...options, ...wrong })
  } catch (error) {
    if (isMisError(error, 'invalid-request')) return error.details.fields
    throw error
  }
  return []
}

describe('a wrong option is named when the adapter is made', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['baseUrl', { baseUrl: 'medapi' }],
    ['baseUrl', { baseUrl: 'ftp://onec.test' }],
    ['baseUrl', { baseUrl: 'http://name:word@onec.test' }],
    ['baseUrl', { baseUrl: undefined }],
    ['username', { username: '' }],
    ['username', { username: 'имя:слово' }],
    ['password', { password: undefined }],
    ['timeZone', { timeZone: 'Moscow' }],
    ['timeZone', { timeZone: undefined }],
    ['profile', { profile: 'odata' }],
    ['clinicId', { clinicId: 1 }],
    ['instance', { instance: '' }],
    ['extension', { extension: 'yes' }],
    ['quietPeriodMs', { quietPeriodMs: -1 }],
    ['concurrency', { concurrency: 0 }],
    ['concurrency', { concurrency: 1.5 }],
    ['maxResponseBytes', { maxResponseBytes: 0 }],
    ['runtime', { runtime: 'now' }],
    ['shape.paths.schedule', { shape: { paths: { schedule: 'schedule' } } }],
    ['shape.paths.doctors', { shape: { paths: { doctors: '/../doctors' } } }],
    ['shape.dates.path', { shape: { dates: { path: 'MM/DD/YYYY' } } }],
    ['shape.fields.doctor.guid', { shape: { fields: { doctor: { guid: '' } } } }],
    ['concurrency', { profile: 'bit-umc', concurrency: 0 }],
    ['key', { profile: 'bit-umc', key: 5 }],
  ]
  for (const [field, change] of wrong) {
    it(`${field}: ${JSON.stringify(change)}`, () => expect(fieldsOf(change)).toEqual([field]))
  }

  it('and so is a name that no base can have', () => {
    expect(fieldsOf({ shape: { paths: { doctor: '/doctor' } } })).toHaveLength(1)
    expect(fieldsOf({ shape: { fields: { doctor: { name: 'ФИО' } } } })).toHaveLength(1)
  })

  it('and so is the lack of options', () => {
    expect(() => createOneCMedicine(undefined as unknown as OneCMedicineOptions)).toThrow('options')
  })

  it('while the password stays out of the message', () => {
    const secret = { ...options, password: 'слово и дело', username: '' }
    expect(() => createOneCMedicine(secret)).toThrow('username')
    expect(() => createOneCMedicine(secret)).not.toThrow('слово')
  })
})

describe('by default', () => {
  it('a day a call, two calls at once, the host is the instance, no read-back', () => {
    const { capabilities, instance } = createOneCMedicine(options)
    expect(instance).toBe('onec.test')
    expect(capabilities).toEqual({
      patientFields: { required: ['lastName', 'firstName', 'phone', 'birthDate'] },
      slotWindowDays: 1,
      concurrency: 2,
    })
  })

  it('with the extension a lost booking can be found, and absence counts after ten seconds', () => {
    const { capabilities } = createOneCMedicine({ ...options, extension: true })
    expect(capabilities).toMatchObject({
      getAppointment: true,
      findBooking: { proof: 'reference', quietPeriodMs: 10_000 },
    })
  })
})

describe('where a base differs', () => {
  it('paths: the resources have other names', async () => {
    const shape = { paths: { schedule: '/%D0%A0/times' } }
    const base = stub({ 'GET /%D0%A0': [{ start: '09:00', end: '09:20' }] })
    expect((await adapterOver(base, { shape }).listSlots(query)).slots).toHaveLength(1)
    expect(base.requests[0]?.url).toBe(`http://onec.test/%D0%A0/times/${guid}/20310305`)
  })

  it('dates: a day is written in another way, in the path and in a booking', async () => {
    const dates = { path: 'YYYY-MM-DD', slotDate: 'YYYYMMDD', birthDate: 'DD.MM.YYYY' } as const
    const base = stub({ 'GET /schedule': [{ start: '09:00', end: '09:20' }], 'POST /appointments': { id: 'a-1' } })
    const adapter = adapterOver(base, { shape: { dates } })
    const [slot] = (await adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('no slot')
    await adapter.book({ slot, patient })
    expect(base.requests[0]?.url).toContain('/2031-03-05')
    expect(await base.requests[1]?.json()).toMatchObject({ slotDate: '20310305', patient: { birthDate: '02.01.1990' } })
  })

  it('fields: members have other names, in what is read and in what is sent', async () => {
    const fields = {
      doctor: { guid: 'Ссылка', fullName: 'ФИО', active: 'Работает' },
      slot: { start: 'Начало', end: 'Конец', cabinet: 'Кабинет' },
      booking: { patient: 'Пациент', slotTime: 'Время' },
      patient: { lastName: 'Фамилия' },
      appointment: { id: 'Ссылка' },
    }
    const base = stub({
      'GET /doctors': [{ Ссылка: guid, ФИО: 'Примерова Анна', Работает: true, specialization: 'Терапия' }],
      'GET /schedule': [{ Начало: '09:00', Конец: '09:20', Кабинет: '12' }],
      'POST /appointments': { Ссылка: 'a-1' },
    })
    const adapter = adapterOver(base, { shape: { fields } })
    expect((await adapter.listDoctors({})).items[0]).toMatchObject({ id: guid, lastName: 'Примерова', active: true })
    const [slot] = (await adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('no slot')
    expect(slot.room).toBe('12')
    expect((await adapter.book({ slot, patient })).id).toBe('a-1')
    expect(await base.requests.at(-1)?.json()).toMatchObject({
      slotDate: '2031-03-05',
      Время: '09:00',
      Пациент: { Фамилия: 'Тестова', firstName: 'Проба' },
    })
  })

  it('another clinic than its own has no times, and nothing is sent for them', async () => {
    const base = scheduleOf({ start: '09:00', end: '09:20' })
    expect((await adapterOver(base).listSlots({ ...query, clinicId: '2' })).slots).toEqual([])
    expect(base.requests).toEqual([])
    const [slot] = (await adapterOver(base, { clinicId: '77' }).listSlots(query)).slots
    expect(slot?.clinicId).toBe('77')
  })
})
