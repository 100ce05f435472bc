import type { Call, Middleware, Next, Trail } from '../contract/adapter.ts'
import { isMisError } from '../errors/mis-error.ts'
import { harmless } from './harmless.ts'

/** What a span is marked with; never a patient's data. */
export type SpanAttributes = Record<string, string | number | boolean | string[]>

/** The part of OpenTelemetry's `Tracer` that is used; pass `trace.getTracer('…')`. */
export interface TracerLike {
  startActiveSpan<T>(name: string, options: { attributes: SpanAttributes }, run: (span: SpanLike) => T): T
}
/** The part of OpenTelemetry's `Span` that is used. */
export interface SpanLike {
  setAttributes(attributes: SpanAttributes): unknown
  setStatus(status: { code: number; message?: string }): unknown
  end(): void
}
/** The part of OpenTelemetry's `Meter` that is used; pass `metrics.getMeter('…')`. */
export interface MeterLike {
  createHistogram(
    name: string,
    options: { unit: string; description: string },
  ): { record(value: number, attributes: SpanAttributes): void }
  createCounter(
    name: string,
    options: { description: string },
  ): { add(value: number, attributes: SpanAttributes): void }
}
/** Where `trace` reports. Either may be absent: then there are no spans, or no metrics. */
export interface TraceOptions {
  readonly tracer?: TracerLike
  readonly meter?: MeterLike
}

/** OpenTelemetry's `SpanStatusCode.ERROR`. */
const errorStatus = 2

/**
 * A span a call, under which the spans of its HTTP requests stand, and metrics. Attributes: vendor, instance, operation,
 * outcome, attempts and the like; never the input. Names and meanings: the page on operations. Telemetry that throws is
 * ignored.
 */
export function trace({ tracer, meter }: TraceOptions): Middleware {
  return (next, { vendor, instance, runtime }) => {
    const record = meter && harmless(() => instruments(meter))

    const traced = async (call: Call, attributes: SpanAttributes, span?: SpanLike): Promise<unknown> => {
      const startedAt = runtime.monotonic()
      const end = (outcome: string, attempts: number) => {
        harmless(() => {
          span?.setAttributes({ 'mis.outcome': outcome, ...spanFacts(call.trail, attempts) })
          if (outcome !== 'ok') span?.setStatus({ code: errorStatus, message: outcome })
          span?.end()
        })
        harmless(() => record?.(outcome, runtime.monotonic() - startedAt, call.trail, attributes))
      }
      try {
        const result: unknown = await next(call)
        end('ok', call.trail.attempts)
        return result
      } catch (error) {
        if (isMisError(error)) end(error.code, Math.max(call.trail.attempts, error.attempts))
        else end('aborted', call.trail.attempts)
        throw error
      }
    }
    return ((call: Call) => {
      const attributes = { 'mis.vendor': vendor, 'mis.instance': instance, 'mis.operation': call.operation }
      let running: Promise<unknown> | undefined
      const run = (span: SpanLike) => {
        running ??= traced(call, attributes, span)
      }
      if (tracer) harmless(() => tracer.startActiveSpan(`mis ${call.operation}`, { attributes }, run))
      return running ?? traced(call, attributes)
    }) as Next
  }
}

function spanFacts({ retriedAfter, waitedMs, ...trail }: Trail, attempts: number): SpanAttributes {
  const { cacheHits, cacheMisses, cacheStale, settled } = trail
  return {
    'mis.attempts': attempts,
    ...(retriedAfter.length > 0 && { 'mis.retried_after': [...retriedAfter] }),
    ...(waitedMs > 0 && { 'mis.waited_ms': waitedMs }),
    ...(cacheHits + cacheMisses + cacheStale > 0 && {
      'mis.cache.hits': cacheHits,
      'mis.cache.misses': cacheMisses,
      'mis.cache.stale': cacheStale,
    }),
    ...(settled && { 'mis.settled.as': settled.as, 'mis.settled.after_ms': settled.afterMs }),
  }
}

function instruments(meter: MeterLike) {
  const duration = meter.createHistogram('mis.call.duration', { unit: 'ms', description: 'Duration of a MIS call' })
  const certainty = meter.createHistogram('mis.outcome.certainty', {
    unit: 'ms',
    description: 'From the lost answer of a booking until it was known what became of it',
  })
  const waiting = meter.createHistogram('mis.call.waiting', { unit: 'ms', description: 'Time in the waiting line' })
  const reads = meter.createCounter('mis.cache.reads', {
    description: 'Answers by where they came from (of listSlots: days): hit, stale or miss',
  })
  const retries = meter.createCounter('mis.call.retries', { description: 'Attempts beyond the first' })
  const conflicts = meter.createCounter('mis.slot.conflicts', { description: 'Slots that somebody else had taken' })
  const unknown = meter.createCounter('mis.outcome.unknown', { description: 'Writes that ended without certainty' })

  return (outcome: string, ms: number, trail: Trail, attributes: SpanAttributes) => {
    duration.record(ms, { ...attributes, 'mis.outcome': outcome })
    if (trail.waitedMs > 0) waiting.record(trail.waitedMs, attributes)
    if (trail.retriedAfter.length > 0) retries.add(trail.retriedAfter.length, attributes)
    if (trail.cacheHits > 0) reads.add(trail.cacheHits, { ...attributes, 'mis.cache.result': 'hit' })
    if (trail.cacheMisses > 0) reads.add(trail.cacheMisses, { ...attributes, 'mis.cache.result': 'miss' })
    if (trail.cacheStale > 0) reads.add(trail.cacheStale, { ...attributes, 'mis.cache.result': 'stale' })
    if (trail.settled) certainty.record(trail.settled.afterMs, { ...attributes, 'mis.settled.as': trail.settled.as })
    if (outcome === 'slot-taken') conflicts.add(1, attributes)
    if (outcome === 'outcome-unknown') unknown.add(1, attributes)
  }
}
