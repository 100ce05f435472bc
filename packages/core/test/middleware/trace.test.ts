import { createTrail, MisError, on, recommended, retry, settle, trace, wrap } from '@mis/core'
import { trace as api, context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appointmentOf, patient, slotAt, type ToyHandlers, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-06' }
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => {
  context.disable()
})

/** Real SDKs of OpenTelemetry that keep what they are told in memory. */
function telemetry() {
  const spans = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] })
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 2 ** 30 })
  const meters = new MeterProvider({ readers: [reader] })
  const tracer = provider.getTracer('test')
  return {
    tracer,
    layer: trace({ tracer, meter: meters.getMeter('test') }),
    /** All that was recorded, once; then nothing more runs. */
    async end() {
      await provider.forceFlush()
      await reader.forceFlush()
      const finished = spans.getFinishedSpans().map((span) => ({
        name: span.name,
        attributes: span.attributes,
        status: span.status.code,
        parent: span.parentSpanContext?.spanId,
        id: span.spanContext().spanId,
      }))
      const points = metrics
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .flatMap(({ descriptor, dataPoints }) =>
          (dataPoints as readonly DataPoint<number | Histogram>[]).map(({ attributes, value }) => ({
            name: descriptor.name,
            attributes,
            value: typeof value === 'number' ? value : { count: value.count, sum: value.sum },
          })),
        )
      await meters.shutdown()
      await provider.shutdown()
      return { spans: finished, points }
    },
  }
}

function traced(handlers: ToyHandlers, layers: Parameters<typeof wrap>[1], clock = virtualRuntime()) {
  const told = telemetry()
  return { clock, told, adapter: wrap(toyAdapter(handlers, clock.runtime), [told.layer, ...layers]) }
}
const where = { 'mis.vendor': 'toy', 'mis.instance': 'test' }

describe('trace, with the real OpenTelemetry', () => {
  it('shows the attempts of a call that ended well, and what it was retried after', async () => {
    let calls = 0
    const listSlots = async () => {
      calls += 1
      if (calls < 3) throw down()
      return []
    }
    const { adapter, told, clock } = traced({ listSlots }, [retry()])
    const reading = adapter.listSlots(query)
    await clock.advance(5_000)
    await reading
    const { spans, points } = await told.end()
    expect(spans).toMatchObject([
      {
        name: 'mis listSlots',
        status: 0,
        attributes: {
          ...where,
          'mis.operation': 'listSlots',
          'mis.outcome': 'ok',
          'mis.attempts': 3,
          'mis.retried_after': ['unavailable', 'unavailable'],
        },
      },
    ])
    const attributes = { ...where, 'mis.operation': 'listSlots' }
    expect(points).toEqual([
      { name: 'mis.call.duration', attributes: { ...attributes, 'mis.outcome': 'ok' }, value: { count: 1, sum: 300 } },
      { name: 'mis.call.retries', attributes, value: 2 },
    ])
  })

  it('gives the failure its code, its attempts and the status of an error', async () => {
    const { adapter, told, clock } = traced({ listSlots: () => Promise.reject(down()) }, [retry({ attempts: 2 })])
    const failed = expect(adapter.listSlots(query)).rejects.toMatchObject({ code: 'unavailable' })
    await clock.advance(5_000)
    await failed
    const { spans } = await told.end()
    expect(spans).toMatchObject([{ status: 2, attributes: { 'mis.outcome': 'unavailable', 'mis.attempts': 2 } }])
  })

  it('puts the spans made below it under its own', async () => {
    const told = telemetry()
    const http = on('listSlots', (next) => async (call) => {
      await Promise.resolve()
      return told.tracer.startActiveSpan('GET', async (span) => {
        const answer = await next(call)
        span.end()
        return answer
      })
    })
    const adapter = wrap(toyAdapter({}), [told.layer, ...recommended(), http])
    await told.tracer.startActiveSpan('page', async (page) => {
      await adapter.listSlots({ ...query, to: query.from })
      page.end()
    })
    const { spans } = await told.end()
    const [get, mis, page] = spans
    expect([get?.name, mis?.name, page?.name]).toEqual(['GET', 'mis listSlots', 'page'])
    expect([get?.parent, mis?.parent, page?.parent]).toEqual([mis?.id, page?.id, undefined])
    expect(api.getActiveSpan()).toBeUndefined()
  })

  it('counts what the cache knew, had to ask for and served past its time', async () => {
    const filling = on('listSlots', (next) => (call) => {
      call.trail.cacheHits += 3
      call.trail.cacheMisses += 2
      call.trail.cacheStale += 1
      return next(call)
    })
    const { adapter, told } = traced({}, [filling])
    await adapter.listSlots(query)
    await adapter.listDoctors({})
    const { spans, points } = await told.end()
    expect(spans[0]?.attributes).toMatchObject({ 'mis.cache.hits': 3, 'mis.cache.misses': 2, 'mis.cache.stale': 1 })
    expect(spans[1]?.attributes).not.toHaveProperty('mis.cache.hits')
    const reads = points.filter(({ name }) => name === 'mis.cache.reads')
    expect(reads.map(({ attributes, value }) => [attributes['mis.cache.result'], value])).toEqual([
      ['hit', 3],
      ['miss', 2],
      ['stale', 1],
    ])
  })

  it('counts conflicts', async () => {
    const { adapter, told } = traced({ book: () => Promise.reject(new MisError('slot-taken', { details: {} })) }, [])
    await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ code: 'slot-taken' })
    const { points } = await told.end()
    expect(points).toContainEqual({
      name: 'mis.slot.conflicts',
      attributes: { ...where, 'mis.operation': 'book' },
      value: 1,
    })
    expect(points.map(({ name }) => name)).not.toContain('mis.outcome.unknown')
  })

  it.each([
    ['booked', 1_750, 'ok'],
    ['absent', 3_750, 'outcome-unknown'],
    ['unknown', 17_750, 'outcome-unknown'],
  ] as const)('tells how long it took until an unknown booking was %s', async (as, afterMs, outcome) => {
    const clock = virtualRuntime()
    const lost = new MisError('outcome-unknown', { details: { sentAt: null } })
    const { adapter, told } = traced(
      {
        book: () => Promise.reject(lost),
        findBooking: async () => {
          if (as === 'unknown') throw down()
          return as === 'booked' && clock.runtime.monotonic() >= 1_000 ? appointmentOf({ slot }) : null
        },
      },
      [settle()],
      clock,
    )
    const booking = adapter.book({ slot, patient }, { deadlineMs: 20_000 }).catch(() => {})
    await clock.advance(20_000)
    await booking
    const { spans, points } = await told.end()
    expect(spans).toMatchObject([
      { attributes: { 'mis.outcome': outcome, 'mis.settled.as': as, 'mis.settled.after_ms': afterMs } },
    ])
    expect(points).toContainEqual({
      name: 'mis.outcome.certainty',
      attributes: { ...where, 'mis.operation': 'book', 'mis.settled.as': as },
      value: { count: 1, sum: afterMs },
    })
    expect(points.filter(({ name }) => name === 'mis.outcome.unknown')).toHaveLength(outcome === 'ok' ? 0 : 1)
  })

  it('tells how long a call stood in line', async () => {
    const clock = virtualRuntime()
    const listSlots = async () => {
      await clock.runtime.sleep(100, new AbortController().signal)
      return []
    }
    const { adapter, told } = traced({ listSlots }, recommended({ cache: false, dedupe: false, split: false }), clock)
    const calls = Promise.all([1, 2, 3].map(() => adapter.listSlots(query)))
    await clock.advance(1_000)
    await calls
    const { spans, points } = await told.end()
    expect(spans.map(({ attributes }) => attributes['mis.waited_ms'])).toEqual([undefined, undefined, 100])
    expect(points.find(({ name }) => name === 'mis.call.waiting')?.value).toEqual({ count: 1, sum: 100 })
  })

  it('names a caller who left as aborted', async () => {
    const { adapter, told } = traced({ listSlots: () => new Promise(() => {}) }, [])
    const leaving = new AbortController()
    const left = adapter.listSlots(query, { signal: leaving.signal }).catch((error: Error) => error.message)
    leaving.abort(new Error('gone'))
    expect(await left).toBe('gone')
    expect((await told.end()).spans).toMatchObject([{ status: 2, attributes: { 'mis.outcome': 'aborted' } }])
  })

  it("holds nothing of the patient's, whatever happened", async () => {
    const lost = () => Promise.reject(new MisError('outcome-unknown', { details: { sentAt: null } }))
    const { adapter, told, clock } = traced({ book: lost }, recommended())
    const booking = adapter.book({ slot, patient, comment: 'Тестова' }, { deadlineMs: 20_000 }).catch(() => {})
    await clock.advance(20_000)
    await booking
    const all = await told.end()
    expect(all.spans).toHaveLength(1)
    expect(JSON.stringify(all)).not.toMatch(/Тестова|Проба|4950000001|1990/)
  })

  it('makes spans without a meter, metrics without a tracer, and calls without either', async () => {
    const { tracer, end } = telemetry()
    for (const options of [{ tracer }, {}]) {
      await wrap(toyAdapter({}), [trace(options)]).listDoctors({})
    }
    expect((await end()).spans).toHaveLength(1)
    const meters = telemetry()
    await wrap(toyAdapter({}), [meters.layer]).listDoctors({})
    expect((await meters.end()).points).toHaveLength(1)
  })
})

describe('a trail', () => {
  it('is one for all attempts of a call, and another for another call', async () => {
    const seen = new Set<unknown>()
    const watching = on('listSlots', (next) => (call) => {
      seen.add(call.trail)
      return next(call)
    })
    const adapter = wrap(toyAdapter({}), [...recommended({ cache: false }), watching])
    await adapter.listSlots({ ...query, to: '2031-03-11' })
    expect(seen.size).toBe(1)
    await adapter.listSlots(query)
    expect(seen.size).toBe(2)
  })

  it('begins with nothing in it', () => {
    expect(createTrail()).toEqual({
      attempts: 0,
      retriedAfter: [],
      waitedMs: 0,
      cacheHits: 0,
      cacheMisses: 0,
      cacheStale: 0,
      settled: undefined,
    })
  })
})
