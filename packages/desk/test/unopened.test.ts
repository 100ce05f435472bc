import { createHash } from 'node:crypto'
import { MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createEvents, createReminders, createSealer, handlerSink, plainSealer } from '../src/index.ts'
import { patient, scene, unavailable } from './support/scene.ts'

const minutes = 60_000
const hours = 60 * minutes
type Scene = ReturnType<typeof scene>
const key = (id: string) => ({ id, key: new Uint8Array(createHash('sha256').update(id).digest()) })
const indexKey = new Uint8Array(32).fill(9)

describe('a desk that was given no sealer over requests that were sealed', () => {
  it('sets them aside and says what is missing; with the sealer they go on', async () => {
    const at = scene()
    const sealer = createSealer({ keys: [key('a')], indexKey })
    const down = { book: async () => Promise.reject(unavailable()) }
    const front = at.open(down, at.store, { sealer })
    await at.time.until(front.book({ slot: at.first, patient, reference: 'one' }))
    const careless = at.open()
    at.startWorkers(careless)
    await at.time.advance(hours)
    expect(at.events.filter(({ why }) => why === 'unopened')).toMatchObject([{ reference: 'one' }])
    await at.time.until(careless.close())
    at.startWorkers(at.open({}, at.store, { sealer }))
    await at.time.advance(10 * minutes)
    expect(await front.status('one')).toMatchObject({ status: 'booked' })
    await at.end()
  })

  it('is told so by `plainSealer`, and of erased data too', async () => {
    const sealed = await createSealer({ keys: [key('a')], indexKey }).seal({ lastName: 'Первова' }, 'row')
    await expect(plainSealer.open(sealed, 'row')).rejects.toMatchObject({
      code: 'bad-response',
      operation: 'open',
      message: expect.stringContaining('give the sealer that sealed them'),
    })
    await expect(plainSealer.open(new Uint8Array(), 'row')).rejects.toMatchObject({
      code: 'not-found',
      operation: 'open',
    })
  })
})

describe('our own copy of a visit whose key is gone', () => {
  /** A visit whose copy only an older key opens; its request was sealed again. */
  async function withoutCopy(bentOf: (at: Scene) => Parameters<Scene['open']>[0]) {
    const at = scene('patient')
    const sealer = createSealer({ keys: [key('a')], indexKey })
    const lost = createSealer({ keys: [key('lost')], indexKey })
    const desk = at.open(bentOf(at), at.store, { sealer })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const [visit] = at.mis.visits()
    const loseCopy = async () => {
      const row = `test/${visit?.id}`
      const copy = await at.store.appointments.get('test', visit?.id ?? '')
      const body = await lost.seal(visit, `appointments.body/${row}`)
      const value = { column: 'appointments.body', row, bytes: copy?.body ?? new Uint8Array() } as const
      expect(await at.store.privacy.replace(value, body)).toBe(true)
    }
    return { at, desk, loseCopy }
  }

  it('keeps no cancellation open that the MIS says is done', async () => {
    let isDown = true
    const { at, desk, loseCopy } = await withoutCopy(() => ({
      // The visit goes, and its answer is lost; from then on the MIS knows it no more.
      cancel: async () =>
        Promise.reject(
          isDown
            ? new MisError('outcome-unknown', { details: { sentAt: null } })
            : new MisError('not-found', { details: {} }),
        ),
    }))
    expect((await at.time.until(desk.cancel({ reference: 'one' }))).status).toBe('queued')
    await loseCopy()
    isDown = false
    await at.time.advance(hours)
    const [, cancel] = await at.store.intents.list({ limit: 9 })
    expect(cancel).toMatchObject({ kind: 'cancel', state: 'done' })
    await at.end()
  })

  it('holds up no move that waits', async () => {
    let isDown = false
    const { at, desk, loseCopy } = await withoutCopy(({ whole }) => ({
      listSlots: async (query, options) => (isDown ? Promise.reject(unavailable()) : whole.listSlots(query, options)),
      book: async (request, options) => (isDown ? Promise.reject(unavailable()) : whole.book(request, options)),
    }))
    isDown = true
    const move = { reference: 'one', slot: at.second, moveReference: 'move' }
    expect((await at.time.until(desk.reschedule(move))).status).toBe('queued')
    await loseCopy()
    isDown = false
    await at.time.advance(hours)
    expect((await at.store.intents.byReference('move'))?.state).toBe('done')
    expect(at.live().map(({ start }) => start)).toEqual([at.second.start])
    await at.end()
  })
})

describe('a booking whose key is gone, of which an event tells the reminders', () => {
  it('is a dead letter there, and the messages about the visits behind it are planned', async () => {
    const at = scene()
    const sealer = createSealer({ keys: [key('a')], indexKey })
    const lost = createSealer({ keys: [key('lost')], indexKey })
    const desk = at.open({}, at.store, { sealer })
    const book = (reference: string, slot: typeof at.first) => at.time.until(desk.book({ slot, patient, reference }))
    await book('one', at.first)
    const one = await at.store.intents.byReference('one')
    const value = { column: 'intents.body', row: one?.id ?? '', bytes: one?.body ?? new Uint8Array() } as const
    await at.store.privacy.replace(value, await lost.seal({}, `intents.body/${one?.id}`))
    await book('two', at.second)
    const phone = { name: 'phone', canReach: () => true, send: async () => {} }
    const shared = { store: at.store, sealer, runtime: at.time.runtime }
    const reminders = createReminders({ ...shared, channels: [phone], owner: 'portal' })
    const events = createEvents({ ...shared, sinks: [handlerSink('reminders', reminders.handle)] })
    const stop = new AbortController()
    const running = events.run({ signal: stop.signal })
    await at.time.advance(5 * minutes)
    expect(await events.deadLetters('reminders')).toMatchObject([{ why: 'unopened' }])
    const plannedOf = async (id: string) => (await reminders.list('test', id)).length
    const [first, second] = at.mis.visits()
    expect([await plannedOf(first?.id ?? ''), (await plannedOf(second?.id ?? '')) > 0]).toEqual([0, true])
    stop.abort()
    await at.time.until(running)
    await at.end()
  })
})
