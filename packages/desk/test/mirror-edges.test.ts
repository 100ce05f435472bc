import { type MisAdapter, MisError, on, type Runtime, wrap } from '@mis/core'
import { describe, expect, it, vi } from 'vitest'
import { createMirror, type MirrorChange, type MirrorOptions, memoryStore } from '../src/index.ts'
import { type Clinic, closed, mirrored, round } from './support/mirrored.ts'
import { slotOf, wideClinic } from './support/wide-clinic.ts'

/** One request at a time, so that a case knows which one is under way. */
const inOneLane = (clinic: Clinic, options: Partial<MirrorOptions> = {}, adapter = clinic.mis() as MisAdapter) =>
  mirrored(clinic, { concurrency: 1, ...options }, adapter)

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('a round that has ended', () => {
  it.each(['its signal aborts', 'the MIS’s adapter throws what is no error of a MIS'])(
    'writes nothing any more, where %s while an answer waits to be written',
    async (how) => {
      const clinic = wideClinic(3)
      const leaving = new AbortController()
      let asked = 0
      const adapter = wrap(clinic.mis(), [
        on('listSlots', (next) => async (call) => {
          asked += 1
          if (asked === 1) return next(call)
          if (how === 'its signal aborts') leaving.abort(new Error('gone'))
          throw new Error('gone')
        }),
      ])
      const { store, mirror } = inOneLane(clinic, {}, adapter)
      const [write, release] = [vi.spyOn(store.mirror, 'write'), vi.spyOn(store.mirror, 'release')]
      await expect(round(mirror, leaving.signal)).rejects.toThrow('gone')
      const writes = write.mock.calls.length
      await turns()
      expect(write.mock.calls.length).toBe(writes)
      expect(release).toHaveBeenCalledOnce()
    },
  )
})

describe('a round', () => {
  it('lets others have a turn after each request, of a MIS that refuses at once as well', async () => {
    const clinic = wideClinic(20)
    let isDown = false
    const refuse = new MisError('unavailable', { details: { by: 'breaker', retryAfterMs: null } })
    const adapter = wrap(clinic.mis(), [
      on('listSlots', (next) => (call) => (isDown ? Promise.reject(refuse) : next(call))),
    ])
    const { mirror } = inOneLane(clinic, {}, adapter)
    await round(mirror)
    isDown = true
    let [turns, isOver] = [0, false]
    const count = () => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    await round(mirror)
    isOver = true
    expect(turns).toBeGreaterThanOrEqual(2 * 60)
  })
})

describe('a change of the feed', () => {
  it('is acknowledged once its own day is written, whoever else reads the feed at the same time', async () => {
    const clinic = wideClinic(2)
    const acknowledged: string[] = []
    const waiting = ['1', '2']
    async function* changes(): AsyncGenerator<MirrorChange> {
      const doctorId = waiting.shift() ?? ''
      yield { doctorId, start: slotOf(doctorId, 3, 2).start }
      acknowledged.push(doctorId)
    }
    const gate = Promise.withResolvers<void>()
    const whole = memoryStore({ runtime: { now: clinic.world.now } })
    const gated: typeof whole.mirror = {
      ...whole.mirror,
      async write(...input) {
        if (isHeldUp) await gate.promise
        return whole.mirror.write(...input)
      },
    }
    let isHeldUp = false
    const { mirror } = inOneLane(clinic, { changes, store: { mirror: gated, now: whole.now } })
    await round(mirror)
    for (const { id } of clinic.doctors) clinic.take(slotOf(id, 3, 2))
    isHeldUp = true
    const pulls = Promise.all([mirror.pull(), mirror.pull()])
    await turns()
    expect(acknowledged).toEqual([])
    gate.resolve()
    expect(await pulls).toEqual([1, 1])
    expect(acknowledged.toSorted()).toEqual(['1', '2'])
  })
})

describe('what shrank', () => {
  it('of a doctor who has left is held no more', async () => {
    const clinic = wideClinic(8)
    const { store, mirror } = inOneLane(clinic)
    await round(mirror)
    for (const slot of clinic.slots('8')) clinic.take(slot)
    await round(mirror)
    expect((await store.mirror.lastRound('fake'))?.held).toEqual(['8/0', '8/1', '8/2'])
    clinic.doctors.splice(7)
    await round(mirror)
    expect((await store.mirror.lastRound('fake'))?.held).toEqual([])
  })
})

describe('the lease of a round', () => {
  it('is renewed before the first slots are asked for: the directories may have taken long', async () => {
    const clinic = wideClinic(1)
    let passed = 0
    const runtime: Partial<Runtime> = { monotonic: () => passed }
    const adapter = wrap(clinic.mis(), [
      on('listDoctors', (next) => async (call) => {
        clinic.world.advance(110_000)
        passed += 110_000
        return next(call)
      }),
      on('listSlots', (next) => async (call) => {
        clinic.world.advance(15_000)
        passed += 15_000
        expect(await store.mirror.lease('fake', 'another', 1_000)).toBe(false)
        return next(call)
      }),
    ])
    const { store, mirror } = inOneLane(clinic, { runtime }, adapter)
    await round(mirror)
    expect((await mirror.directory()).doctors).toHaveLength(1)
  })
})

describe('a round that was overtaken by another process', () => {
  it('does not take the place of the newer one', async () => {
    const clinic = wideClinic(1)
    const gate = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const slow = wrap(clinic.mis(), [
      on('listSlots', (next) => async (call) => {
        asked.resolve()
        await gate.promise
        return next(call)
      }),
    ])
    const { store, mirror } = inOneLane(clinic, {}, slow)
    const older = round(mirror)
    await asked.promise
    clinic.world.advance(121_000)
    const adapter = clinic.mis()
    closed(adapter)
    await round(createMirror({ store, adapter }))
    const newer = await store.mirror.lastRound('fake')
    gate.resolve()
    await older
    expect(newer?.asOf).toBe(clinic.world.now())
    expect(await store.mirror.lastRound('fake')).toEqual(newer)
  })
})
