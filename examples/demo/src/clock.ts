import type { Runtime } from '@mis/core'

/** A clock that runs as fast as the real one, starts when told and can skip ahead. */
export interface Clock extends Pick<Runtime, 'now' | 'monotonic'> {
  skip(milliseconds: number): void
}

export function createClock(startsAt: string): Clock {
  const begun = performance.now()
  let skipped = 0
  const passed = (): number => performance.now() - begun + skipped
  return {
    now: () => Date.parse(startsAt) + Math.floor(passed()),
    monotonic: passed,
    skip(milliseconds) {
      skipped += milliseconds
    },
  }
}
