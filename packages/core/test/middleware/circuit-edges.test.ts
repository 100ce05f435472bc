import { describe, expect, it } from 'vitest'
import { createCircuit } from '../../src/middleware/circuit.ts'

const rule = { failures: 3, failureShare: 0.5, minimumCalls: 6, windowMs: 1_000, openMs: 100, probeMs: 50 }

function circuit() {
  const turns: string[] = []
  const made = createCircuit(rule, (from, to) => turns.push(`${from} → ${to}`))
  const begin = (now: number): number => {
    const admitted = made.admit(now)
    return typeof admitted === 'number' ? admitted : expect.fail('not admitted')
  }
  const fail = (now: number) => made.end(begin(now), 'failing', now)
  return { ...made, begin, fail, turns }
}
const opened = () => {
  const made = circuit()
  for (let call = 0; call < 3; call += 1) made.fail(0)
  return made
}

describe('a circuit', () => {
  it('is not told anything by a call of before, neither while it is open nor during the probe', () => {
    const made = circuit()
    const early = [made.begin(0), made.begin(0), made.begin(0)]
    for (let call = 0; call < 3; call += 1) made.fail(0)
    made.begin(100)
    for (const call of early) made.end(call, 'failing', 110)
    expect(made.state(110)).toBe('half-open')
    for (const call of early) made.end(call, 'well', 110)
    expect(made.turns).toEqual(['closed → open', 'open → half-open'])
  })

  it('opens again for a probe that hangs, although nobody has asked for its state meanwhile', () => {
    const made = opened()
    made.begin(100)
    expect(made.admit(149)).toEqual({ retryAfterMs: 0 })
    expect(made.admit(150)).toEqual({ retryAfterMs: 100 })
    expect(made.admit(249)).toEqual({ retryAfterMs: 1 })
    made.begin(250)
    expect(made.state(250)).toBe('half-open')
  })

  it('stays open when the caller of its probe has left, and the next call is the probe', () => {
    const made = opened()
    made.end(made.begin(100), 'nothing', 120)
    expect(made.state(120)).toBe('open')
    const probe = made.begin(120)
    expect(made.turns.slice(-2)).toEqual(['half-open → open', 'open → half-open'])
    made.end(probe, 'failing', 130)
    expect(made.admit(130)).toEqual({ retryAfterMs: 100 })
  })

  it('goes on counting over calls that say nothing, and not over good ones', () => {
    for (const [verdict, state] of [
      ['nothing', 'open'],
      ['well', 'closed'],
      ['shut', 'closed'],
    ] as const) {
      const made = circuit()
      made.fail(0)
      made.fail(0)
      made.end(made.begin(0), verdict, 0)
      made.fail(0)
      expect(made.state(0)).toBe(state)
    }
  })

  it('does not take calls that say nothing for good ones', () => {
    const made = circuit()
    for (let call = 0; call < 5; call += 1) made.end(made.begin(0), 'nothing', 0)
    for (let call = 0; call < 2; call += 1) made.fail(0)
    made.end(made.begin(0), 'well', 0)
    for (let call = 0; call < 2; call += 1) made.fail(0)
    expect(made.state(0)).toBe('closed')
    made.end(made.begin(0), 'well', 0)
    made.fail(0)
    expect(made.state(0)).toBe('open')
  })
})
