import type { Middleware } from '../contract/adapter.ts'
import { invalid } from '../contract/check.ts'
import { type BreakerOptions, breaker } from './breaker.ts'
import { cache } from './cache.ts'
import type { CacheOptions } from './cache-options.ts'
import { type DeadlineOptions, deadline, type TimeoutOptions, timeout } from './deadline.ts'
import { dedupe } from './dedupe.ts'
import { type LimitOptions, limit } from './limit.ts'
import { type LoggerLike, type LogSink, log } from './log.ts'
import { type RetryOptions, retry } from './retry.ts'
import { settle } from './settle.ts'
import { split } from './split.ts'
import { type TraceOptions, trace } from './trace.ts'

/** Options of each layer, by its name; `false` leaves the layer out. `log` and `trace` are in only where given. */
export interface RecommendedOptions {
  readonly log?: LogSink | LoggerLike | false
  readonly trace?: TraceOptions | false
  readonly deadline?: DeadlineOptions | false
  readonly split?: false
  readonly cache?: CacheOptions | false
  readonly dedupe?: false
  readonly settle?: false
  readonly retry?: RetryOptions | false
  readonly limit?: LimitOptions | false
  readonly breaker?: BreakerOptions | false
  readonly timeout?: TimeoutOptions | false
}

/**
 * The stack for a clinic's site, outermost first: log → trace → deadline → split → cache → dedupe → settle → retry →
 * limit → breaker → timeout. A plain array: print it, cut it, add to it. Throws `invalid-request` naming a bad option.
 */
export function recommended(options: RecommendedOptions = {}): Middleware[] {
  const known = [
    'log',
    'trace',
    'deadline',
    'split',
    'cache',
    'dedupe',
    'settle',
    'retry',
    'limit',
    'breaker',
    'timeout',
  ]
  const unknown = Object.keys(options).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    const problems = Object.fromEntries(unknown.map((name) => [name, `is not a layer; there are ${known.join(', ')}`]))
    throw invalid(problems, { vendor: 'core', operation: 'recommended' })
  }
  const layers: readonly (readonly [string, Middleware | false])[] = [
    ['log', options.log ? log(options.log) : false],
    ['trace', options.trace ? trace(options.trace) : false],
    ['deadline', options.deadline !== false && deadline(options.deadline)],
    ['split', options.split !== false && split()],
    ['cache', options.cache !== false && cache(options.cache)],
    ['dedupe', options.dedupe !== false && dedupe()],
    ['settle', options.settle !== false && settle()],
    ['retry', options.retry !== false && retry(options.retry)],
    ['limit', options.limit !== false && limit(options.limit)],
    ['breaker', options.breaker !== false && breaker(options.breaker)],
    ['timeout', options.timeout !== false && timeout(options.timeout)],
  ]
  return layers.flatMap(([name, layer]) => (layer ? [named(name, layer)] : []))
}

/** So that a printed stack shows the layers' names. */
function named(name: string, layer: Middleware): Middleware {
  const own: Middleware = (next, host) => layer(next, host)
  return Object.defineProperty(own, 'name', { value: name })
}
