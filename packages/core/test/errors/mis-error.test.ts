import { inspect } from 'node:util'
import { errorCodes, isMisError, MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'

describe('MisError', () => {
  it('is recognised across two copies of the package, by brand and not by class', () => {
    const foreign = Object.assign(new Error('x'), { code: 'timeout' })
    Object.defineProperty(foreign, Symbol.for('@mis/core/MisError'), { value: true })
    expect(foreign).toBeInstanceOf(MisError)
    expect(isMisError(foreign, 'timeout')).toBe(true)
    expect(isMisError(new Error('x'))).toBe(false)
  })

  it('narrows its details by code', () => {
    const error: unknown = new MisError('rejected', { details: { reason: 'age-limit' } })
    expect(isMisError(error, 'rejected', 'slot-taken')).toBe(true)
    expect(isMisError(error, 'slot-taken')).toBe(false)
    if (isMisError(error) && error.code === 'rejected') expect(error.details.reason).toBe('age-limit')
  })

  it('shows nothing of its cause when logged, inspected or serialised', () => {
    const cause = new Error('POST /appointments {"last_name":"Тестова"}')
    const error = new MisError('unavailable', {
      vendor: 'toy',
      operation: 'book',
      details: { by: 'mis', retryAfterMs: null },
      cause,
    })
    expect(error.cause).toBe(cause)
    expect(error.message).toBe('toy.book: unavailable')
    expect(`${JSON.stringify(error)}${error.stack}${error.message}`).not.toContain('Тестова')
    expect(inspect(error)).not.toContain('Тестова')
  })

  it('drops a vendor code that looks like a sentence', () => {
    const init = { details: { fields: [] } }
    expect(new MisError('invalid-request', { ...init, vendorCode: 'slot_taken' }).vendorCode).toBe('slot_taken')
    expect(
      new MisError('invalid-request', { ...init, vendorCode: 'Тестова Проба уже записана' }).vendorCode,
    ).toBeUndefined()
  })

  it.each(Object.entries(errorCodes))('%s answers its three questions', (_, facts) => {
    expect(facts.when).toMatch(/\.$/)
    expect(facts.next).toMatch(/\.$/)
    expect(facts.patient.ru).toMatch(/[а-я]/)
    expect(facts.patient.en).toMatch(/[a-z]/)
  })
})
