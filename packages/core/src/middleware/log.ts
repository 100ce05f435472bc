import type { Call, Middleware, Next } from '../contract/adapter.ts'
import type { Operation } from '../contract/operations.ts'
import type { ErrorCode } from '../errors/codes.ts'
import { isMisError } from '../errors/mis-error.ts'

/** One line a call; nothing of the input or the answer is in it. */
export interface LogEntry {
  /** Wall clock at the end of the call, ISO 8601 in UTC. */
  readonly time: string
  readonly level: 'info' | 'warn'
  readonly vendor: string
  readonly instance: string
  readonly operation: Operation
  readonly outcome: 'ok' | ErrorCode | 'aborted'
  readonly durationMs: number
  readonly attempts?: number
  /** HTTP status of a failure, where an answer came. */
  readonly status?: number
  /** True where older data was served because the MIS could not be asked. */
  readonly stale?: true
}
/** Takes a line; what it returns is ignored, a promise that fails included. */
export type LogSink = (entry: LogEntry) => unknown

/** Tells `sink` of every call that ended. A sink that throws is ignored: logging never breaks a booking. */
export function log(sink: LogSink): Middleware {
  return (next, { vendor, instance, runtime }) => {
    const logged = async (call: Call): Promise<unknown> => {
      const startedAt = runtime.monotonic()
      const tell = (facts: Pick<LogEntry, 'level' | 'outcome'> & Partial<LogEntry>) => {
        try {
          const durationMs = Math.round(runtime.monotonic() - startedAt)
          const time = new Date(runtime.now()).toISOString()
          const told = sink({ time, vendor, instance, operation: call.operation, durationMs, ...facts })
          if (told instanceof Promise) told.catch(() => {})
        } catch {}
      }
      try {
        const result: unknown = await next(call)
        const stale = typeof result === 'object' && result !== null && 'stale' in result && result.stale === true
        tell({ level: stale ? 'warn' : 'info', outcome: 'ok', ...(stale && { stale }) })
        return result
      } catch (error) {
        if (isMisError(error)) {
          const { code, attempts, status } = error
          tell({ level: 'warn', outcome: code, attempts, ...(status !== undefined && { status }) })
        } else tell({ level: 'info', outcome: 'aborted' })
        throw error
      }
    }
    return logged as Next
  }
}
