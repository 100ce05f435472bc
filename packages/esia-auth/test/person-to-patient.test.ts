import { createEmias } from '@mis/emias'
import { toPatient, type VerifiedChild, type VerifiedPatient } from '@mis/esia-auth'
import { testPatient } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it, onTestFinished } from 'vitest'

const { lastName, firstName, middleName, birthDate, sex, snils, oms, phone, email } = testPatient(1)
const names = { lastName, firstName, ...(middleName !== undefined && { middleName }), birthDate, sex }
const papers = testPatient(7)
const child: VerifiedChild = {
  ...{ id: '7', lastName, firstName: 'Макет', birthDate: '2020-09-01' },
  sex: 'male',
  snils: { value: papers.snils, verified: false },
  oms: { number: papers.oms, verified: true },
}
const verified: VerifiedPatient = {
  ...{ ...names, esiaOid: '1000000001', trusted: true, snils },
  oms: { number: oms, verified: true },
  contacts: { phone: { value: phone, verified: true }, email: { value: email, verified: true } },
  ...{ children: [child], unreadable: [] },
}
const unverified: VerifiedPatient = {
  ...verified,
  oms: { number: oms, verified: false },
  contacts: { phone: { value: phone, verified: false }, email: { value: email, verified: false } },
}

describe('toPatient', () => {
  it('gives what book takes', () => expect(toPatient(verified)).toEqual({ ...names, snils, oms, phone, email }))

  it('leaves out what nobody has checked', () => expect(toPatient(unverified)).toEqual({ ...names, snils }))

  it('takes it where told, one by one or all', () => {
    expect(toPatient(unverified, { unverified: ['phone'] })).toEqual({ ...names, snils, phone })
    expect(toPatient(unverified, { unverified: true })).toEqual({ ...names, snils, oms, phone, email })
  })

  it('believes nothing of an account that is not confirmed', () => {
    expect(toPatient({ ...verified, trusted: false })).toEqual(names)
  })

  it('books with a unified policy number alone', () => {
    const old = { ...verified, oms: { number: oms, series: '770000', verified: true } }
    expect(toPatient(old)).not.toHaveProperty('oms')
    expect(toPatient({ ...verified, oms: { number: '123456789', verified: true } })).not.toHaveProperty('oms')
  })

  it('gives a child, with its own papers and the phone of the parent', () => {
    const expected = { lastName, firstName: 'Макет', birthDate: '2020-09-01', sex: 'male', oms: papers.oms }
    expect(toPatient(verified, { child })).toEqual({ ...expected, phone, email })
    expect(toPatient(verified, { child: '7', unverified: ['snils'] })).toMatchObject({ snils: papers.snils })
  })

  it('knows no child of somebody else', () => {
    for (const stranger of ['8', '', { ...child, id: '8' }]) {
      expect(() => toPatient(verified, { child: stranger })).toThrow(
        expect.objectContaining({ code: 'invalid-request', details: { fields: ['child'] } }),
      )
    }
  })

  it('says in both languages what a booking lacks', () => {
    expect(() => toPatient(unverified, { requires: ['snils', 'oms', 'phone'] })).toThrow(
      expect.objectContaining({
        reason: 'data-missing',
        kind: 'user',
        hint: expect.stringMatching(/^oms, phone: /),
        forPatient: 'В профиле на Госуслугах нет подтверждённого полиса ОМС единого образца, подтверждённого телефона.',
      }),
    )
  })

  it('has the type an adapter asks for', async () => {
    const { client, ca } = testCertificates()
    const mis = createEmias({
      endpoint: 'https://emias.example/',
      tls: { cert: client.cert, key: client.key, ca },
      lpuCode: 'LPU-0',
    })
    onTestFinished(() => mis.close())
    const patient: Parameters<typeof mis.book>[0]['patient'] = toPatient(verified, {
      requires: mis.capabilities.patientFields.required,
    })
    expect(patient).toMatchObject({ snils, oms })
  })
})
