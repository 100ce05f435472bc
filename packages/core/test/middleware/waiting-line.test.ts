import { describe, expect, it } from 'vitest'
import { createWaitingLine } from '../../src/middleware/waiting-line.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const oneASecond = { requests: 1, perMs: 1_000 }
const noRate = { requests: Infinity, perMs: 1 }
const nobody = new AbortController().signal
/** A place without a deadline that nobody leaves. */
const waitAt = (line: ReturnType<typeof createWaitingLine>) => line.wait(Infinity, nobody)
/** Whether it has come already; later steps of the loop do not count. */
async function isOpen(turn: Promise<boolean>): Promise<boolean> {
  let open = false
  void turn.then((isInside) => {
    open = isInside
  })
  await Promise.resolve()
  return open
}

describe('a waiting line', () => {
  it('lets in at once who comes to wait at an open one', async () => {
    const { runtime, sleepers } = virtualRuntime()
    const line = createWaitingLine(runtime, { concurrency: 1, ...noRate })
    expect(await isOpen(waitAt(line))).toBe(true)
    expect([line.length(), sleepers(), line.tryEnter()]).toEqual([0, 0, false])
  })

  it('turns away at once who has left already', async () => {
    const { runtime, sleepers } = virtualRuntime()
    const line = createWaitingLine(runtime, { concurrency: 1, ...noRate })
    await expect(line.wait(1_000, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    expect([line.length(), sleepers(), line.tryEnter()]).toEqual([0, 0, true])
  })

  it('gives the turn of one who leaves the line to the next', async () => {
    const { runtime } = virtualRuntime()
    const line = createWaitingLine(runtime, { concurrency: 1, ...noRate })
    const leaving = new AbortController()
    line.tryEnter()
    const first = line.wait(Infinity, leaving.signal)
    const [second, third] = [waitAt(line), waitAt(line)]
    leaving.abort(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    line.leave()
    expect([await isOpen(second), await isOpen(third), line.length()]).toEqual([true, false, 1])
  })

  it('sends away who has no more time, at its very moment, and arms its timer for the next of them', async () => {
    const clock = virtualRuntime()
    const line = createWaitingLine(clock.runtime, { concurrency: 1, ...noRate })
    line.tryEnter()
    const [late, early] = [line.wait(700, nobody), line.wait(300, nobody)]
    expect([clock.sleepers(), clock.dueIn()]).toEqual([1, 300])
    await clock.advance(300)
    expect(await early).toBe(false)
    expect([line.length(), clock.sleepers(), clock.dueIn()]).toEqual([1, 1, 400])
    await clock.advance(400)
    expect(await late).toBe(false)
    line.leave()
    expect([line.length(), clock.sleepers()]).toEqual([0, 0])
  })

  it('leaves a caller inside alone when it leaves or its time is up: that is for others to see', async () => {
    const clock = virtualRuntime()
    const line = createWaitingLine(clock.runtime, { concurrency: 1, ...noRate })
    const leaving = new AbortController()
    expect(await line.wait(100, leaving.signal)).toBe(true)
    leaving.abort()
    await clock.advance(200)
    expect(line.tryEnter()).toBe(false)
    line.leave()
    expect([line.tryEnter(), clock.sleepers()]).toEqual([true, 0])
  })

  it('arms one timer for the rate of the whole line, and none once nobody waits or is inside', async () => {
    const { runtime, sleepers } = virtualRuntime()
    const line = createWaitingLine(runtime, { concurrency: 2, ...oneASecond })
    const leaving = new AbortController()
    line.tryEnter()
    const both = [line.wait(Infinity, leaving.signal), line.wait(Infinity, leaving.signal)]
    expect(sleepers()).toBe(1)
    leaving.abort(new Error('gone'))
    await Promise.allSettled(both)
    line.leave()
    expect(sleepers()).toBe(0)
  })

  it('arms none where it waits for a place and not for the rate', async () => {
    const clock = virtualRuntime()
    const line = createWaitingLine(clock.runtime, { concurrency: 1, ...oneASecond })
    line.tryEnter()
    const turn = waitAt(line)
    expect(clock.sleepers()).toBe(0)
    line.leave()
    expect(clock.sleepers()).toBe(1)
    await clock.advance(999)
    expect(await isOpen(turn)).toBe(false)
    await clock.advance(1)
    expect(await isOpen(turn)).toBe(true)
  })

  it('wakes when the rate allows the next, with what has been saved up counted in', async () => {
    const clock = virtualRuntime()
    const line = createWaitingLine(clock.runtime, { concurrency: 2, ...oneASecond })
    line.tryEnter()
    await clock.advance(250)
    void waitAt(line)
    expect(clock.dueIn()).toBe(750)
  })

  it('saves up no more than the rate, whatever is given back', () => {
    const { runtime } = virtualRuntime()
    const line = createWaitingLine(runtime, { concurrency: 9, requests: 2, perMs: 1_000 })
    for (let times = 0; times < 3; times += 1) line.giveBack()
    expect([line.tryEnter(), line.tryEnter(), line.tryEnter()]).toEqual([true, true, false])
    line.giveBack()
    expect(line.tryEnter()).toBe(true)
  })

  it('lets nobody past the line, even when the rate would allow it before the timer of the line goes off', () => {
    const time = { now: 0 }
    const line = createWaitingLine(
      { ...virtualRuntime().runtime, monotonic: () => time.now },
      { concurrency: 9, ...oneASecond },
    )
    line.tryEnter()
    void waitAt(line)
    time.now = 5_000
    expect(line.tryEnter()).toBe(false)
  })
})
