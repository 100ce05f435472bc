import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { invalid } from '../contract/check.ts'
import type { Operation } from '../contract/operations.ts'
import type { ErrorCode } from '../errors/codes.ts'
import { isMisError } from '../errors/mis-error.ts'
import { harmless } from './harmless.ts'

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
  /** Attempts made; absent where the MIS was not asked and nothing failed. */
  readonly attempts?: number
  /** Milliseconds in the waiting line, where the call stood in it. */
  readonly waitedMs?: number
  /** HTTP status of a failure, where an answer came. */
  readonly status?: number
  /** True where older data was served because the MIS could not be asked. */
  readonly stale?: true
  /** What asking after an unknown booking brought. */
  readonly settled?: 'booked' | 'absent' | 'unknown'
}
/** Takes a line; what it returns is ignored, a promise that fails included. */
export type LogSink = (entry: LogEntry) => unknown
/** pino, or any logger that takes an object and a message. It gets the entry without `time` and `level`, which are its own. */
export interface LoggerLike {
  info(facts: Omit<LogEntry, 'time' | 'level'>, message: string): unknown
  warn(facts: Omit<LogEntry, 'time' | 'level'>, message: string): unknown
}

/**
 * Tells a logger, or a function, of every call that ended. One that throws is ignored: logging never breaks a booking.
 * Throws `invalid-request` for anything that is neither.
 */
export function log(to: LogSink | LoggerLike): Middleware {
  const sink = typeof to === 'function' ? to : through(to)
  return (next, { vendor, instance, runtime }) => {
    const logged = async (call: Call): Promise<unknown> => {
      const startedAt = runtime.monotonic()
      const { trail } = call
      const tell = (facts: Pick<LogEntry, 'level' | 'outcome'> & Partial<LogEntry>) =>
        harmless(() => {
          const durationMs = Math.round(runtime.monotonic() - startedAt)
          const time = new Date(runtime.now()).toISOString()
          return sink({
            time,
            vendor,
            instance,
            operation: call.operation,
            durationMs,
            ...(trail.attempts > 0 && { attempts: trail.attempts }),
            ...(trail.waitedMs >= 1 && { waitedMs: Math.round(trail.waitedMs) }),
            ...(trail.settled && { settled: trail.settled.as }),
            ...facts,
          })
        })
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

function through(logger: LoggerLike): LogSink {
  if (typeof logger?.info !== 'function' || typeof logger.warn !== 'function')
    throw invalid(
      { log: 'must be a function, or a logger with info() and warn()' },
      { vendor: 'core', operation: 'log' },
    )
  return ({ time: _, level, ...facts }) => logger[level](facts, `${facts.vendor}.${facts.operation}: ${facts.outcome}`)
}
