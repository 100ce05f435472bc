import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { isMisError } from '../errors/mis-error.ts'

type Attributes = Record<string, string | number | boolean>

/** The part of OpenTelemetry's `Tracer` that is used; pass `trace.getTracer('…')`. */
export interface TracerLike {
  startSpan(name: string, options: { attributes: Attributes }): SpanLike
}
export interface SpanLike {
  setAttributes(attributes: Attributes): unknown
  setStatus(status: { code: number; message?: string }): unknown
  end(): void
}
/** The part of OpenTelemetry's `Meter` that is used; pass `metrics.getMeter('…')`. */
export interface MeterLike {
  createHistogram(
    name: string,
    options: { unit: string; description: string },
  ): {
    record(value: number, attributes: Attributes): void
  }
}
export interface TraceOptions {
  readonly tracer?: TracerLike
  readonly meter?: MeterLike
}

/** OpenTelemetry's `SpanStatusCode.ERROR`. */
const errorStatus = 2

/** A span and a duration a call. Attributes: vendor, instance, operation, outcome, attempts; never the input. */
export function trace({ tracer, meter }: TraceOptions): Middleware {
  return (next, { vendor, instance, runtime }) => {
    const durations = meter?.createHistogram('mis.call.duration', { unit: 'ms', description: 'Duration of a MIS call' })
    const traced = async (call: Call): Promise<unknown> => {
      const attributes: Attributes = { 'mis.vendor': vendor, 'mis.instance': instance, 'mis.operation': call.operation }
      const span = tracer?.startSpan(`mis ${call.operation}`, { attributes })
      const startedAt = runtime.monotonic()
      let outcome = 'ok'
      try {
        const result: unknown = await next(call)
        return result
      } catch (error) {
        outcome = isMisError(error) ? error.code : 'aborted'
        if (isMisError(error)) span?.setAttributes({ 'mis.attempts': error.attempts })
        span?.setStatus({ code: errorStatus, message: outcome })
        throw error
      } finally {
        span?.setAttributes({ 'mis.outcome': outcome })
        span?.end()
        durations?.record(runtime.monotonic() - startedAt, { ...attributes, 'mis.outcome': outcome })
      }
    }
    return traced as Next
  }
}
