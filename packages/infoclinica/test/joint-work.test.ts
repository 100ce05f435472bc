import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createJoint } from '../src/joint-work.ts'

const never = new AbortController().signal

/** Work that ends when the test says so. */
function held<T>() {
  const runs: { signal: AbortSignal; end(value: T): void; fail(error: Error): void }[] = []
  const work = (signal: AbortSignal) =>
    new Promise<T>((resolve, reject) => {
      runs.push({ signal, end: resolve, fail: reject })
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  return { runs, work }
}

describe('work that several wait for', () => {
  it('runs once for all who come while it is under way, and anew for whoever comes later', async () => {
    const joint = createJoint<number>()
    const { runs, work } = held<number>()
    const both = Promise.all([joint(never, work), joint(never, work)])
    runs[0]?.end(1)
    expect(await both).toEqual([1, 1])
    const later = joint(never, work)
    runs[1]?.end(2)
    expect([await later, runs.length]).toEqual([2, 2])
  })

  it('fails for all alike, and is tried anew by the next', async () => {
    const joint = createJoint<number>()
    const { runs, work } = held<number>()
    const both = Promise.allSettled([joint(never, work), joint(never, work)])
    runs[0]?.fail(new Error('no'))
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const later = joint(never, work)
    runs[1]?.end(3)
    expect(await later).toBe(3)
  })

  it('goes on while anybody waits, and is given up when all have left', async () => {
    const joint = createJoint<number>()
    const { runs, work } = held<number>()
    const [one, other] = [new AbortController(), new AbortController()]
    const leaving = [joint(one.signal, work), joint(other.signal, work)].map((call) =>
      call.catch((error: unknown) => error),
    )
    one.abort('one')
    expect([await leaving[0], runs[0]?.signal.aborted]).toEqual(['one', false])
    other.abort('other')
    expect([await leaving[1], runs[0]?.signal.aborted]).toEqual(['other', true])
    const next = joint(never, work)
    runs[1]?.end(4)
    expect(await next).toBe(4)
  })

  it('is not begun for whoever has left already, and leaves no listener behind', async () => {
    const joint = createJoint<number>()
    const { runs, work } = held<number>()
    await expect(joint(AbortSignal.abort('gone'), work)).rejects.toBe('gone')
    expect(runs).toEqual([])
    const { signal } = new AbortController()
    const call = joint(signal, work)
    runs[0]?.end(5)
    await call
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
