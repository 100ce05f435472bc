import { testPatient } from '@mis/mock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBirthDate } from '../src/person/fields.ts'
import { type PersonParts, patientOf } from '../src/person/map.ts'
import { now } from './mock-support.ts'

const { snils, oms } = testPatient(1)
const spoiled = (digits: string) => digits.slice(0, -1) + ((Number(digits.at(-1)) + 1) % 10)

const account = {
  firstName: 'Проба',
  lastName: 'Тестова',
  middleName: 'Образцовна',
  birthDate: '02.01.1990',
  gender: 'F',
  snils: '000-000-600 18',
  trusted: true,
}
const contact = (type: string, value: string, vrfStu = 'VERIFIED') => ({ type, value, vrfStu })
const policy = (number: string, vrfStu = 'VERIFIED', rest = {}) => ({ type: 'MDCL_PLCY', number, vrfStu, ...rest })

const read = (parts: Partial<PersonParts> = {}, changes: object = {}) =>
  patientOf(
    {
      ...{ esiaOid: '1000000001', contacts: [], documents: [], children: [], ...parts },
      account: { ...account, ...changes },
    },
    now,
  )

describe('names', () => {
  it('come in one form', () => {
    const { lastName, firstName, middleName, sex, trusted, unreadable } = read({}, { lastName: ' Тестова\u200b ' })
    expect({ lastName, firstName, middleName, sex }).toEqual({
      ...{ lastName: 'Тестова', firstName: 'Проба', middleName: 'Образцовна', sex: 'female' },
    })
    expect({ trusted, unreadable }).toEqual({ trusted: true, unreadable: [] })
  })

  it.each([{ middleName: null }, { middleName: '' }, { middleName: undefined }])('need no patronymic: %o', (change) => {
    expect(read({}, change)).not.toHaveProperty('middleName')
  })

  it.each([
    [{ lastName: undefined }, 'fullname'],
    [{ firstName: '' }, 'fullname'],
    [{ birthDate: null }, 'birthdate'],
  ])('that did not come are told of: %o', (change, scope) => {
    expect(() => read({}, change)).toThrow(
      expect.objectContaining({ reason: 'scope-not-granted', hint: expect.stringContaining(scope) }),
    )
  })

  it('are trusted only where ESIA says true', () => {
    for (const trusted of [false, null, undefined]) expect(read({}, { trusted }).trusted).toBe(false)
  })
})

describe('the birth date', () => {
  it.each([
    ['31.12.1985', '1985-12-31'],
    ['29.02.2000', '2000-02-29'],
    ['29.02.1900', null],
    ['31.04.1990', null],
    ['1.4.1990', null],
    ['1990-04-01', null],
    ['01.04.90', null],
    ['01/04/1990', null],
    ['01.04.1990 ', null],
    ['00.00.0000', null],
    ['03.03.2031', '2031-03-03'],
    ['05.03.2031', null],
    ['', undefined],
    [null, undefined],
  ])('%j is %j', (text, expected) => expect(readBirthDate(text, now)).toBe(expected))

  it('goes there and back for every day', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2031-03-02'), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10)
        expect(readBirthDate(iso.split('-').toReversed().join('.'), now)).toBe(iso)
      }),
    )
  })

  it('that is none is refused without being repeated', () => {
    expect(() => read({}, { birthDate: '31.02.1990' })).toThrow(
      expect.objectContaining({ reason: 'bad-response', message: expect.not.stringContaining('31.02') }),
    )
  })
})

describe('SNILS', () => {
  it('comes as eleven digits', () => {
    expect(read({}, { snils: '000-000-600 18' }).snils).toMatch(/^\d{11}$/)
    expect(read({}, { snils }).snils).toBe(snils)
  })

  it.each(['112-233-445 96', '000-000-000 00', '123', 'x'])(
    'that fails its check is left out, and said so: %s',
    (bad) => {
      const patient = read({}, { snils: bad })
      expect(patient).not.toHaveProperty('snils')
      expect(patient.unreadable).toEqual(['snils'])
    },
  )

  it('that was not granted is absent', () => expect(read({}, { snils: undefined }).unreadable).toEqual([]))
})

describe('the policy', () => {
  const of = (...documents: PersonParts['documents']) => read({ documents })

  it.each(['VERIFIED', 'NOT_VERIFIED', 'VERIFYING', undefined, null])(
    'is verified only where ESIA says so: %s',
    (word) => {
      expect(of({ ...policy(oms), vrfStu: word }).oms).toEqual({ number: oms, verified: word === 'VERIFIED' })
    },
  )

  it('is sought among the documents: verified first, then the unified number', () => {
    const old = policy('1234567890', 'VERIFIED', { series: '770000' })
    const other = testPatient(2).oms
    expect(of(policy(oms, 'NOT_VERIFIED'), old).oms).toEqual({ number: '1234567890', series: '770000', verified: true })
    expect(of(old, policy(oms)).oms).toEqual({ number: oms, verified: true })
    expect(of(policy(other, 'NOT_VERIFIED'), policy(oms)).oms?.number).toBe(oms)
    expect(of({ ...policy(oms), type: 'RF_PASSPORT' })).not.toHaveProperty('oms')
  })

  it('takes the number of the one register where it stands beside', () => {
    expect(of(policy('123456789', 'VERIFIED', { unitedNumber: oms })).oms).toEqual({ number: oms, verified: true })
  })

  it('with a wrong check digit is left out, and said so', () => {
    const patient = of(policy(spoiled(oms)))
    expect(patient).not.toHaveProperty('oms')
    expect(patient.unreadable).toEqual(['oms'])
  })

  it('without a number is left out, and said so', () => {
    expect(of({ type: 'MDCL_PLCY', vrfStu: 'VERIFIED' }).unreadable).toEqual(['oms'])
  })
})

describe('contacts', () => {
  const of = (...contacts: PersonParts['contacts']) => read({ contacts })

  it('are a mobile phone and a mail, each with its mark', () => {
    const patient = of(contact('MBT', '+7(495)0000001'), contact('EML', 'p1@example.org', 'NOT_VERIFIED'))
    expect(patient.contacts).toEqual({
      phone: { value: '+74950000001', verified: true },
      email: { value: 'p1@example.org', verified: false },
    })
  })

  it('are verified ones before others', () => {
    const patient = of(contact('MBT', '+74950000001', 'NOT_VERIFIED'), contact('PHN', '+74950000002'))
    expect(patient.contacts.phone).toEqual({ value: '+74950000002', verified: true })
  })

  it('that cannot be read are left out, and said so', () => {
    const patient = of(contact('MBT', 'доб. 15'), contact('EML', 'mail'))
    expect(patient.contacts).toEqual({})
    expect(patient.unreadable).toEqual(['contacts.phone', 'contacts.email'])
  })
})

describe('children', () => {
  const child = { ...account, firstName: 'Макет', birthDate: '01.09.2020', gender: 'M', trusted: undefined, id: '7' }
  const of = (changes: object, documents: PersonParts['documents'] = []) =>
    read({ children: [{ id: '7', child: { ...child, ...changes }, documents }] })

  it('have names, papers, and marks of their own', () => {
    expect(of({}, [policy(oms, 'NOT_VERIFIED')]).children).toEqual([
      {
        id: '7',
        lastName: 'Тестова',
        firstName: 'Макет',
        middleName: 'Образцовна',
        birthDate: '2020-09-01',
        sex: 'male',
        snils: { value: '00000060018', verified: false },
        oms: { number: oms, verified: false },
      },
    ])
  })

  it('are not verified by the confirmation of the parent', () => {
    expect(of({ trusted: undefined }).children[0]?.snils?.verified).toBe(false)
    expect(of({ trusted: true }).children[0]?.snils?.verified).toBe(true)
  })

  it('that are half entered do not keep the parent out', () => {
    for (const change of [{ birthDate: undefined }, { firstName: null }, { birthDate: '32.13.2020' }]) {
      const { children, unreadable } = of(change)
      expect({ children, unreadable }).toEqual({ children: [], unreadable: ['children.0'] })
    }
    expect(of({ snils: '1' }).unreadable).toEqual(['children.0.snils'])
  })
})
