import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOms, isSnils, parseBirthDate, parseOms, parsePhone, parseSnils } from '../../src/model/documents.ts'

const digit = fc.integer({ min: 0, max: 9 })
const digits = (count: number) => fc.array(digit, { minLength: count, maxLength: count }).map((all) => all.join(''))
const separator = fc.constantFrom('', ' ', '-', '\u00a0', '–', ' - ')
/** The same digits with separators between them. */
const spelled = (text: string) =>
  fc
    .array(separator, { minLength: text.length, maxLength: text.length })
    .map((marks) => [...text].map((character, index) => (index % 4 === 3 ? marks[index] : '') + character).join(''))

describe('SNILS', () => {
  it.each(['00000060018', '00000060119', '000-000-600 18', '112-233-445 95', '08765430300', '08765430200'])(
    'accepts %s',
    (text) => {
      expect(parseSnils(text)).toEqual({ ok: true, value: text.replace(/\D/g, '') })
      expect(isSnils(text)).toBe(true)
    },
  )

  it.each([
    '11223344596',
    '1122334459',
    '112233445950',
    '112-233-445 9a',
    '',
    '000-000-000 00',
    '１１２２３３４４５９５',
    '112/233/445/95',
  ])('refuses %j', (text) => {
    expect(parseSnils(text).ok).toBe(false)
    expect(isSnils(text)).toBe(false)
  })

  it('has no defined check number up to 001-001-998 and one above', () => {
    expect(isSnils('00100199899')).toBe(true)
    expect(isSnils('00100199999')).toBe(false)
  })

  it('accepts exactly one check number for each number above the bound, however it is spelled', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1_001_999, max: 999_999_999 })
          .chain((number) => spelled(`${String(number).padStart(9, '0')}`)),
        (number) => {
          const checks = Array.from({ length: 100 }, (_, check) => String(check).padStart(2, '0'))
          expect(checks.filter((check) => isSnils(`${number} ${check}`))).toHaveLength(1)
        },
      ),
    )
  })
})

describe('OMS policy', () => {
  it.each(['0000000000000018', '0000000000000026', '0000 0000 0000 0018', '0000-0000-0000-0026'])(
    'accepts %s',
    (text) => {
      expect(parseOms(text)).toEqual({ ok: true, value: text.replace(/\D/g, '') })
      expect(isOms(text)).toBe(true)
    },
  )

  it.each(['0000000000000019', '000000000000018', '00000000000000018', '0000000000000000', '', 'номер'])(
    'refuses %j',
    (text) => {
      expect(parseOms(text).ok).toBe(false)
      expect(isOms(text)).toBe(false)
    },
  )

  it('agrees with the rule of the unified policy number', () => {
    // As the rule is worded: odd places from the right as one number, doubled, written after the even places; digits
    // added up; the distance to the next full ten.
    const byTheRule = (body: string): number => {
      const fromRight = [...body].reverse()
      const odd = fromRight.filter((_, index) => index % 2 === 0).join('')
      const even = fromRight.filter((_, index) => index % 2 === 1).join('')
      const sum = [...`${even}${BigInt(odd) * 2n}`].reduce((total, character) => total + Number(character), 0)
      return (10 - (sum % 10)) % 10
    }
    fc.assert(
      fc.property(
        digits(15).filter((body) => Number(body) > 0),
        (body) => {
          const accepted = Array.from({ length: 10 }, (_, check) => check).filter((check) => isOms(`${body}${check}`))
          expect(accepted).toEqual([byTheRule(body)])
        },
      ),
    )
  })
})

describe('phone', () => {
  it.each([
    ['+74950000001', '+74950000001'],
    ['8 (495) 000-00-01', '+74950000001'],
    ['84950000001', '+74950000001'],
    ['7 495 000 00 01', '+74950000001'],
    ['4950000001', '+74950000001'],
    ['+8 916 000-00-01', '+79160000001'],
    ['812 000 00 01', '+78120000001'],
    ['+375 29 000-00-01', '+375290000001'],
    ['+84 95 000 00 01', '+84950000001'],
  ])('brings %s to %s', (text, value) => {
    expect(parsePhone(text)).toEqual({ ok: true, value })
  })

  it.each([
    '',
    '123',
    '+7495000000',
    '+749500000011',
    '84950000001 доб. 5',
    '375290000001',
    '+0 495 000 00 01',
    '+7 111 000 00 01',
    '++74950000001',
    '1234567890123456',
  ])('refuses %j', (text) => {
    expect(parsePhone(text).ok).toBe(false)
  })

  it('gives one number for all usual spellings, and the same again from its own form', () => {
    const anyNumber = fc.tuple(fc.constantFrom('3', '4', '8', '9'), digits(9)).map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        anyNumber.chain((number) =>
          fc.tuple(fc.constant(number), fc.constantFrom('+7', '7', '8', '+7 ', '8-', ''), spelled(number)),
        ),
        ([number, prefix, spelling]) => {
          const parsed = parsePhone(prefix + spelling)
          expect(parsed).toEqual({ ok: true, value: `+7${number}` })
          expect(parsePhone(`+7${number}`)).toEqual(parsed)
        },
      ),
    )
  })
})

describe('birth date', () => {
  it.each(['1990-01-02', '1900-01-01', '2000-02-29', ' 1985-12-31 '])('accepts %j', (text) => {
    expect(parseBirthDate(text)).toEqual({ ok: true, value: text.trim() })
  })

  it.each(['1899-12-31', '1990-02-30', '02.01.1990', '1990-1-2', '', '1990-01-02T00:00:00Z', '0001-01-01'])(
    'refuses %j',
    (text) => {
      expect(parseBirthDate(text).ok).toBe(false)
    },
  )
})

it('a refused document is never repeated in the reason', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 12 }).filter((text) => /[^\s.]{12}/.test(text)),
      (text) => {
        for (const parse of [parseSnils, parseOms, parsePhone, parseBirthDate]) {
          const parsed = parse(text)
          if (!parsed.ok) expect(parsed.why).not.toContain(text)
        }
      },
    ),
  )
})
