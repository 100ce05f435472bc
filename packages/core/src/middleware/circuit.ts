import type { BreakerState, Verdict } from '../contract/health.ts'
import { createRolling } from '../kernel/rolling.ts'

/** When it opens, and for how long; see `BreakerOptions`. */
export interface CircuitRule {
  readonly failures: number
  readonly failureShare: number
  readonly minimumCalls: number
  readonly windowMs: number
  readonly openMs: number
  readonly probeMs: number
}

const slices = 10
const well = 0
const failed = 1

/**
 * The state of one breaker for one class of operations. Clockless: each step is told the time, and a probe that never
 * came back is noticed by whoever comes next.
 */
export function createCircuit(rule: CircuitRule, announce: (from: BreakerState, to: BreakerState) => void) {
  const recent = createRolling(2, slices, rule.windowMs / slices)
  let state: BreakerState = 'closed'
  let since = 0
  let inRow = 0
  /** Calls carry the number of the state they began in: what they bring says nothing about a later one. */
  let period = 0

  const turn = (to: BreakerState, at: number) => {
    const from = state
    state = to
    since = at
    period += 1
    if (to === 'closed') {
      inRow = 0
      recent.clear()
    }
    announce(from, to)
  }
  const giveUpProbe = (now: number) => {
    if (state === 'half-open' && now >= since + rule.probeMs) turn('open', since + rule.probeMs)
  }
  const isFailingOften = (now: number) => {
    const failures = recent.total(failed, now)
    const calls = failures + recent.total(well, now)
    return calls >= rule.minimumCalls && failures >= calls * rule.failureShare
  }
  return {
    /** The call's number for `end`, or the milliseconds until it is worth coming again. */
    admit(now: number): number | { readonly retryAfterMs: number } {
      giveUpProbe(now)
      if (state === 'half-open') return { retryAfterMs: 0 }
      const left = since + rule.openMs - now
      if (state === 'open' && left > 0) return { retryAfterMs: Math.ceil(left) }
      if (state === 'open') turn('half-open', now)
      return period
    },
    end(begun: number, verdict: Verdict, now: number) {
      if (begun !== period) return
      if (state === 'half-open') {
        if (verdict === 'failing') turn('open', now)
        // The probe's caller left: the next one may probe at once.
        else if (verdict === 'nothing') turn('open', now - rule.openMs)
        else turn('closed', now)
      } else if (verdict === 'failing') {
        inRow += 1
        recent.add(failed, now)
        if (inRow >= rule.failures || isFailingOften(now)) turn('open', now)
      } else if (verdict !== 'nothing') {
        inRow = 0
        recent.add(well, now)
      }
    },
    state(now: number): BreakerState {
      giveUpProbe(now)
      return state
    },
  }
}
