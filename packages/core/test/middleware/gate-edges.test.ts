import { describe, expect, it } from 'vitest'
import { createGate } from '../../src/middleware/gate.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const oneASecond = { requests: 1, perMs: 1_000 }
const noRate = { requests: Infinity, perMs: 1 }
/** Whether it has come already; later steps of the loop do not count. */
async function isOpen(turn: Promise<void>): Promise<boolean> {
  let open = false
  void turn.then(() => {
    open = true
  })
  await Promise.resolve()
  return open
}

describe('a gate', () => {
  it('lets in at once who comes to wait at an open one', async () => {
    const { runtime, sleepers } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 1, ...noRate })
    expect(await isOpen(gate.wait().turn)).toBe(true)
    expect([gate.length(), sleepers(), gate.tryEnter()]).toEqual([0, 0, false])
  })

  it('takes back the place and the part of the rate of one who leaves as the turn comes', () => {
    const { runtime } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 1, ...oneASecond })
    gate.wait().quit()
    expect(gate.tryEnter()).toBe(true)
  })

  it('gives the turn of one who leaves as it comes to the next in line', async () => {
    const { runtime } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 1, ...noRate })
    const [first, second, third] = [gate.wait(), gate.wait(), gate.wait()]
    first.quit()
    expect([await isOpen(second.turn), await isOpen(third.turn), gate.length()]).toEqual([true, false, 1])
  })

  it('arms one timer for the whole line, and none once nobody waits', () => {
    const { runtime, sleepers } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 2, ...oneASecond })
    gate.tryEnter()
    const [one, other] = [gate.wait(), gate.wait()]
    expect(sleepers()).toBe(1)
    one.quit()
    expect(sleepers()).toBe(1)
    other.quit()
    expect(sleepers()).toBe(0)
  })

  it('arms none where it waits for a place and not for the rate', async () => {
    const clock = virtualRuntime()
    const gate = createGate(clock.runtime, { concurrency: 1, ...oneASecond })
    gate.tryEnter()
    const { turn } = gate.wait()
    expect(clock.sleepers()).toBe(0)
    gate.leave()
    expect(clock.sleepers()).toBe(1)
    await clock.advance(999)
    expect(await isOpen(turn)).toBe(false)
    await clock.advance(1)
    expect(await isOpen(turn)).toBe(true)
  })

  it('wakes when the rate allows the next, with what has been saved up counted in', async () => {
    const clock = virtualRuntime()
    const gate = createGate(clock.runtime, { concurrency: 2, ...oneASecond })
    gate.tryEnter()
    await clock.advance(250)
    gate.wait()
    expect(clock.dueIn()).toBe(750)
  })

  it('saves up no more than the rate, whatever is given back', () => {
    const { runtime } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 9, requests: 2, perMs: 1_000 })
    for (let times = 0; times < 3; times += 1) gate.giveBack()
    expect([gate.tryEnter(), gate.tryEnter(), gate.tryEnter()]).toEqual([true, true, false])
    gate.giveBack()
    expect(gate.tryEnter()).toBe(true)
  })

  it('lets nobody past the line, even when the rate would allow it before the timer of the line goes off', () => {
    const time = { now: 0 }
    const gate = createGate(
      { ...virtualRuntime().runtime, monotonic: () => time.now },
      { concurrency: 9, ...oneASecond },
    )
    gate.tryEnter()
    gate.wait()
    time.now = 5_000
    expect(gate.tryEnter()).toBe(false)
  })
})
