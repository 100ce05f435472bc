import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { deviations, type Exchange } from './openapi.ts'
import { clinic, schedule } from './openapi-clinic.ts'

describe('a deviation from the OpenAPI document is found', () => {
  const json = 'application/json; charset=utf-8'
  const doctor = {
    guid: oneCGuid('doctor', '7'),
    fullName: 'Примерова Анна Ивановна',
    active: true,
    specialization: 'Терапия',
    cabinet: '12',
    experienceYears: 15,
    academicDegree: '',
  }
  const doctors: Exchange = {
    method: 'GET',
    path: '/doctors',
    requestBody: '',
    status: 200,
    contentType: json,
    responseBody: JSON.stringify([doctor]),
  }
  const saying = (changes: Record<string, unknown>): Exchange => ({
    ...doctors,
    responseBody: JSON.stringify([{ ...doctor, ...changes }]),
  })
  const taken: Exchange = {
    method: 'POST',
    path: '/appointments',
    requestBody: JSON.stringify(clinic().booking()),
    status: 409,
    contentType: 'text/plain; charset=utf-8',
    responseBody: 'SLOT_TAKEN: Время уже занято',
  }
  const asking = (changes: Record<string, unknown>): Exchange => ({
    ...taken,
    requestBody: JSON.stringify({ ...clinic().booking(), ...changes }),
  })
  const { patient } = clinic().booking()

  it('and there is none in what they are planted into', () => {
    expect([doctors, taken].flatMap(deviations)).toEqual([])
  })

  const planted: readonly (readonly [what: string, exchange: Exchange])[] = [
    ['another address', { ...doctors, path: '/doctor' }],
    ['another method', { ...doctors, method: 'PUT' }],
    ['a scalar as a string', saying({ active: 'true' })],
    ['a number as a string', saying({ experienceYears: '15' })],
    ['a missing member', saying({ cabinet: undefined })],
    ['a reference that is none', saying({ guid: '7' })],
    ['an object for a list', { ...doctors, responseBody: JSON.stringify(doctor) }],
    ['an answer cut short', { ...doctors, responseBody: '[' }],
    ['another content type', { ...doctors, contentType: 'text/plain; charset=utf-8' }],
    ['no charset', { ...doctors, contentType: 'application/json' }],
    ['an unknown status', { ...doctors, status: 204 }],
    ['the word of another status', { ...taken, responseBody: 'NOT_FOUND: Запись не найдена' }],
    ['a stack of lines', { ...taken, responseBody: '{МедАПИ}: ошибка\nпо причине' }],
    ['a refusal in JSON', { ...taken, contentType: json, responseBody: '{}' }],
    ['a day in the path that is none', { ...doctors, path: schedule('1', '05.03.2031'), responseBody: '[]' }],
    ['no client reference', { ...doctors, path: '/appointments', responseBody: '[]' }],
    ['a body where none belongs', { ...doctors, requestBody: '{}' }],
    ['no body', { ...taken, requestBody: '' }],
    ['a body without a patient', asking({ patient: undefined })],
    ['a phone of nine digits', asking({ patient: { ...patient, phone: '123456789' } })],
    ['a day in another form', asking({ slotDate: '05.03.2031' })],
    ['a reference too long', asking({ clientReference: 'r'.repeat(65) })],
  ]
  for (const [what, exchange] of planted) {
    it(what, () => expect(deviations(exchange).length).toBeGreaterThan(0))
  }

  it('in a mock that writes scalars as strings', async () => {
    const { send } = clinic({ quirks: { stringScalars: true } })
    expect(deviations(await send('GET', '/doctors'))).toContain('answer/0/active must be boolean')
  })
})
