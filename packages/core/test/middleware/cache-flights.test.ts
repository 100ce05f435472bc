import { cache, dedupe, MisError, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { clinic, day } from '../support/clinic.ts'
import { patient, slotAt, toyAdapter } from '../support/toy.ts'

describe('a thousand readers of what nobody knows yet', () => {
  it.each([
    ['cache alone', [cache()]],
    ['cache and dedupe', [cache(), dedupe()]],
  ])('are one call to the MIS: %s', async (_, layers) => {
    let calls = 0
    const toy = toyAdapter({
      listSlots: async () => {
        calls += 1
        await Promise.resolve()
        return [slotAt('2031-03-05T09:00')]
      },
    })
    const adapter = wrap(toy, layers)
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => adapter.listSlots(day('2031-03-05'))))
    expect(calls).toBe(1)
    expect(answers.every(({ slots }) => slots.length === 1)).toBe(true)
  })

  it('are one call for a directory too', async () => {
    const { adapter, state } = clinic()
    await Promise.all(Array.from({ length: 1_000 }, () => adapter.listDoctors({})))
    expect(state.directory).toBe(1)
  })

  it('all learn of its failure, which is not remembered', async () => {
    let calls = 0
    const toy = toyAdapter({
      listSlots: async () => {
        calls += 1
        if (calls === 1) throw new MisError('bad-response', { details: { why: 'a test' } })
        return []
      },
    })
    const adapter = wrap(toy, [cache()])
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => adapter.listSlots(day('2031-03-05'))))
    expect(outcomes.map(({ status }) => status)).toEqual(Array(100).fill('rejected'))
    expect(calls).toBe(1)
    await expect(adapter.listSlots(day('2031-03-05'))).resolves.toMatchObject({ slots: [], complete: true })
    expect(calls).toBe(2)
  })

  it('do not remember not-found of a directory', async () => {
    let calls = 0
    const toy = toyAdapter({
      listDoctors: async () => {
        calls += 1
        throw new MisError('not-found', { details: {} })
      },
    })
    const adapter = wrap(toy, [cache()])
    for (let turn = 1; turn <= 2; turn += 1) {
      await expect(adapter.listDoctors({ clinicId: 'none' })).rejects.toMatchObject({ code: 'not-found' })
      expect(calls).toBe(turn)
    }
  })

  it('are served when the first of them leaves; the call ends when all have', async () => {
    const signals: AbortSignal[] = []
    const answers: (() => void)[] = []
    const toy = toyAdapter({
      listSlots: (_, { signal }) => {
        signals.push(signal)
        return new Promise((resolve) => answers.push(() => resolve([])))
      },
    })
    const adapter = wrap(toy, [cache(), dedupe()])
    const leaver = new AbortController()
    const first = adapter.listSlots(day('2031-03-05'), { signal: leaver.signal })
    const others = Array.from({ length: 9 }, () => adapter.listSlots(day('2031-03-05')))
    await Promise.resolve()
    leaver.abort(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    answers[0]?.()
    await expect(Promise.all(others)).resolves.toHaveLength(9)

    const last = new AbortController()
    const alone = adapter.listSlots(day('2031-03-06'), { signal: last.signal })
    await Promise.resolve()
    last.abort(new Error('gone too'))
    await expect(alone).rejects.toThrow('gone too')
    await Promise.resolve()
    expect(signals[1]?.aborted).toBe(true)
  })

  it('do not join a call that began before a booking', async () => {
    const { adapter, asked, hold } = clinic()
    const open = hold()
    const before = adapter.listSlots(day('2031-03-05'))
    await adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    const after = adapter.listSlots(day('2031-03-05'))
    open()
    expect((await after).slots).toHaveLength(1)
    await before
    expect(asked).toHaveLength(2)
  })

  it('join a call that began before a booking of another doctor', async () => {
    const { adapter, asked, hold } = clinic()
    const open = hold()
    const before = adapter.listSlots(day('2031-03-05'))
    await adapter.book({ slot: slotAt('2031-03-05T09:00', '8'), patient })
    const after = adapter.listSlots(day('2031-03-05'))
    open()
    await Promise.all([before, after])
    expect(asked).toHaveLength(1)
  })

  it('keep what a later call brought when an earlier one, overtaken by a booking, ends after it', async () => {
    const { adapter, asked, hold } = clinic()
    const open = hold()
    const slow = adapter.listSlots(day('2031-03-05'))
    await Promise.resolve()
    await adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    hold()()
    await adapter.listSlots(day('2031-03-05'))
    open()
    await slow
    expect((await adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(1)
    expect(asked).toHaveLength(2)
  })
})
