import {
  adapterHealth,
  breaker,
  limit,
  MisError,
  recommended,
  retry,
  type SharedLicences,
  timeout,
  wrap,
} from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRolling } from '../../src/kernel/rolling.ts'
import { createTraffic } from '../../src/kernel/traffic.ts'
import { never, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
const quietly = (promise: Promise<unknown>) => promise.catch(() => {})

describe('adapterHealth', () => {
  it('is idle before the first call, with nothing made up', () => {
    const clock = virtualRuntime()
    const none = { calls: 0, failures: 0, latencyMs: null }
    expect(adapterHealth(toyAdapter({}, clock.runtime))).toEqual({
      vendor: 'toy',
      instance: 'test',
      at: '2031-03-03T05:00:00.000Z',
      state: 'idle',
      lastSuccessAt: null,
      lastFailure: null,
      inFlight: 0,
      queue: 0,
      breaker: null,
      licences: null,
      reads: none,
      writes: none,
    })
  })

  it('tells the last success, the last failure and latencies, reads and writes apart', async () => {
    const clock = virtualRuntime()
    const toy = toyAdapter(
      {
        listSlots: async (_, { signal }) => {
          await clock.runtime.sleep(120, signal)
          return []
        },
        book: () => Promise.reject(down()),
      },
      clock.runtime,
    )
    const adapter = wrap(toy, recommended({ cache: false, retry: false, settle: false }))
    const reading = adapter.listSlots(query)
    await clock.advance(120)
    await reading
    await clock.advance(1_000)
    await quietly(adapter.book({ slot, patient }))
    const health = adapterHealth(adapter)
    expect(health).toMatchObject({
      state: 'degraded',
      lastSuccessAt: '2031-03-03T05:00:00.120Z',
      lastFailure: { at: '2031-03-03T05:00:01.120Z', code: 'outcome-unknown', operation: 'book' },
      breaker: { reads: 'closed', writes: 'closed' },
      reads: { calls: 1, failures: 0 },
      writes: { calls: 1, failures: 1 },
    })
    expect(health.reads.latencyMs?.p50).toBeGreaterThanOrEqual(120)
    expect(health.reads.latencyMs?.p50).toBeLessThanOrEqual(132)
    expect(JSON.parse(JSON.stringify(health))).toEqual(health)
    expect(adapterHealth(toy)).toMatchObject({ breaker: null, reads: { calls: 1 }, writes: { failures: 1 } })
  })

  it('counts a refusal as an answer, and a key that has run out as a failure', async () => {
    let code: 'slot-taken' | 'unauthorized' = 'slot-taken'
    const adapter = toyAdapter({ book: () => Promise.reject(new MisError(code, { details: {} })) })
    await quietly(adapter.book({ slot, patient }))
    expect(adapterHealth(adapter)).toMatchObject({ state: 'ok', lastFailure: null, writes: { calls: 1, failures: 0 } })
    expect(adapterHealth(adapter).lastSuccessAt).not.toBeNull()
    code = 'unauthorized'
    await quietly(adapter.book({ slot, patient }))
    expect(adapterHealth(adapter)).toMatchObject({ state: 'degraded', lastFailure: { code: 'unauthorized' } })
  })

  it('sees who is in flight and who stands in line, until they have gone', async () => {
    const clock = virtualRuntime()
    const adapter = wrap(toyAdapter({ listSlots: never }, clock.runtime), [limit()])
    const leaving = new AbortController()
    const calls = Array.from({ length: 5 }, () => quietly(adapter.listSlots(query, { signal: leaving.signal })))
    await clock.settle()
    expect(adapterHealth(adapter)).toMatchObject({ inFlight: 2, queue: 3 })
    leaving.abort()
    await Promise.all(calls)
    expect(adapterHealth(adapter)).toMatchObject({ inFlight: 0, queue: 0, reads: { calls: 0 }, state: 'idle' })
  })

  it('is down while the breaker is open and when everything failed, and ok again five minutes later', async () => {
    const clock = virtualRuntime()
    let answer = (): Promise<never[]> => Promise.reject(down())
    const adapter = wrap(toyAdapter({ listSlots: () => answer() }, clock.runtime), [
      breaker({ failures: 2, openMs: 1 }),
    ])
    await quietly(adapter.listSlots(query))
    expect(adapterHealth(adapter)).toMatchObject({ state: 'down', breaker: { reads: 'closed' } })
    await quietly(adapter.listSlots(query))
    expect(adapterHealth(adapter)).toMatchObject({ state: 'down', breaker: { reads: 'open' } })
    await clock.advance(1)
    answer = async () => []
    await adapter.listSlots(query)
    expect(adapterHealth(adapter)).toMatchObject({ state: 'degraded', reads: { calls: 3, failures: 2 } })
    await clock.advance(300_000)
    expect(adapterHealth(adapter)).toMatchObject({ state: 'idle', reads: { calls: 0, failures: 0, latencyMs: null } })
    await adapter.listSlots(query)
    expect(adapterHealth(adapter)).toMatchObject({ state: 'ok', lastFailure: { code: 'unavailable' } })
  })

  it('counts attempts, not calls, and cuts them as the layers do', async () => {
    const clock = virtualRuntime()
    const adapter = wrap(toyAdapter({ listSlots: never }, clock.runtime), [
      retry({ baseMs: 0 }),
      timeout({ ms: 2_000 }),
    ])
    const failed = quietly(adapter.listSlots(query))
    await clock.advance(6_000)
    await failed
    expect(adapterHealth(adapter).reads).toMatchObject({ calls: 3, failures: 3 })
    expect(clock.sleepers()).toBe(0)
  })

  it('shows the layers of this very adapter: the outer stack sees the inner one, not the other way round', () => {
    const shared: SharedLicences = { state: () => 'fallback', take: never }
    const bare = toyAdapter({})
    const inner = wrap(bare, [breaker()])
    const outer = wrap(inner, [limit({ shared })])
    expect(adapterHealth(bare)).toMatchObject({ breaker: null, licences: null })
    expect(adapterHealth(inner)).toMatchObject({ breaker: { reads: 'closed' }, licences: null })
    expect(adapterHealth(outer)).toMatchObject({
      breaker: { reads: 'closed' },
      licences: 'fallback',
      state: 'degraded',
    })
  })

  it('refuses what is no adapter, by name', () => {
    expect(() => adapterHealth({ vendor: 'home-made' } as never)).toThrow('defineAdapter')
  })
})

describe('traffic', () => {
  it('tells each percentile too high by a tenth at most, and never too low', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (all) => {
          const traffic = createTraffic()
          for (const ms of all) traffic.add(ms, 0, false)
          const sorted = [...all].sort((a, b) => a - b)
          const { latencyMs, calls } = traffic.read(0)
          expect(calls).toBe(all.length)
          for (const [share, told] of [
            [0.5, latencyMs?.p50],
            [0.9, latencyMs?.p90],
            [0.99, latencyMs?.p99],
            [1, latencyMs?.max],
          ] as const) {
            const real = sorted[Math.ceil(all.length * share) - 1] ?? Number.NaN
            expect(told).toBeGreaterThanOrEqual(real * (1 - 1e-9))
            expect(told).toBeLessThanOrEqual(real * 1.1 + 1)
          }
        },
      ),
    )
  })

  it.each([
    [0, 1],
    [0.999, 1],
    [1, 2],
    [1e9, 112_178],
  ])('puts %d ms where it ends at %d ms at most', (ms, most) => {
    const traffic = createTraffic()
    traffic.add(ms, 0, false)
    expect(traffic.read(0).latencyMs?.max).toBeLessThanOrEqual(most)
  })
})

describe('rolling counters', () => {
  it('hold what was counted within the window, slice by slice, and nothing older', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 60 }), column: fc.nat(1) }), { maxLength: 100 }),
        (steps) => {
          const rolling = createRolling(2, 4, 10)
          const counted: { readonly column: number; readonly slice: number }[] = []
          let now = 0
          for (const { wait, column } of steps) {
            now += wait
            rolling.add(column, now)
            counted.push({ column, slice: Math.floor(now / 10) })
            const oldest = Math.floor(now / 10) - 3
            for (const one of [0, 1]) {
              const expected = counted.filter((each) => each.column === one && each.slice >= oldest).length
              expect(rolling.total(one, now)).toBe(expected)
            }
          }
          rolling.clear()
          expect(rolling.total(0, now) + rolling.total(1, now)).toBe(0)
        },
      ),
    )
  })
})
