import { breaker, deadline, type LogEntry, limit, log, MisError, on, timeout, trace, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { never, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: MisError | Error) => ('code' in error ? error.code : error.message),
  )

function gated(layers: Parameters<typeof wrap>[1], clock = virtualRuntime()) {
  const waiting: (() => void)[] = []
  const order: string[] = []
  const toy = toyAdapter(
    {
      listSlots: ({ from }) =>
        new Promise((resolve) => {
          order.push(from)
          return waiting.push(() => resolve([]))
        }),
    },
    clock.runtime,
  )
  return { adapter: wrap(toy, layers), waiting, order, clock }
}

describe('limit', () => {
  it("keeps within the adapter's concurrency, first come first served", async () => {
    const { adapter, waiting, order, clock } = gated([limit()])
    const days = ['2031-03-05', '2031-03-06', '2031-03-07', '2031-03-08']
    const calls = days.map((from) => adapter.listSlots({ doctorId: '7', from, to: from }))
    await clock.settle()
    expect(order).toEqual(days.slice(0, 2))
    waiting[1]?.()
    await clock.settle()
    expect(order).toEqual(days.slice(0, 3))
    waiting[0]?.()
    await clock.settle()
    for (const open of waiting) open()
    await Promise.all(calls)
    expect(order).toEqual(days)
  })

  it('refuses at once when the waiting line is full, as rate-limited', async () => {
    const { adapter, waiting, clock } = gated([limit({ queue: 1 })])
    const calls = [1, 2, 3].map(() => adapter.listSlots(query))
    expect(await codeOf(adapter.listSlots(query))).toBe('rate-limited')
    await clock.settle()
    for (let turn = 0; turn < 3; turn += 1) {
      for (const open of waiting) open()
      await clock.settle()
    }
    await Promise.all(calls)
  })

  it('lets a waiting caller leave by abort or deadline, giving its place away', async () => {
    const { adapter, waiting, order, clock } = gated([limit({ concurrency: 1 })])
    const first = adapter.listSlots(query)
    await clock.settle()
    const leaving = new AbortController()
    const aborted = codeOf(adapter.listSlots(query, { signal: leaving.signal }))
    const late = codeOf(adapter.listSlots(query, { deadlineMs: 100 }))
    const last = adapter.listSlots({ ...query, from: '2031-03-04' })
    await clock.settle()
    leaving.abort(new Error('gone'))
    await clock.advance(100)
    expect(await aborted).toBe('gone')
    expect(await late).toBe('timeout')
    waiting[0]?.()
    await first
    await clock.settle()
    waiting[1]?.()
    await last
    expect(order).toEqual(['2031-03-05', '2031-03-04'])
    expect(clock.sleepers()).toBe(0)
  })

  it('spreads calls over time by rate', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const toy = toyAdapter(
      {
        listSlots: async () => {
          calls++
          return []
        },
      },
      clock.runtime,
    )
    const adapter = wrap(toy, [limit({ rate: { requests: 2, perMs: 1_000 } })])
    const all = Promise.all(Array.from({ length: 5 }, () => adapter.listSlots(query)))
    await clock.settle()
    expect(calls).toBe(2)
    await clock.advance(500)
    expect(calls).toBe(3)
    await clock.advance(1_000)
    expect(calls).toBe(5)
    await all
    expect(clock.sleepers()).toBe(0)
  })

  it('never has more in flight than allowed, whatever fails or leaves', async () => {
    let inFlight = 0
    let most = 0
    const toy = toyAdapter({
      listSlots: async () => {
        most = Math.max(most, ++inFlight)
        for (let turn = 0; turn < 3; turn += 1) await Promise.resolve()
        inFlight -= 1
        if (most % 2) throw down()
        return []
      },
    })
    const adapter = wrap(toy, [limit()])
    await Promise.allSettled(
      Array.from({ length: 500 }, (_, index) => {
        const leaving = new AbortController()
        const call = adapter.listSlots(query, { signal: leaving.signal })
        if (index % 3 === 0) queueMicrotask(() => leaving.abort())
        return call
      }),
    )
    expect(most).toBeLessThanOrEqual(2)
    await adapter.listSlots(query)
  })
})

describe('breaker', () => {
  const broken = () => {
    const clock = virtualRuntime()
    const state = { calls: 0, answer: (): Promise<never[]> => Promise.reject(down()) }
    const toy = toyAdapter(
      {
        listSlots: () => {
          state.calls++
          return state.answer()
        },
      },
      clock.runtime,
    )
    return { clock, state, adapter: wrap(toy, [breaker({ failures: 3, openMs: 1_000 })]) }
  }

  it('opens after failures in a row and then fails at once, saying how long', async () => {
    const { adapter, state } = broken()
    for (let call = 0; call < 3; call += 1) await codeOf(adapter.listSlots(query))
    await expect(adapter.listSlots(query)).rejects.toMatchObject({
      code: 'unavailable',
      details: { by: 'breaker', retryAfterMs: 1_000 },
    })
    expect(state.calls).toBe(3)
  })

  it('lets exactly one probe through among a thousand callers, and closes when it succeeds', async () => {
    const { adapter, state, clock } = broken()
    for (let call = 0; call < 3; call += 1) await codeOf(adapter.listSlots(query))
    await clock.advance(1_000)
    state.answer = () => Promise.resolve([])
    const codes = await Promise.all(Array.from({ length: 1_000 }, () => codeOf(adapter.listSlots(query))))
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1)
    expect(state.calls).toBe(4)
    expect(await codeOf(adapter.listSlots(query))).toBe('ok')
  })

  it('opens again when the probe never comes back', async () => {
    const { adapter, state, clock } = broken()
    for (let call = 0; call < 3; call += 1) await codeOf(adapter.listSlots(query))
    await clock.advance(1_000)
    state.answer = never
    const probe = codeOf(adapter.listSlots(query, { deadlineMs: 2_000 }))
    await clock.advance(2_000)
    expect(await probe).toBe('timeout')
    await expect(adapter.listSlots(query)).rejects.toMatchObject({ details: { by: 'breaker' } })
  })

  it('does not count refusals', async () => {
    const { adapter, state } = broken()
    state.answer = () => Promise.reject(new MisError('not-found', { details: {} }))
    for (let call = 0; call < 9; call += 1) expect(await codeOf(adapter.listSlots(query))).toBe('not-found')
  })
})

describe('deadline and timeout', () => {
  it('bound the whole call and each attempt; a deadline of the caller stands', async () => {
    const { adapter, clock } = gated([deadline({ ms: 1_000 })])
    const bounded = codeOf(adapter.listSlots(query))
    await clock.advance(1_000)
    expect(await bounded).toBe('timeout')
    let done = false
    const own = codeOf(adapter.listSlots(query, { deadlineMs: 3_000 })).finally(() => (done = true))
    await clock.advance(2_999)
    expect(done).toBe(false)
    await clock.advance(1)
    expect(await own).toBe('timeout')
    const attempt = gated([timeout({ ms: 50 })])
    const cut = codeOf(attempt.adapter.listSlots(query, { deadlineMs: 3_000 }))
    await attempt.clock.advance(50)
    expect(await cut).toBe('timeout')
  })
})

describe('log and trace', () => {
  it("tell what happened and nothing of the patient's", async () => {
    const lines: LogEntry[] = []
    const spans: unknown[] = []
    const span = {
      setAttributes: (a: unknown) => spans.push(a),
      setStatus: (s: unknown) => spans.push(s),
      end: () => spans.push('end'),
    }
    const tracer = {
      startActiveSpan: <T>(name: string, options: unknown, run: (given: typeof span) => T) => {
        spans.push(name, options)
        return run(span)
      },
    }
    const records: unknown[] = []
    const record = (...of: unknown[]) => records.push(of)
    const meter = { createHistogram: () => ({ record }), createCounter: () => ({ add: record }) }
    const clock = virtualRuntime()
    const adapter = wrap(
      toyAdapter(
        { book: () => Promise.reject(new MisError('slot-taken', { details: {}, status: 409 })) },
        clock.runtime,
      ),
      [
        log((line) => {
          lines.push(line)
          throw new Error('a sink that fails breaks nothing')
        }),
        trace({ tracer, meter }),
      ],
    )
    await expect(adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })).rejects.toMatchObject({
      code: 'slot-taken',
    })
    expect(lines).toEqual([
      {
        time: '2031-03-03T05:00:00.000Z',
        level: 'warn',
        vendor: 'toy',
        instance: 'test',
        operation: 'book',
        durationMs: 0,
        outcome: 'slot-taken',
        attempts: 1,
        status: 409,
      },
    ])
    expect(spans).toContain('end')
    expect(records).toHaveLength(2)
    expect(JSON.stringify([lines, spans, records])).not.toMatch(/Тестова|4950000001|1990/)
  })
})

describe('wrap', () => {
  it('makes the first listed layer the outermost', async () => {
    const order: string[] = []
    const layer = (name: string) =>
      on('listDoctors', (next) => (call) => {
        order.push(name)
        return next(call)
      })
    await wrap(toyAdapter({}), [layer('first'), layer('second')]).listDoctors({})
    expect(order).toEqual(['first', 'second'])
  })

  it('refuses what is not a layer or not an adapter, by name', () => {
    expect(() => wrap(toyAdapter({}), ['cache' as never])).toThrow('layers.0')
    expect(() => wrap({ vendor: 'home-made' } as never, [])).toThrow('defineAdapter')
  })
})
