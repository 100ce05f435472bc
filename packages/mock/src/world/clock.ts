import type { WorldOptions } from './types.ts'

/** The world's time: somebody's clock plus whatever it was moved forward. */
export interface WorldClock {
  now(): number
  advance(milliseconds: number): void
}

/** A fixed moment where the caller gave a moment, a running clock where the caller gave one. */
export function makeClock(start: NonNullable<WorldOptions['now']>): WorldClock {
  const base = typeof start === 'function' ? start : constant(start)
  let moved = 0
  return {
    now: () => base() + moved,
    advance(milliseconds) {
      if (!(milliseconds >= 0 && milliseconds < Infinity)) {
        throw new RangeError('world.advance: give a number of milliseconds that is not negative')
      }
      moved += milliseconds
    },
  }
}

function constant(start: string | number): () => number {
  const moment = typeof start === 'string' ? Date.parse(start) : start
  // Without an offset the moment would depend on the zone of the machine.
  const zoned = typeof start === 'number' || /(?:Z|[+-]\d\d:\d\d)$/.test(start)
  if (!Number.isFinite(moment) || !zoned) {
    throw new RangeError("createWorld: now must be epoch milliseconds or an instant such as '2031-03-03T05:00:00Z'")
  }
  return () => moment
}
