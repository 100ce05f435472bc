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

/** Telemetry that fails must not lose a booking. */
function harmless<T>(tell: () => T): T | undefined {
  try {
    return tell()
  } catch {
    return undefined
  }
}

/** A span and a duration a call. Attributes: vendor, instance, operation, outcome, attempts; never the input. */
export function trace({ tracer, meter }: TraceOptions): Middleware {
  return (next, { vendor, instance, runtime }) => {
    const durations = meter?.createHistogram('mis.call.duration', { unit: 'ms', description: 'Duration of a MIS call' })
    const traced = async (call: Call): Promise<unknown> => {
      const attributes: Attributes = { 'mis.vendor': vendor, 'mis.instance': instance, 'mis.operation': call.operation }
      const span = harmless(() => tracer?.startSpan(`mis ${call.operation}`, { attributes }))
      const startedAt = runtime.monotonic()
      const end = (outcome: string, attempts?: number) => {
        harmless(() => {
          span?.setAttributes({ 'mis.outcome': outcome, ...(attempts !== undefined && { 'mis.attempts': attempts }) })
          if (outcome !== 'ok') span?.setStatus({ code: errorStatus, message: outcome })
          span?.end()
        })
        harmless(() => durations?.record(runtime.monotonic() - startedAt, { ...attributes, 'mis.outcome': outcome }))
      }
      try {
        const result: unknown = await next(call)
        end('ok')
        return result
      } catch (error) {
        if (isMisError(error)) end(error.code, error.attempts)
        else end('aborted')
        throw error
      }
    }
    return traced as Next
  }
}
