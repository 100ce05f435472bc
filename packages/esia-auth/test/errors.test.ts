import { inspect } from 'node:util'
import { EsiaError, isEsiaError } from '@mis/esia-auth'
import { describe, expect, it } from 'vitest'
import { codeIn } from '../src/error-codes.ts'
import { esiaReasons } from '../src/error-reasons.ts'
import { refusalError } from '../src/errors.ts'
import { refusalOf } from '../src/login/refusals.ts'

const kindOf = (code: string) => refusalError({ code }).kind

describe('a code of ESIA', () => {
  it.each([
    ['user', ['007004', '007046', '007055']],
    ['clock', ['007015']],
    ['retryable', ['007007', '007008', '007011', '005011', '005013']],
    ['bug', ['007003', '007014', '007038', '007039', '007040']],
    [
      'configuration',
      [
        ...['007002', '007005', '007006', '007009', '007012', '007013', '007019', '007023', '007053', '007060'],
        ...['007061', '007062', '007194', '008010', '036700', '036713', '036727'],
      ],
    ],
  ] as const)('has the kind %s', (kind, codes) => {
    expect(codes.map((code) => [code, kindOf(`ESIA-${code}`)])).toEqual(codes.map((code) => [code, kind]))
  })

  it('that is not in the table is a bug, unless the status says more', () => {
    expect(refusalError({ code: 'ESIA-036728' })).toMatchObject({ reason: 'unknown', kind: 'bug', code: 'ESIA-036728' })
    expect(refusalError({ code: 'ESIA-036699', status: 500 })).toMatchObject({ reason: 'esia-failed' })
  })

  it('wins over the word of OAuth and over the status', () => {
    expect(refusalError({ code: 'ESIA-007053', word: 'access_denied', status: 503 }).reason).toBe('client-secret')
    expect(refusalError({ code: null, word: 'access_denied', status: 503 }).reason).toBe('declined')
    expect(refusalError({ code: null, word: 'constructor', status: 503 }).reason).toBe('esia-overloaded')
  })

  it.each([
    [400, 'unknown'],
    [401, 'token-refused'],
    [403, 'data-refused'],
    [404, 'unknown'],
    [429, 'esia-overloaded'],
    [500, 'esia-failed'],
    [502, 'esia-failed'],
    [503, 'esia-overloaded'],
  ])('is not needed: status %d is %s', (status, reason) => {
    expect(refusalError({ code: null, status }).reason).toBe(reason)
  })

  it('is found in any text, in one spelling', () => {
    expect(codeIn('ESIA-007053: the secret')).toBe('ESIA-007053')
    expect(codeIn('<p>esia-007004</p>')).toBe('ESIA-007004')
    expect(['ESIA-00705', 'ESIA-0070531', 'XESIA-007053', ''].map(codeIn)).toEqual([null, null, null, null])
  })

  it('hints at each usual cause of ESIA-007053', () => {
    const { hint } = refusalError({ code: 'ESIA-007053' })
    for (const cause of ['DER', 'Streebog', 'order of the signed fields', 'byte order', 'dates']) {
      expect(hint).toContain(cause)
    }
  })
})

describe('every reason', () => {
  const reasons = Object.keys(esiaReasons) as (keyof typeof esiaReasons)[]

  it('has a hint for the engineer, and a sentence in Russian for the patient without a code or a jargon', () => {
    for (const reason of reasons) {
      const { hint, forPatient } = new EsiaError(reason)
      expect(hint.length, reason).toBeGreaterThan(10)
      expect(forPatient, reason).toMatch(/^[А-ЯЁ][а-яё].*\.$/)
      expect(forPatient.replace('gosuslugi.ru', ''), reason).not.toMatch(/[A-Za-z]/)
    }
  })

  it('tells the patient to try again only where that may help', () => {
    for (const reason of reasons) {
      const { kind, forPatient } = new EsiaError(reason)
      if (kind === 'configuration' || kind === 'bug') expect(forPatient, reason).not.toMatch(/ещё раз|снова/)
    }
  })
})

describe('an EsiaError', () => {
  const cause = new Error('Тестова, 000-000-600 18')
  const error = new EsiaError('client-secret', { code: 'ESIA-007053', status: 400, cause })

  it('shows nothing of its cause', () => {
    expect(error.cause).toBe(cause)
    for (const shown of [inspect(error), JSON.stringify(error), String(error), error.message]) {
      expect(shown).not.toContain('Тестова')
    }
    expect(Object.keys(error)).not.toContain('cause')
  })

  it('says what may be logged', () => {
    expect(error.toJSON()).toEqual({
      name: 'EsiaError',
      message: expect.stringMatching(/^esia: client-secret ESIA-007053 \(.+\)$/),
      reason: 'client-secret',
      code: 'ESIA-007053',
      kind: 'configuration',
      forPatient: expect.any(String),
      hint: expect.any(String),
      status: 400,
    })
    expect(new EsiaError('declined').toJSON()).not.toHaveProperty('status')
  })

  it('is known by its kind, also across two copies of the package', () => {
    expect(isEsiaError(error)).toBe(true)
    expect(isEsiaError(error, 'user', 'configuration')).toBe(true)
    expect(isEsiaError(error, 'user')).toBe(false)
    expect(isEsiaError(cause)).toBe(false)
    const foreign = { [Symbol.for('@mis/esia-auth/EsiaError')]: true, kind: 'user' }
    expect(isEsiaError(foreign, 'user')).toBe(true)
  })
})

describe('the body of a refusal', () => {
  const answer = (text: string, type: string | null) => ({ status: 400, text, header: () => type })
  it.each([
    ['application/json', '{"error":"invalid_client","error_description":"ESIA-007053: x"}', 'ESIA-007053'],
    ['text/json', '[{"code":"ESIA-005013","message":"x"}]', 'ESIA-005013'],
    ['text/plain', '{"error":"ESIA-007014"}', 'ESIA-007014'],
    [null, 'ESIA-007008', 'ESIA-007008'],
    ['text/html', '<html>ESIA-007007</html>', 'ESIA-007007'],
    ['application/json', 'no JSON at all, ESIA-007019', 'ESIA-007019'],
    ['application/json', '[]', null],
    ['application/json', 'null', null],
    ['application/json', '"ESIA-007019"', 'ESIA-007019'],
    ['application/json', '{"code":7053}', null],
    ['application/json', '', null],
  ])('%s %s', (type, text, code) => expect(refusalOf(answer(text, type)).code).toBe(code))
})
