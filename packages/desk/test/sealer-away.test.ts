import { MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { type DeskEvent, plainSealer, type Sealer } from '../src/index.ts'
import { patient, scene, unavailable } from './support/scene.ts'

const minutes = 60_000
const hours = 60 * minutes

const unknownKey = () =>
  new MisError('unavailable', { operation: 'open', details: { by: 'store', retryAfterMs: null } })

/** A sealer over a key service, which can be away, altogether or for opening alone, and can forget its keys. */
function keyService() {
  let state: 'there' | 'away' | 'not opening' | 'without keys' | 'without the key that seals' = 'there'
  let asked = 0
  const ask = () => {
    asked += 1
    if (state === 'away') throw new Error('connect ECONNREFUSED')
  }
  const sealer: Sealer = {
    async seal(value, context) {
      ask()
      if (state === 'without the key that seals') throw unknownKey()
      return plainSealer.seal(value, context)
    },
    async open(bytes, context) {
      ask()
      if (state === 'not opening') throw new Error('connect ECONNREFUSED')
      if (state === 'without keys') throw unknownKey()
      return plainSealer.open(bytes, context)
    },
    async index(text) {
      ask()
      return plainSealer.index(text)
    },
  }
  return {
    sealer,
    asked: () => asked,
    become(next: typeof state) {
      state = next
    },
  }
}

const storeFailed = { code: 'unavailable', details: { by: 'store' } }
const unopenedOf = (events: readonly DeskEvent[]) => events.filter(({ why }) => why === 'unopened')

/** Two requests to one doctor wait for a MIS that is down. */
async function waiting() {
  const at = scene()
  const keys = keyService()
  let isDown = true
  const desk = at.open(
    { book: async (request, options) => (isDown ? Promise.reject(unavailable()) : at.whole.book(request, options)) },
    at.store,
    { sealer: keys.sealer },
  )
  at.startWorkers(desk)
  const book = async (reference: string, slot: typeof at.first) =>
    (await at.time.until(desk.book({ slot, patient, reference }))).status
  expect([await book('one', at.first), await book('two', at.second)]).toEqual(['queued', 'queued'])
  return {
    ...{ at, desk, keys },
    misIsBack() {
      isDown = false
    },
  }
}

describe('a sealer that is away for a while', () => {
  it('sets nothing aside: who waits keeps its place in the line, and no alarm says that its key is gone', async () => {
    const { at, keys, misIsBack } = await waiting()
    misIsBack()
    keys.become('not opening')
    await at.time.advance(hours)
    const lanes = (await at.store.intents.list({ limit: 9 })).map(({ state, lane, progress }) => [
      state,
      lane !== null,
      progress.unopened,
    ])
    expect(lanes).toEqual(Array(2).fill(['queued', true, undefined]))
    expect(at.mis.visits()).toEqual([])
    expect(unopenedOf(at.events)).toEqual([])
    keys.become('there')
    await at.time.advance(10 * minutes)
    expect(at.live().map(({ reference }) => reference)).toEqual(['one', 'two'])
    await at.end()
  })

  it('is asked for one request of a line at a time, once a lease', async () => {
    const { at, keys, misIsBack } = await waiting()
    misIsBack()
    keys.become('not opening')
    await at.time.advance(hours)
    const before = keys.asked()
    await at.time.advance(hours)
    expect(keys.asked() - before).toBeLessThanOrEqual(60)
    await at.end()
  })

  it('ends nothing: what is past its deadline has expired once it is there again', async () => {
    const { at, desk, keys } = await waiting()
    keys.become('not opening')
    await at.time.advance(72 * hours)
    expect((await at.store.intents.byReference('one'))?.state).toBe('queued')
    keys.become('there')
    await at.time.advance(10 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'expired' })
    await at.end()
  })

  it('asks nobody to find out what it can find out itself later: an unknown attempt is read back', async () => {
    const at = scene()
    const keys = keyService()
    let isBlind = true
    const desk = at.open(
      {
        findBooking: async (request, options) =>
          isBlind ? Promise.reject(unavailable()) : at.whole.findBooking(request, options),
      },
      at.store,
      { sealer: keys.sealer },
    )
    at.startWorkers(desk)
    at.mis.trouble('lost-answer')
    expect((await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))).status).toBe('checking')
    keys.become('not opening')
    isBlind = false
    await at.time.advance(72 * hours)
    expect((await at.store.intents.byReference('one'))?.state).toBe('checking')
    keys.become('there')
    await at.time.advance(10 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.mis.visits()).toHaveLength(1)
    await at.end()
  })

  it.each(['away', 'without the key that seals'] as const)(
    'does not make a request go out twice, where it is %s when the MIS has written the visit',
    async (state) => {
      const at = scene()
      const keys = keyService()
      const desk = at.open(
        {
          async book(request, options) {
            const visit = await at.whole.book(request, options)
            keys.become(state)
            return visit
          },
        },
        at.store,
        { sealer: keys.sealer },
      )
      at.startWorkers(desk)
      expect(await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))).toMatchObject({
        status: 'checking',
      })
      await at.time.advance(hours)
      keys.become('there')
      await at.time.advance(10 * minutes)
      expect(await desk.status('one')).toMatchObject({ status: 'booked' })
      expect(at.mis.visits()).toHaveLength(1)
      await at.end()
    },
  )

  it('is told like a store that is away, whatever it rejects with: nothing was received, and nothing is told wrongly', async () => {
    const at = scene()
    const keys = keyService()
    const desk = at.open({}, at.store, { sealer: keys.sealer })
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    keys.become('away')
    const refused = desk.book({ slot: at.second, patient, reference: 'two' })
    await expect(at.time.until(refused)).rejects.toMatchObject(storeFailed)
    await expect(at.time.until(refused)).rejects.not.toHaveProperty('operation', 'open')
    await expect(desk.status('one')).rejects.toMatchObject(storeFailed)
    await expect(at.time.until(desk.appointments({ patient }))).rejects.toMatchObject(storeFailed)
    expect(await desk.status('two')).toBeNull()
    keys.become('there')
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    await at.end()
  })
})

describe('a sealer of one’s own', () => {
  it('tells an unknown key by an error of the operation `open`: the request is set aside until it has the key', async () => {
    const { at, desk, keys, misIsBack } = await waiting()
    misIsBack()
    keys.become('without keys')
    await at.time.advance(hours)
    expect(unopenedOf(at.events).map(({ reference }) => reference)).toEqual(['one', 'two'])
    keys.become('there')
    await at.time.advance(10 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect(await desk.status('two')).toMatchObject({ status: 'booked' })
    await at.end()
  })
})
