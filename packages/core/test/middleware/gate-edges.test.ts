import { describe, expect, it } from 'vitest'
import { createGate } from '../../src/middleware/gate.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const oneASecond = { requests: 1, perMs: 1_000 }
const noRate = { requests: Infinity, perMs: 1 }
const nobody = new AbortController().signal
/** A place without a deadline that nobody leaves. */
const waitAt = (gate: ReturnType<typeof createGate>) => gate.wait(Infinity, nobody)
/** Whether it has come already; later steps of the loop do not count. */
async function isOpen(turn: Promise<boolean>): Promise<boolean> {
  let open = false
  void turn.then((isInside) => {
    open = isInside
  })
  await Promise.resolve()
  return open
}

describe('a gate', () => {
  it('lets in at once who comes to wait at an open one', async () => {
    const { runtime, sleepers } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 1, ...noRate })
    expect(await isOpen(waitAt(gate))).toBe(true)
    expect([gate.length(), sleepers(), gate.tryEnter()]).toEqual([0, 0, false])
  })

  it('turns away at once who has left already', async () => {
    const { runtime, sleepers } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 1, ...noRate })
    await expect(gate.wait(1_000, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    expect([gate.length(), sleepers(), gate.tryEnter()]).toEqual([0, 0, true])
  })

  it('gives the turn of one who leaves the line to the next', async () => {
    const { runtime } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 1, ...noRate })
    const leaving = new AbortController()
    gate.tryEnter()
    const first = gate.wait(Infinity, leaving.signal)
    const [second, third] = [waitAt(gate), waitAt(gate)]
    leaving.abort(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    gate.leave()
    expect([await isOpen(second), await isOpen(third), gate.length()]).toEqual([true, false, 1])
  })

  it('sends away who has no more time, at its very moment, and arms its timer for the next of them', async () => {
    const clock = virtualRuntime()
    const gate = createGate(clock.runtime, { concurrency: 1, ...noRate })
    gate.tryEnter()
    const [late, early] = [gate.wait(700, nobody), gate.wait(300, nobody)]
    expect([clock.sleepers(), clock.dueIn()]).toEqual([1, 300])
    await clock.advance(300)
    expect(await early).toBe(false)
    expect([gate.length(), clock.sleepers(), clock.dueIn()]).toEqual([1, 1, 400])
    await clock.advance(400)
    expect(await late).toBe(false)
    gate.leave()
    expect([gate.length(), clock.sleepers()]).toEqual([0, 0])
  })

  it('leaves a caller inside alone when it leaves or its time is up: that is for others to see', async () => {
    const clock = virtualRuntime()
    const gate = createGate(clock.runtime, { concurrency: 1, ...noRate })
    const leaving = new AbortController()
    expect(await gate.wait(100, leaving.signal)).toBe(true)
    leaving.abort()
    await clock.advance(200)
    expect(gate.tryEnter()).toBe(false)
    gate.leave()
    expect([gate.tryEnter(), clock.sleepers()]).toEqual([true, 0])
  })

  it('arms one timer for the rate of the whole line, and none once nobody waits or is inside', async () => {
    const { runtime, sleepers } = virtualRuntime()
    const gate = createGate(runtime, { concurrency: 2, ...oneASecond })
    const leaving = new AbortController()
    gate.tryEnter()
    const both = [gate.wait(Infinity, leaving.signal), gate.wait(Infinity, leaving.signal)]
    expect(sleepers()).toBe(1)
    leaving.abort(new Error('gone'))
    await Promise.allSettled(both)
    gate.leave()
    expect(sleepers()).toBe(0)
  })

  it('arms none where it waits for a place and not for the rate', async () => {
    const clock = virtualRuntime()
    const gate = createGate(clock.runtime, { concurrency: 1, ...oneASecond })
    gate.tryEnter()
    const turn = waitAt(gate)
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
    void waitAt(gate)
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
    void waitAt(gate)
    time.now = 5_000
    expect(gate.tryEnter()).toBe(false)
  })
})
