import assert from 'node:assert/strict'
import { MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { type Case, cases, mutants, runCase } from '../src/index.ts'
import { startFake } from './fake.ts'

/** What a case says that fails with `error`. */
async function said(run: Case['run']): Promise<unknown> {
  const one: Case = { family: 'cancel', name: 'a sentence', why: 'It hurts.', run }
  return runCase(one, { vendor: 'fake', start: async (world) => startFake(world) }).catch((error: unknown) => error)
}

async function messageOf(name: (typeof cases)[number]['name']): Promise<string> {
  const one = cases.find((other) => other.name === name) as Case
  const start = async (world: Parameters<typeof startFake>[0]) => {
    const fake = startFake(world)
    return { adapter: mutants[name].spoil(fake), server: fake.server }
  }
  return runCase(one, { vendor: 'mutant', start }).then(
    () => '',
    (error: Error) => error.message,
  )
}

describe('a failing case', () => {
  it('says why it matters, in the message and in the stack', async () => {
    const error = (await said(async () => assert.fail('wrong'))) as Error
    expect(error.message).toMatch(/^wrong\nwhy: It hurts\.$/)
    expect(error.stack).toContain('why: It hurts.')
    expect(error.stack).toContain('messages.test.ts')
  })

  it('names the error behind an error', async () => {
    const cause = new MisError('bad-response', { vendor: 'v', operation: 'book', details: { why: 'data: is missing' } })
    const error = await said(async () => {
      throw new MisError('outcome-unknown', { vendor: 'v', operation: 'book', details: { sentAt: null }, cause })
    })
    expect((error as Error).message).toBe(
      'v.book: outcome-unknown, because v.book: bad-response (data: is missing)\nwhy: It hurts.',
    )
  })

  it('leaves a frozen error as it is', async () => {
    const frozen = Object.freeze(new Error('frozen'))
    expect(await said(async () => Promise.reject(frozen))).toBe(frozen)
  })

  it('names the code that came instead of the expected one', async () => {
    expect(await messageOf('403 is forbidden')).toMatch(/^expected forbidden, got \w+\.listSlots: /)
  })

  it('counts how a race ended', async () => {
    const message = await messageOf(
      'of twenty people racing for one slot one gets it and nineteen are told it is taken',
    )
    expect(message).toContain('booked: 20')
    expect(message.length).toBeLessThan(400)
  })
})
