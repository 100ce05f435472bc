import { isOms, isSnils, parseOms, parsePhone, parseSnils, patientSchema } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { testPatient } from '../src/index.ts'

const everybody = Array.from({ length: 9_999 }, (_, index) => testPatient(index + 1))

describe('the invented persons', () => {
  it('begin with the two whom the wire contracts name', () => {
    expect(testPatient(1)).toEqual({
      lastName: 'Тестова',
      firstName: 'Проба',
      middleName: 'Образцовна',
      sex: 'female',
      birthDate: '1990-01-02',
      phone: '+74950000001',
      email: 'p1@example.org',
      snils: '00000060018',
      oms: '0000000000000018',
    })
    expect(testPatient(2)).toMatchObject({ lastName: 'Примеров', snils: '00000060119', oms: '0000000000000026' })
    expect(testPatient(2)).not.toHaveProperty('middleName')
  })

  it('have papers with right check digits that nobody was ever given', () => {
    for (const { snils, oms, phone } of everybody) {
      expect([isSnils(snils), isOms(oms)]).toEqual([true, true])
      expect(Number(snils.slice(0, 9))).toBeLessThan(1_001_998)
      expect(oms.startsWith('00')).toBe(true)
      expect(phone).toMatch(/^\+7495000\d{4}$/)
    }
  })

  it('are in the one form that parsing gives', () => {
    for (const person of everybody.slice(0, 200)) expect(patientSchema.parse(person)).toEqual(person)
    const { snils, oms, phone } = testPatient(77)
    expect([parseSnils(snils), parseOms(oms), parsePhone(phone)]).toEqual([
      { ok: true, value: snils },
      { ok: true, value: oms },
      { ok: true, value: phone },
    ])
  })

  it('are all different in each of their papers', () => {
    for (const paper of ['snils', 'oms', 'phone', 'email'] as const) {
      expect(new Set(everybody.map((person) => person[paper])).size).toBe(everybody.length)
    }
  })

  it('are the same for the same number', () => {
    expect(testPatient(4_711)).toEqual(testPatient(4_711))
  })

  it.each([0, -1, 1.5, 10_000, Number.NaN])('are not numbered %d', (n) => {
    expect(() => testPatient(n)).toThrow(RangeError)
  })
})
