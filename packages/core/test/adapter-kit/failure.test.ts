import { describe, expect, it } from 'vitest'
import { type ErrorRule, failure } from '../../src/adapter-kit/index.ts'
import { isCertainlyNotDone } from '../../src/errors/mis-error.ts'

const answer = (status: number, retryAfterMs: number | null = null) => ({ status, retryAfterMs })
const book = { operation: 'book' } as const
const rules: readonly ErrorRule[] = [
  { operations: ['book'], status: 409, code: 'slot-taken' },
  {
    status: 422,
    vendorCode: ['already_booked', 'age_limit'],
    code: 'rejected',
    reason: (code) => code.replace('_', '-'),
  },
  { vendorCode: 'no_licence', code: 'unavailable', notDone: true },
  { status: 418, code: 'rejected' },
]

describe('without a rule that fits, the status decides', () => {
  it.each([
    [400, 'invalid-request', { fields: [] }],
    [401, 'unauthorized', {}],
    [403, 'forbidden', {}],
    [404, 'not-found', {}],
    [405, 'unsupported', { operation: 'book' }],
    [408, 'timeout', {}],
    [409, 'invalid-request', { fields: [] }],
    [422, 'invalid-request', { fields: [] }],
    [429, 'rate-limited', { retryAfterMs: 30_000 }],
    [500, 'unavailable', { by: 'mis', retryAfterMs: 30_000 }],
    [503, 'unavailable', { by: 'mis', retryAfterMs: 30_000 }],
    [204, 'bad-response', { why: 'an answer with status 204' }],
  ])('%d is %s', (status, code, details) => {
    expect(failure(answer(status, 30_000), book, [])).toMatchObject({ code, details, status, operation: 'book' })
  })
})

describe('the first rule that fits decides', () => {
  it('by operation and status', () => {
    expect(failure(answer(409), book, rules).code).toBe('slot-taken')
    expect(failure(answer(409), { operation: 'cancel' }, rules).code).toBe('invalid-request')
  })

  it("by the vendor's code, which gives the reason and stays in the error", () => {
    expect(failure(answer(422), book, rules, { vendorCode: 'age_limit' })).toMatchObject({
      code: 'rejected',
      details: { reason: 'age-limit' },
      vendorCode: 'age_limit',
    })
  })

  it('a rule for a code does not fit another code, or none', () => {
    expect(failure(answer(422), book, rules, { vendorCode: 'other' }).code).toBe('invalid-request')
    expect(failure(answer(422), book, rules).code).toBe('invalid-request')
  })

  it('a rejection without a reason is unspecified', () => {
    expect(failure(answer(418), book, rules).details).toEqual({ reason: 'unspecified' })
  })

  it('and may know that nothing happened', () => {
    expect(isCertainlyNotDone(failure(answer(500), book, rules, { vendorCode: 'no_licence' }))).toBe(true)
    expect(isCertainlyNotDone(failure(answer(500), book, rules))).toBe(false)
  })
})

it('the fields the MIS found wrong are named', () => {
  const error = failure(answer(422), book, rules, { fields: ['patient.phone'] })
  expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['patient.phone'] } })
})
