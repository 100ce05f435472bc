import { cache, dedupe, isMisError, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { clinic, day } from '../support/clinic.ts'
import { patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

describe('cache', () => {
  it('answers from memory until the time to live is over', async () => {
    const { adapter, asked, clock } = clinic()
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(180_000)
    await adapter.listSlots(day('2031-03-05'))
    expect(asked).toHaveLength(1)
    await clock.advance(1)
    await adapter.listSlots(day('2031-03-05'))
    expect(asked).toHaveLength(2)
  })

  it('keeps each day as a cell of its own: after a booking only its own day is read again', async () => {
    const { adapter, asked } = clinic()
    await adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await adapter.listSlots(day('2031-03-06'))
    expect(asked).toEqual(['2031-03-05..2031-03-06'])
    await adapter.book({ slot: slotAt('2031-03-06T10:00'), patient })
    const { slots } = await adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(asked).toEqual(['2031-03-05..2031-03-06', '2031-03-06..2031-03-06'])
    expect(slots.map(({ start }) => start)).not.toContain(slotAt('2031-03-06T10:00').start)
  })

  it('reads a day again after a cancel whose start was kept as UTC', async () => {
    const { adapter, asked } = clinic()
    await adapter.listSlots(day('2031-03-06'))
    await adapter.cancel({ appointment: { id: '501', doctorId: '7', clinicId: '1', start: '2031-03-05T22:00:00Z' } })
    await adapter.listSlots(day('2031-03-06'))
    expect(asked).toHaveLength(2)
  })

  it('never stores a load that began before a booking', async () => {
    const { adapter, asked, state } = clinic()
    let open = () => {}
    state.gate = new Promise((resolve) => (open = resolve))
    const loading = adapter.listSlots(day('2031-03-05'))
    await adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    open()
    await loading
    const { slots } = await adapter.listSlots(day('2031-03-05'))
    expect(asked).toHaveLength(2)
    expect(slots.map(({ start }) => start)).toEqual([slotAt('2031-03-05T10:00').start])
  })

  it('serves older days, marked stale and with their age, while the MIS cannot be asked', async () => {
    const { adapter, state, clock } = clinic()
    const { asOf } = await adapter.listSlots(day('2031-03-05'))
    await clock.advance(3_600_000)
    state.down = true
    const answer = await adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(answer).toMatchObject({
      stale: true,
      asOf,
      complete: false,
      gaps: [{ from: '2031-03-06', to: '2031-03-06' }],
    })
    expect(answer.slots).toHaveLength(2)
  })

  it('never serves a day older than a booking on it, not even stale', async () => {
    const { adapter, state } = clinic()
    await adapter.listSlots(day('2031-03-05'))
    await adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    state.down = true
    await expect(adapter.listSlots(day('2031-03-05'))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('drops slots that have begun from a stale answer', async () => {
    const { adapter, state, clock } = clinic()
    await adapter.listSlots(day('2031-03-03'))
    await clock.advance(3 * 3_600_000)
    state.down = true
    expect((await adapter.listSlots(day('2031-03-03'))).slots).toEqual([])
  })

  it.each([
    ['maxAgeMs: 0 asks the MIS', 0, 'unavailable'],
    ['maxAgeMs bounds staleness too', 1_000, 'unavailable'],
  ])('%s', async (_, maxAgeMs, code) => {
    const { adapter, state, clock } = clinic()
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(2_000)
    state.down = true
    await expect(adapter.listSlots(day('2031-03-05'), { maxAgeMs })).rejects.toMatchObject({ code })
  })

  it('serves nothing older than staleIfErrorMs', async () => {
    const { adapter, state, clock } = clinic({ staleIfErrorMs: 600_000 })
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(600_001)
    state.down = true
    await expect(adapter.listSlots(day('2031-03-05'))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('gives answers that no caller can change for the others', async () => {
    const { adapter } = clinic()
    const { slots } = await adapter.listSlots(day('2031-03-05'))
    expect(() => Object.assign(slots[0] ?? {}, { room: '13' })).toThrow(TypeError)
    expect((await adapter.listSlots(day('2031-03-05'))).slots[0]?.room).toBeUndefined()
  })

  it('is refused at construction with a bad option, by name', () => {
    expect(() => cache({ staleIfErrorMs: -1 })).toThrow('cache.staleIfErrorMs')
    expect(() => cache({ ttlMs: { book: 1 } })).toThrow('cache.ttlMs.book')
  })
})

describe('dedupe', () => {
  it('makes one call to the MIS of a thousand simultaneous ones', async () => {
    let calls = 0
    const adapter = wrap(
      toyAdapter({
        listSlots: async () => {
          calls++
          return [slotAt('2031-03-05T09:00')]
        },
      }),
      [dedupe()],
    )
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => adapter.listSlots(day('2031-03-05'))))
    expect(calls).toBe(1)
    expect(answers.every(({ slots }) => slots.length === 1)).toBe(true)
  })

  it("does not let one caller's abort cancel the others, and aborts the call when all have gone", async () => {
    const signals: AbortSignal[] = []
    let answer = () => {}
    const adapter = wrap(
      toyAdapter({
        listSlots: (_, { signal }) => {
          signals.push(signal)
          return new Promise((resolve) => (answer = () => resolve([])))
        },
      }),
      [dedupe()],
    )
    const [first, second] = [new AbortController(), new AbortController()]
    const one = adapter.listSlots(day('2031-03-05'), { signal: first.signal })
    const two = adapter.listSlots(day('2031-03-05'), { signal: second.signal })
    await Promise.resolve()
    first.abort(new Error('gone'))
    await expect(one).rejects.toThrow('gone')
    expect(signals).toHaveLength(1)
    expect(signals[0]?.aborted).toBe(false)
    answer()
    await expect(two).resolves.toMatchObject({ slots: [] })

    const third = new AbortController()
    const three = adapter.listSlots(day('2031-03-05'), { signal: third.signal })
    await Promise.resolve()
    third.abort(new Error('gone too'))
    await expect(three).rejects.toThrow('gone too')
    await Promise.resolve()
    expect(signals[1]?.aborted).toBe(true)
  })

  it('flies again for a caller with more time than the flight it joined', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const adapter = wrap(
      toyAdapter({ listSlots: () => (++calls === 1 ? new Promise(() => {}) : Promise.resolve([])) }, clock.runtime),
      [dedupe()],
    )
    const hasty = adapter.listSlots(day('2031-03-05'), { deadlineMs: 100 }).catch((error: unknown) => error)
    const patientOne = adapter.listSlots(day('2031-03-05'), { deadlineMs: 1_000 })
    await clock.advance(100)
    expect(isMisError(await hasty, 'timeout')).toBe(true)
    await expect(patientOne).resolves.toMatchObject({ slots: [] })
    expect(clock.sleepers()).toBe(0)
  })

  it('never lets a reader after a booking join an older flight', async () => {
    let calls = 0
    let open = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const adapter = wrap(
      toyAdapter({
        listSlots: async () => {
          calls++
          await gate
          return []
        },
      }),
      [dedupe()],
    )
    const before = adapter.listSlots(day('2031-03-05'))
    await adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    const after = adapter.listSlots(day('2031-03-05'))
    open()
    await Promise.all([before, after])
    expect(calls).toBe(2)
  })
})
