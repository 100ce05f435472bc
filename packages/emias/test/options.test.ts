import { isMisError } from '@mis/core'
import { createEmias, type EmiasOptions } from '@mis/emias'
import { describe, expect, it } from 'vitest'
import { defaultContract } from '../src/wire/contract.ts'
import { clinic, failing, ours } from './support.ts'

const options: EmiasOptions = { endpoint: 'https://emias.test/Schedule.svc', tls: ours, lpuCode: 'LPU-0' }

function fieldsOf(wrong: object): readonly string[] {
  try {
    createEmias({ ...options, ...wrong })
  } catch (error) {
    if (isMisError(error, 'invalid-request')) return error.details.fields
    throw error
  }
  return []
}

const { GetSchedule, CreateAppointment } = defaultContract.operations
const withOperations = (operations: object) => ({ contract: { ...defaultContract, operations } })
const withSchedule = (change: object) =>
  withOperations({ CreateAppointment, GetSchedule: { ...GetSchedule, ...change } })

describe('a wrong option is named when the adapter is made', () => {
  const wrong: readonly (readonly [field: string, change: object])[] = [
    ['endpoint', { endpoint: undefined }],
    ['endpoint', { endpoint: 'emias.test' }],
    ['endpoint', { endpoint: 'http://emias.test/Schedule.svc' }],
    ['endpoint', { endpoint: 'https://emias.test/Schedule.svc?wsdl' }],
    ['tls', { tls: undefined }],
    ['tls', { tls: 'certificate' }],
    ['lpuCode', { lpuCode: '' }],
    ['lpuCode', { lpuCode: 7 }],
    ['timeZone', { timeZone: 'Moscow' }],
    ['clinicId', { clinicId: '' }],
    ['contract', { contract: 'urn:example:emias:1' }],
    ['contract.namespace', { contract: { ...defaultContract, namespace: '' } }],
    ['contract.soapVersion', { contract: { ...defaultContract, soapVersion: '2.0' } }],
    ['contract.operations.GetSchedule', withOperations({ CreateAppointment })],
    ['contract.operations.CreateAppointment', withOperations({ GetSchedule })],
    ['contract.operations.GetSchedule.name', withSchedule({ name: 'Get Schedule' })],
    ['contract.operations.GetSchedule.action', withSchedule({ action: 'a"; b="c' })],
    ['contract.operations.GetSchedule.action', withSchedule({ action: 'a\r\nb: c' })],
    ['contract.operations.GetSchedule.request', withSchedule({ request: [] })],
    ['contract.operations.GetSchedule.request[0]', withSchedule({ request: ['<lpuCode>'] })],
    ['contract.names.SlotId', { contract: { ...defaultContract, names: { SlotId: 'a b' } } }],
    ['without[0]', { without: ['GetSchedule'] }],
    ['addressing.to', { addressing: {} }],
    ['doctors', { doctors: 'none' }],
    ['doctors[0].firstName', { doctors: [{ id: '7', lastName: 'Примерова' }] }],
    ['doctors', { without: ['GetDoctors'] }],
    ['visitMinutes', { visitMinutes: 0 }],
    ['quietPeriodMs', { quietPeriodMs: -1 }],
    ['slotWindowDays', { slotWindowDays: 32 }],
    ['concurrency', { concurrency: 1.5 }],
    ['onCertificateExpiring', { onCertificateExpiring: 'mail' }],
    ['certificateWarningDays', { certificateWarningDays: -1 }],
    ['maxResponseBytes', { maxResponseBytes: 0 }],
    ['instance', { instance: '' }],
    ['runtime', { runtime: 'now' }],
  ]
  for (const [field, change] of wrong) {
    it(`${field}: ${JSON.stringify(change).slice(0, 80)}`, () => expect(fieldsOf(change)).toEqual([field]))
  }

  it('and so is the lack of options', () => {
    expect(() => createEmias(undefined as unknown as EmiasOptions)).toThrow('options')
  })
})

describe('by default', () => {
  it('the host and the institution name the instance, the clinic is the institution', async () => {
    expect(createEmias(options).instance).toBe('emias.test LPU-0')
    const doctors = [{ id: '7', lastName: 'Примерова', firstName: 'Анна' }]
    expect((await createEmias({ ...options, doctors }).listDoctors({})).items).toMatchObject([{ clinicIds: ['LPU-0'] }])
  })

  it('a request spans up to 31 days, four run at once, and the quiet period is five seconds', () => {
    const { slotWindowDays, concurrency, findBooking } = createEmias({ ...options } as EmiasOptions & {
      contract?: undefined
      without?: undefined
    }).capabilities
    expect({ slotWindowDays, concurrency, findBooking }).toEqual({
      slotWindowDays: 31,
      concurrency: 4,
      findBooking: { proof: 'patient', quietPeriodMs: 5000 },
    })
  })
})

describe('an assumption can be replaced', () => {
  it('doctors: a list of the app, for which nothing is sent; what the service has is not asked', async () => {
    const doctors = [{ id: '7', lastName: 'Примерова', firstName: 'Анна', specialties: [{ id: '3', name: 'Терапия' }] }]
    const { adapter, server } = await clinic({ without: ['GetDoctors'] }, { without: ['GetDoctors'], doctors })
    expect((await adapter.listDoctors({ specialtyId: '3' })).items).toMatchObject([
      { id: '7', fullName: 'Примерова Анна' },
    ])
    expect((await adapter.listDoctors({ specialtyId: '4' })).items).toEqual([])
    expect(server.requests()).toEqual([])
  })

  it('without: a switched-off operation is not there, cancel is unsupported and nothing is sent', async () => {
    const without = ['CancelAppointment', 'GetAppointment', 'GetPatientAppointments', 'MoveAppointment'] as const
    const { adapter, server } = await clinic({}, { without })
    const operations = Object.entries(adapter).filter(([, value]) => typeof value === 'function')
    expect(operations.map(([name]) => name).sort()).toEqual([
      ...['book', 'cancel', 'certificate', 'close', 'listDoctors', 'listSlots', 'updateTls'],
    ])
    const appointment = { id: '501', doctorId: '1', clinicId: '1', start: '2031-03-05T09:00:00+03:00' }
    expect(await failing(adapter.cancel({ appointment }))).toMatchObject({ code: 'unsupported' })
    expect(server.requests()).toEqual([])
  })

  it('maxResponseBytes: a larger answer is bad-response', async () => {
    const { adapter } = await clinic({}, { maxResponseBytes: 500 })
    expect(await failing(adapter.listDoctors({}))).toMatchObject({ code: 'bad-response' })
  })
})
