import { recommended, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createVirtualClock, createWorld, fakeDialect, fakeMis, inProcess, testPatient } from '../src/index.ts'

const never = new AbortController().signal

describe('a virtual clock', () => {
  it('stands still until it is told to move, and wakes sleepers in the order of their times', async () => {
    const clock = createVirtualClock()
    const woken: string[] = []
    const { sleep, monotonic } = clock.runtime
    const nap = (name: string, ms: number) => sleep(ms, never).then(() => woken.push(`${name} at ${monotonic()}`))
    const naps = [nap('late', 3_000), nap('early', 1_000).then(() => nap('again', 500))]
    await clock.advance(999)
    expect(woken).toEqual([])
    await clock.advance(2_001)
    await Promise.all(naps)
    expect(woken).toEqual(['early at 1000', 'again at 1500', 'late at 3000'])
    expect(new Date(clock.now()).toISOString()).toBe('2031-03-03T05:00:03.000Z')
    expect(clock.sleepers()).toBe(0)
  })

  it('lets a sleeper go who is aborted', async () => {
    const clock = createVirtualClock()
    const giving = new AbortController()
    const sleep = clock.runtime.sleep(1_000, giving.signal)
    giving.abort('enough')
    await expect(sleep).rejects.toBe('enough')
    expect(clock.sleepers()).toBe(0)
    await expect(clock.runtime.sleep(1, giving.signal)).rejects.toBe('enough')
  })

  it('draws the same chance and the same ids in every run', () => {
    const drawn = (seed?: number) => {
      const { random, id } = createVirtualClock(seed === undefined ? {} : { seed }).runtime
      return [random(), random(), id(), id()]
    }
    expect(drawn()).toEqual(drawn())
    expect(drawn(2)).not.toEqual(drawn())
  })

  it('refuses to go back, and to start at no time', async () => {
    await expect(createVirtualClock().advance(-1)).rejects.toThrow(RangeError)
    expect(() => createVirtualClock({ startsAt: '2031-03-03' })).toThrow(RangeError)
  })

  it('drives deadlines and retries of a wrapped adapter over a mock in process', async () => {
    const clock = createVirtualClock()
    const world = createWorld({ now: clock.now })
    const server = inProcess(fakeDialect(world), {
      faults: [{ when: { operation: 'listDoctors' }, times: 1, fault: 'stall' }],
    })
    const mis = wrap(fakeMis(world, { server, runtime: clock.runtime }), recommended())
    const call = mis.listDoctors({})
    await clock.advance(8_000) // the stalled attempt
    await clock.advance(60_000) // the pause before the next one
    expect((await call).items.length).toBeGreaterThan(0)
    const { slots } = await mis.listSlots({ doctorId: '1', from: '2031-03-04', to: '2031-03-04' })
    const [slot] = slots
    if (!slot) throw new Error('nothing is free')
    await mis.book({ slot, patient: testPatient(1) })
    expect(world.appointments()).toHaveLength(1)
    await mis.close()
    await server.close()
  })
})
