import { isMisError } from '@mis/core'
import { createMedesk, type MedeskOptions } from '@mis/medesk'
import { describe, expect, it } from 'vitest'
import { adapterOver, options, query, stub, wireDay } from './stub.ts'

function fieldsOf(wrong: object): readonly string[] {
  try {
    createMedesk({ ...options, ...wrong })
  } catch (error) {
    if (isMisError(error, 'invalid-request')) return error.details.fields
    throw error
  }
  return []
}

describe('a wrong option is named when the adapter is made', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['baseUrl', { baseUrl: 'medesk' }],
    ['baseUrl', { baseUrl: 'ftp://medesk.test' }],
    ['baseUrl', { baseUrl: 'http://name:word@medesk.test' }],
    ['apiKey', { apiKey: '' }],
    ['apiKey', { apiKey: 'two\r\nlines' }],
    ['apiKey', { apiKey: undefined }],
    ['timeZone', { timeZone: 'Moscow' }],
    ['timeZone', { timeZone: undefined }],
    ['clinicId', { clinicId: 1 }],
    ['instance', { instance: '' }],
    ['doctors', { doctors: 'none' }],
    ['doctors[0].firstName', { doctors: [{ id: '7', lastName: 'Примерова' }] }],
    ['doctors[0].timeZone', { doctors: [{ id: '7', lastName: 'Примерова', firstName: 'Анна', timeZone: 'Moscow' }] }],
    ['readBack', { readBack: 'perhaps' }],
    ['quietPeriodMs', { quietPeriodMs: -1 }],
    ['appointments', { appointments: 'yes' }],
    ['source', { source: '' }],
    ['slotWindowDays', { slotWindowDays: 32 }],
    ['slotWindowDays', { slotWindowDays: 0 }],
    ['concurrency', { concurrency: 1.5 }],
    ['paths.schedules', { paths: { schedules: 'schedules' } }],
    ['paths.doctors', { paths: { doctors: '/../doctors' } }],
    ['maxResponseBytes', { maxResponseBytes: 0 }],
    ['runtime', { runtime: 'now' }],
  ]
  for (const [field, change] of wrong) {
    it(`${field}: ${JSON.stringify(change)}`, () => expect(fieldsOf(change)).toEqual([field]))
  }

  it('and so is the lack of options', () => {
    expect(() => createMedesk(undefined as unknown as MedeskOptions)).toThrow('options')
  })

  it('while the key itself stays out of the message', () => {
    expect(() => createMedesk({ ...options, apiKey: 'secret word' })).not.toThrow('secret')
    expect(() => createMedesk({ ...options, apiKey: 'secret word' })).toThrow('apiKey')
  })
})

describe('by default', () => {
  it('the address is the one of the requirement document and names the instance', () => {
    expect(createMedesk({ apiKey: 'key', timeZone: 'Europe/Moscow' }).instance).toBe('api.medesk.net')
  })

  it('a request spans up to 31 days, four run at once, and the quiet period is five seconds', () => {
    const { slotWindowDays, concurrency, findBooking } = createMedesk(options).capabilities
    expect({ slotWindowDays, concurrency, findBooking }).toEqual({
      slotWindowDays: 31,
      concurrency: 4,
      findBooking: { proof: 'reference', quietPeriodMs: 5000 },
    })
  })
})

describe('an assumption can be replaced', () => {
  it('paths: the resources have other names', async () => {
    const medesk = stub({ 'GET /v3/times': { schedules: [wireDay] } })
    const { slots } = await adapterOver(medesk, { paths: { schedules: '/v3/times' } }).listSlots(query)
    expect(slots).toHaveLength(1)
  })

  it('doctors: a list of the app, for which nothing is sent', async () => {
    const medesk = stub({})
    const doctors = [{ id: '7', lastName: 'Примерова', firstName: 'Анна', middleName: 'Ивановна' }]
    expect(await adapterOver(medesk, { doctors }).listDoctors({})).toEqual({
      items: [
        {
          id: '7',
          lastName: 'Примерова',
          firstName: 'Анна',
          middleName: 'Ивановна',
          fullName: 'Примерова Анна Ивановна',
          specialties: [],
          clinicIds: ['1'],
          active: true,
        },
      ],
    })
    expect(medesk.asked).toEqual([])
  })

  it('doctors: a function of the app, asked at each reading', async () => {
    const names = ['Анна', 'Яна']
    const doctors = async () => [{ id: '7', lastName: 'Примерова', firstName: names.shift() ?? '' }]
    const adapter = adapterOver(stub({}), { doctors })
    expect((await adapter.listDoctors({})).items[0]?.firstName).toBe('Анна')
    expect((await adapter.listDoctors({})).items[0]?.firstName).toBe('Яна')
  })

  it('doctors: a function that fails is unavailable, one that gives nonsense is bad-response', async () => {
    const failing = adapterOver(stub({}), { doctors: () => Promise.reject(new Error('no database')) })
    await expect(failing.listDoctors({})).rejects.toMatchObject({ code: 'unavailable' })
    const wrong = adapterOver(stub({}), { doctors: async () => [{ id: '7' }] as never })
    await expect(wrong.listDoctors({})).rejects.toMatchObject({ code: 'bad-response' })
  })

  it('readBack and appointments: without them only the required operations are there', () => {
    const bare = createMedesk({ ...options, readBack: false, appointments: false })
    const operations = Object.entries(bare).filter(([, value]) => typeof value === 'function')
    expect(operations.map(([name]) => name).sort()).toEqual(['book', 'cancel', 'close', 'listDoctors', 'listSlots'])
  })

  it('readBack: another proof is declared', () => {
    const { findBooking } = createMedesk({ ...options, readBack: 'patient', quietPeriodMs: 0 }).capabilities
    expect(findBooking).toEqual({ proof: 'patient', quietPeriodMs: 0 })
  })
})
