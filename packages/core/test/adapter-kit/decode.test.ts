import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkOptions, decode, slotTokens } from '../../src/adapter-kit/index.ts'
import { failureOf } from './support.ts'

const schema = z.object({
  schedules: z.array(
    z.object({ id: z.union([z.number(), z.string()]), start: z.iso.datetime(), size: z.number().min(1) }),
  ),
  kind: z.literal(['a', 'b']).optional(),
  rooms: z.record(z.string(), z.number()).optional(),
})
const good = { id: 1, start: '2031-03-05T06:00:00Z', size: 1 }
const secret = 'Тестова'

describe('decode', () => {
  it('gives what the schema gives, unknown members left out', () => {
    expect(decode(schema, { schedules: [good], more: 1 }, 'schedules')).toEqual({ schedules: [good] })
  })

  it.each([
    [secret, 'answer: expected object'],
    [{ schedules: secret }, 'answer: schedules: expected array'],
    [{ schedules: [good, { ...good, id: [secret] }] }, 'answer: schedules[1].id: expected one of the allowed shapes'],
    [{ schedules: [{ ...good, start: secret }] }, 'answer: schedules[0].start: expected a text of the form datetime'],
    [{ schedules: [{ ...good, size: 0 }] }, 'answer: schedules[0].size: expected number of at least 1'],
    [{ schedules: [], kind: secret }, 'answer: kind: expected one of a, b'],
    [{ schedules: [], rooms: { [secret]: secret } }, 'answer: rooms.*: expected number'],
  ])('refuses %j saying where and what was expected, never what came', async (value, why) => {
    const error = await failureOf(() => decode(schema, value, 'answer'))
    expect(error).toMatchObject({ code: 'bad-response', details: { why } })
    expect(JSON.stringify(error)).not.toContain(secret)
  })
})

describe('checkOptions', () => {
  const options = z.object({
    apiKey: z.string().min(1),
    timeZone: z.string().refine((zone) => zone.includes('/'), 'give an IANA zone such as Europe/Moscow'),
    concurrency: z.number().int().positive().default(4),
  })

  it('gives the options with their defaults', () => {
    expect(checkOptions(options, { apiKey: 'k', timeZone: 'Europe/Moscow' }, 'createToy').concurrency).toBe(4)
  })

  it('names every wrong option and what is expected, never a value', async () => {
    const given = { apiKey: 5, timeZone: secret, concurrency: 0 }
    const error = await failureOf(() => checkOptions(options, given, 'createToy'))
    expect(error).toMatchObject({
      code: 'invalid-request',
      operation: 'createToy',
      details: { fields: ['apiKey', 'timeZone', 'concurrency'] },
    })
    expect(error.message).toContain('apiKey: expected string; timeZone: give an IANA zone such as Europe/Moscow')
    expect(error.message).not.toContain(secret)
  })

  it('says so where no options are given', async () => {
    const error = await failureOf(() => checkOptions(options, undefined, 'createToy'))
    expect(error.details).toEqual({ fields: ['options'] })
  })
})

describe('slotTokens', () => {
  const tokens = slotTokens('toy', z.object({ id: z.string(), at: z.string() }))
  const value = { id: '{Врач [1]}', at: '2031-03-05T09:00' }

  it('gives back what was put in', () => {
    expect(tokens.decode(tokens.encode(value))).toEqual(value)
  })

  it('makes equal tokens of equal slots, of letters, digits, hyphens, low lines and dots', () => {
    expect(tokens.encode(value)).toBe(tokens.encode({ ...value }))
    expect(tokens.encode(value)).toMatch(/^toy\.1\.[\w-]+$/)
  })

  it.each([
    ['empty', () => ''],
    ['of another adapter', () => slotTokens('other', z.object({ id: z.string() })).encode({ id: '1' })],
    ['of another version', () => tokens.encode(value).replace('toy.1.', 'toy.2.')],
    ['cut', () => tokens.encode(value).slice(0, -3)],
    ['with a tail', () => `${tokens.encode(value)}=`],
    ['with blanks inside', () => `${tokens.encode(value)}  `],
    ['of another shape', () => slotTokens('toy', z.object({ id: z.number() })).encode({ id: 1 })],
    ['of no JSON', () => 'toy.1.QUJD'],
    ['too long', () => tokens.encode({ ...value, id: 'x'.repeat(10_000) })],
  ])('refuses a token that is %s, naming slot.id', async (_, make) => {
    const error = await failureOf(() => tokens.decode(make()))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['slot.id'] } })
  })

  it('refuses a prefix that would not stand in a token', () => {
    expect(() => slotTokens('A b', z.string())).toThrow(TypeError)
  })
})
