import type { Runtime } from '@mis/core'
import { UsageError } from '../usage-error.ts'

const usualStart = '2031-03-03T05:00:00Z'

/**
 * A clock that begins at `start` and goes `speed` times as fast as ours. `now` begins today. Default: Monday,
 * 3 March 2031, 08:00 in Moscow. Throws a `UsageError` where `start` is no instant.
 */
export function worldClock(start: string | undefined, speed: number, runtime: Runtime): () => number {
  const begun = start === 'now' ? runtime.now() : Date.parse(start ?? usualStart)
  if (
    Number.isNaN(begun) ||
    (start !== undefined && start !== 'now' && !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(start))
  )
    throw new UsageError(`--clock ${start}: expected now, or an instant such as ${usualStart}`)
  const asked = runtime.monotonic()
  return () => Math.round(begun + (runtime.monotonic() - asked) * speed)
}
