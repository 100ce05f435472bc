import {
  adapterHealth,
  type BreakerChange,
  type BreakerOptions,
  breaker,
  type ErrorCode,
  MisError,
  wrap,
} from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CircuitRule, createCircuit } from '../../src/middleware/circuit.ts'
import { never, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: MisError | Error) => ('code' in error ? error.code : error.message),
  )

function guarded(options: BreakerOptions, clock = virtualRuntime()) {
  const changes: string[] = []
  const state = { calls: 0, read: (): Promise<never[]> => Promise.reject(down()), write: () => Promise.reject(down()) }
  const toy = toyAdapter(
    {
      listSlots: () => {
        state.calls += 1
        return state.read()
      },
      book: () => {
        state.calls += 1
        return state.write()
      },
    },
    clock.runtime,
  )
  const onChange = ({ operations, from, to }: BreakerChange) => changes.push(`${operations}: ${from} → ${to}`)
  const adapter = wrap(toy, [breaker({ onChange, ...options })])
  return { clock, state, changes, adapter, read: () => codeOf(adapter.listSlots(query)) }
}
const ok = () => Promise.resolve([])
const bad = () => Promise.reject(down())
const probing = async (options: BreakerOptions = {}) => {
  const all = guarded({ failures: 1, openMs: 1_000, ...options })
  await all.read()
  await all.clock.advance(1_000)
  return all
}

describe('a breaker opens', () => {
  it('after so many failures in a row, not after one fewer, and not when a good answer came between', async () => {
    const { state, read, changes } = guarded({ failures: 3 })
    const tries = [bad, bad, ok, bad, bad]
    for (const answer of tries) {
      state.read = answer
      await read()
    }
    expect(changes).toEqual([])
    state.read = bad
    await read()
    expect(changes).toEqual(['reads: closed → open'])
    expect(await read()).toBe('unavailable')
    expect(state.calls).toBe(6)
  })

  it('at a share of failures once there were enough calls', async () => {
    const { state, read, changes } = guarded({ failures: 100, failureShare: 0.5, minimumCalls: 10 })
    for (let call = 1; call <= 9; call += 1) {
      state.read = call % 2 ? ok : bad
      await read()
    }
    expect(changes).toEqual([])
    state.read = bad
    await read()
    expect(changes).toEqual(['reads: closed → open'])
  })

  it('not below the share', async () => {
    const { state, read, changes } = guarded({ failures: 100, failureShare: 0.5, minimumCalls: 10 })
    for (let call = 1; call <= 99; call += 1) {
      state.read = call % 5 < 3 ? ok : bad
      await read()
    }
    expect(changes).toEqual([])
  })

  it('not by failures that are older than the window', async () => {
    const { state, read, changes, clock } = guarded({ failures: 100, minimumCalls: 4, windowMs: 10_000 })
    for (let call = 1; call <= 3; call += 1) await read()
    await clock.advance(10_000)
    await read()
    expect(changes).toEqual([])
    for (let call = 1; call <= 3; call += 1) await read()
    expect(changes).toEqual(['reads: closed → open'])
    expect(state.calls).toBe(7)
  })

  it('with failures of a whole window counted together', async () => {
    const { read, changes, clock } = guarded({ failures: 100, minimumCalls: 4, windowMs: 10_000 })
    for (let call = 1; call <= 4; call += 1) {
      await read()
      await clock.advance(2_900)
    }
    expect(changes).toEqual(['reads: closed → open'])
  })

  const failing: readonly ErrorCode[] = ['unavailable', 'timeout', 'bad-response', 'outcome-unknown']
  const others: readonly ErrorCode[] = [
    'invalid-request',
    'unauthorized',
    'forbidden',
    'not-found',
    'slot-taken',
    'rejected',
    'unsupported',
    'rate-limited',
  ]
  const details = { by: 'mis', retryAfterMs: null, fields: [], reason: 'r', why: 'w', sentAt: null, operation: 'hold' }
  const failWith = (code: ErrorCode) => () => Promise.reject(new MisError(code, { details: details as never }))

  it.each(failing)('on %s', async (code) => {
    const { state, read, changes } = guarded({ failures: 2 })
    state.read = failWith(code)
    await read()
    await read()
    expect(changes).toEqual(['reads: closed → open'])
  })

  it.each(others)('not on %s, which shows that the MIS is well and ends a row', async (code) => {
    const { state, read, changes } = guarded({ failures: 2, minimumCalls: 1_000 })
    for (const answer of [bad, failWith(code), bad, failWith(code), failWith(code), failWith(code)]) {
      state.read = answer
      await read()
    }
    expect(changes).toEqual([])
  })

  it('not on what a layer of ours refused', async () => {
    const { state, read, changes } = guarded({ failures: 2 })
    const full = () => Promise.reject(new MisError('unavailable', { details: { by: 'queue', retryAfterMs: null } }))
    state.read = full
    await read()
    await read()
    expect(changes).toEqual([])
  })

  it('not on callers who leave or had no patience, but on a MIS that had a second and did not answer', async () => {
    const { state, adapter, changes, clock } = guarded({ failures: 1 })
    state.read = never
    const leaving = new AbortController()
    const left = codeOf(adapter.listSlots(query, { signal: leaving.signal }))
    await clock.settle()
    leaving.abort(new Error('gone'))
    expect(await left).toBe('gone')
    const hasty = codeOf(adapter.listSlots(query, { deadlineMs: 999 }))
    await clock.advance(999)
    expect(await hasty).toBe('timeout')
    expect(changes).toEqual([])
    const fair = codeOf(adapter.listSlots(query, { deadlineMs: 1_000 }))
    await clock.advance(1_000)
    expect(await fair).toBe('timeout')
    expect(changes).toEqual(['reads: closed → open'])
  })

  it('for reads and writes apart', async () => {
    const { adapter, state, read, changes } = guarded({ failures: 2 })
    for (let call = 1; call <= 3; call += 1) await codeOf(adapter.book({ slot, patient }))
    expect(changes).toEqual(['writes: closed → open'])
    expect(state.calls).toBe(2)
    state.read = ok
    expect(await read()).toBe('ok')
    await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ details: { by: 'breaker' }, happened: 'no' })
    expect(adapterHealth(adapter).breaker).toEqual({ reads: 'closed', writes: 'open' })
  })
})

describe('an open breaker', () => {
  it('says how long, to the last millisecond', async () => {
    const { adapter, clock } = guarded({ failures: 1, openMs: 1_000 })
    await codeOf(adapter.listSlots(query))
    await clock.advance(999)
    await expect(adapter.listSlots(query)).rejects.toMatchObject({
      code: 'unavailable',
      vendor: 'toy',
      operation: 'listSlots',
      details: { by: 'breaker', retryAfterMs: 1 },
    })
  })

  it('lets exactly one probe through among a thousand callers; all others hear so at once', async () => {
    const { state, read, adapter } = await probing()
    let answer = () => {}
    state.read = () => new Promise((resolve) => (answer = () => resolve([])))
    const probe = read()
    await expect(adapter.listSlots(query)).rejects.toMatchObject({ details: { by: 'breaker', retryAfterMs: 0 } })
    const codes = await Promise.all(Array.from({ length: 999 }, read))
    expect(codes).toEqual(Array.from({ length: 999 }, () => 'unavailable'))
    expect(state.calls).toBe(2)
    expect(adapterHealth(adapter)).toMatchObject({ breaker: { reads: 'half-open' }, state: 'down' })
    answer()
    expect(await probe).toBe('ok')
    state.read = ok
    expect(await Promise.all(Array.from({ length: 5 }, read))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    expect(adapterHealth(adapter).breaker?.reads).toBe('closed')
  })

  it('opens for the whole pause again when the probe fails', async () => {
    const { state, read, clock, changes } = await probing()
    await read()
    await clock.advance(999)
    await read()
    expect(state.calls).toBe(2)
    await clock.advance(1)
    state.read = ok
    expect(await read()).toBe('ok')
    expect(changes).toEqual([
      'reads: closed → open',
      'reads: open → half-open',
      'reads: half-open → open',
      'reads: open → half-open',
      'reads: half-open → closed',
    ])
  })

  it('closes when the MIS answers the probe with a refusal', async () => {
    const { state, read, changes } = await probing()
    state.read = () => Promise.reject(new MisError('not-found', { details: {} }))
    expect(await read()).toBe('not-found')
    expect(changes.at(-1)).toBe('reads: half-open → closed')
  })

  it('starts counting anew when it has closed', async () => {
    const { state, read, changes, clock } = guarded({ failures: 100, minimumCalls: 4, failureShare: 1, openMs: 1_000 })
    for (let call = 1; call <= 4; call += 1) await read()
    await clock.advance(1_000)
    state.read = ok
    await read()
    state.read = bad
    for (let call = 1; call <= 3; call += 1) await read()
    expect(changes).toHaveLength(3)
    await read()
    expect(changes.at(-1)).toBe('reads: closed → open')
  })

  it('lets the next caller probe at once when the caller of the probe left', async () => {
    const { state, adapter, read, clock } = await probing()
    state.read = never
    const leaving = new AbortController()
    const left = codeOf(adapter.listSlots(query, { signal: leaving.signal }))
    await clock.settle()
    leaving.abort(new Error('gone'))
    expect(await left).toBe('gone')
    state.read = ok
    expect(await read()).toBe('ok')
  })

  it('is not held half-open by a probe that never returns: it opens again, and one new probe goes later', async () => {
    const { state, read, clock, adapter, changes } = await probing({ probeMs: 5_000 })
    state.read = never
    const stuck = codeOf(adapter.listSlots(query, { deadlineMs: 3_600_000 }))
    await clock.advance(4_999)
    expect(adapterHealth(adapter).breaker?.reads).toBe('half-open')
    await clock.advance(1)
    expect(adapterHealth(adapter).breaker?.reads).toBe('open')
    await expect(adapter.listSlots(query)).rejects.toMatchObject({ details: { by: 'breaker', retryAfterMs: 1_000 } })
    await clock.advance(1_000)
    const calls = state.calls
    const second = codeOf(adapter.listSlots(query, { deadlineMs: 3_600_000 }))
    await Promise.all(Array.from({ length: 99 }, read))
    expect(state.calls).toBe(calls + 1)
    expect(changes.slice(-2)).toEqual(['reads: half-open → open', 'reads: open → half-open'])
    await clock.advance(3_600_000)
    await Promise.all([stuck, second])
  })

  it('learns nothing from calls that began before it opened', async () => {
    const { state, read, changes } = guarded({ failures: 1 })
    let answer = () => {}
    state.read = () => new Promise((resolve) => (answer = () => resolve([])))
    const early = read()
    await Promise.resolve()
    state.read = bad
    await read()
    answer()
    expect(await early).toBe('ok')
    expect(changes).toEqual(['reads: closed → open'])
    expect(await read()).toBe('unavailable')
  })
})

describe('whoever listens', () => {
  it('breaks no call by throwing, now or later', async () => {
    for (const onChange of [
      () => {
        throw new Error('pager is down')
      },
      () => Promise.reject(new Error('pager is down')),
    ]) {
      const { read, state } = guarded({ failures: 1, openMs: 0, onChange })
      expect(await read()).toBe('unavailable')
      state.read = ok
      expect(await read()).toBe('ok')
    }
  })

  it('is told whose breaker it was', async () => {
    const told: BreakerChange[] = []
    const { read } = guarded({ failures: 1, onChange: (change) => told.push(change) })
    await read()
    expect(told).toEqual([{ vendor: 'toy', instance: 'test', operations: 'reads', from: 'closed', to: 'open' }])
  })
})

describe('a circuit', () => {
  const rule: CircuitRule = {
    failures: 3,
    failureShare: 0.5,
    minimumCalls: 6,
    windowMs: 1_000,
    openMs: 100,
    probeMs: 50,
  }
  const step = fc.oneof(
    fc.record({ do: fc.constant('begin' as const) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 120 }) }),
    fc.record({
      do: fc.constant('end' as const),
      which: fc.nat(20),
      verdict: fc.constantFrom('failing' as const, 'well' as const, 'shut' as const, 'nothing' as const),
    }),
  )

  it('has at most one probe under way, whatever begins, ends, hangs and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let now = 0
        const turns: string[] = []
        const circuit = createCircuit(rule, (from, to) => turns.push(`${from} ${to}`))
        const begun: { readonly period: number; readonly at: number; readonly probe: boolean }[] = []
        for (const one of steps) {
          if (one.do === 'wait') now += one.ms
          else if (one.do === 'begin') {
            const before = circuit.state(now)
            const admitted = circuit.admit(now)
            if (typeof admitted === 'number') {
              expect(before).not.toBe('half-open')
              const probe = circuit.state(now) === 'half-open'
              if (probe) expect(begun.filter((call) => call.probe && now < call.at + rule.probeMs)).toEqual([])
              begun.push({ period: admitted, at: now, probe })
            } else expect(before).not.toBe('closed')
          } else if (begun.length > 0) {
            const [call] = begun.splice(one.which % begun.length, 1)
            if (call) circuit.end(call.period, one.verdict, now)
          }
        }
        for (const [index, turn] of turns.entries()) {
          expect(['closed open', 'open half-open', 'half-open open', 'half-open closed']).toContain(turn)
          if (index > 0) expect(turn.split(' ')[0]).toBe(turns[index - 1]?.split(' ')[1])
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('options', () => {
  it.each([
    ['breaker.failures', { failures: 0 }],
    ['breaker.failureShare', { failureShare: 0 }],
    ['breaker.failureShare', { failureShare: 1.01 }],
    ['breaker.failureShare', { failureShare: Number.NaN }],
    ['breaker.minimumCalls', { minimumCalls: 0 }],
    ['breaker.windowMs', { windowMs: 0 }],
    ['breaker.openMs', { openMs: -1 }],
    ['breaker.probeMs', { probeMs: 0 }],
  ])('are refused by name: %s', (name, options) => {
    expect(() => breaker(options)).toThrow(name)
  })

  it('have the defaults that are promised', async () => {
    const inRow = guarded({})
    for (let call = 1; call <= 9; call += 1) await inRow.read()
    expect(inRow.changes).toEqual([])
    await inRow.read()
    expect(inRow.changes).toHaveLength(1)
    await expect(inRow.adapter.listSlots(query)).rejects.toMatchObject({ details: { retryAfterMs: 10_000 } })

    const often = guarded({})
    for (let call = 1; call <= 20; call += 1) {
      expect(often.changes).toEqual([])
      often.state.read = call % 2 ? ok : bad
      await often.read()
    }
    expect(often.changes).toEqual(['reads: closed → open'])
  })
})
