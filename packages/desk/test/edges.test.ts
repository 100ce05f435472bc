import { createHash } from 'node:crypto'
import { MisError, on, settle, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createEvents, createSealer, handlerSink, memoryStore } from '../src/index.ts'
import { dyingStore } from './support/crash.ts'
import { patient, scene, unavailable } from './support/scene.ts'
import { virtualTime } from './support/virtual-time.ts'

const minutes = 60_000
const hours = 60 * minutes
const key = (id: string) => ({ id, key: new Uint8Array(createHash('sha256').update(id).digest()) })
const indexKey = new Uint8Array(32).fill(9)

describe("a patient's visits, one of them with a key that is gone", () => {
  it('are shown but for that one, and how many those are', async () => {
    const at = scene()
    const sealer = createSealer({ keys: [key('old')], indexKey })
    const desk = at.open({ listAppointments: () => Promise.reject(unavailable()) }, at.store, { sealer })
    const book = (reference: string, slot: typeof at.first) => at.time.until(desk.book({ slot, patient, reference }))
    await book('one', at.first)
    sealer.add(key('new'))
    sealer.remove('old')
    await book('two', at.second)
    const listed = await at.time.until(desk.appointments({ patient }))
    expect(listed.items.map(({ start }) => start)).toEqual([at.second.start])
    expect(listed.unopened).toBe(1)
    sealer.add(key('old'), 'open')
    expect(await at.time.until(desk.appointments({ patient }))).toMatchObject({ items: [{}, {}], unopened: 0 })
    await at.end()
  })
})

describe('a request whose key is gone', () => {
  /** One request waits for the MIS, and its key is taken away; another one stands behind it. */
  async function withoutKey() {
    const at = scene()
    const sealer = createSealer({ keys: [key('old')], indexKey })
    let isDown = true
    const bent: Parameters<typeof at.open>[0] = {
      book: async (request, options) => (isDown ? Promise.reject(unavailable()) : at.whole.book(request, options)),
    }
    const desk = at.open(bent, at.store, { sealer })
    at.startWorkers(desk)
    const book = async (reference: string, slot = at.first) =>
      (await at.time.until(desk.book({ slot, patient, reference }))).status
    expect(await book('one')).toBe('queued')
    sealer.add(key('new'))
    sealer.remove('old')
    expect(await book('two', at.second)).toBe('queued')
    isDown = false
    const alarms = async () => {
      const told = await at.store.outbox.list(0, 100)
      const opened = await Promise.all(
        told.map(({ id, body }) => sealer.open(body, `outbox.body/${id}`).catch(() => {})),
      )
      return opened.filter((event) => (event as { readonly type?: string } | undefined)?.type === 'alarm')
    }
    return { at, desk, sealer, book, alarms }
  }

  it('is set aside where an operator sees it, and those behind it are booked', async () => {
    const { at, desk, alarms } = await withoutKey()
    await at.time.advance(hours)
    expect(await desk.status('two')).toMatchObject({ status: 'booked' })
    expect(await desk.status('one')).toMatchObject({ status: 'queued' })
    expect(await alarms()).toMatchObject([{ reference: 'one', why: 'unopened' }])
    await at.end()
  })

  it('is booked when the key is given again: nothing was lost', async () => {
    const { at, desk, sealer } = await withoutKey()
    await at.time.advance(hours)
    sealer.add(key('old'), 'open')
    await desk.wake()
    await at.time.advance(minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.live()).toHaveLength(2)
    await at.end()
  })

  it('has expired where the key does not come in time, and its status says so', async () => {
    const { at, desk } = await withoutKey()
    await at.time.advance(72 * hours)
    expect(await desk.status('one')).toMatchObject({ status: 'expired', alternatives: [] })
    expect(at.live()).toHaveLength(1)
    await at.end()
  })

  it('is not sent again where its process died while sending: it is read back with the key', async () => {
    const at = scene()
    const sealer = createSealer({ keys: [key('old')], indexKey })
    const dying = dyingStore(at.store, { method: 'advance', state: 'done', when: 'before' })
    at.open({}, dying.store, { sealer })
      .book({ slot: at.first, patient, reference: 'one' })
      .catch(() => {})
    await at.time.advance(minutes)
    expect(dying.isDead()).toBe(true)
    sealer.add(key('new'))
    sealer.remove('old')
    const heir = at.open({}, at.store, { sealer })
    at.startWorkers(heir)
    await at.time.advance(hours)
    expect(await heir.status('one')).toMatchObject({ status: 'checking' })
    sealer.add(key('old'), 'open')
    await at.time.advance(10 * minutes)
    expect(await heir.status('one')).toMatchObject({ status: 'booked' })
    expect(at.live()).toHaveLength(1)
  })

  it('needs a person where an attempt of it may have gone through', async () => {
    const at = scene()
    const sealer = createSealer({ keys: [key('old')], indexKey })
    const blind = { findBooking: async () => Promise.reject(unavailable()) }
    const desk = at.open(blind, at.store, { sealer })
    at.startWorkers(desk)
    at.mis.trouble('lost-answer')
    expect((await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))).status).toBe('checking')
    sealer.add(key('new'))
    sealer.remove('old')
    await at.time.advance(hours)
    expect(await desk.status('one')).toMatchObject({ status: 'checking' })
    await at.time.advance(72 * hours)
    expect(await desk.status('one')).toMatchObject({ status: 'needs-person', why: 'unopened' })
    expect(at.live()).toHaveLength(1)
    await at.end()
  })
})

describe('an event whose key is gone', () => {
  it('becomes a dead letter, those behind it arrive, and with the key it can be sent again', async () => {
    const time = virtualTime()
    const store = memoryStore({ runtime: time.runtime })
    const sealer = createSealer({ keys: [key('old')], indexKey })
    const happen = async (id: string) => {
      const body = await sealer.seal({ id }, `outbox.body/${id}`)
      await store.outbox.append([{ id, type: 'booked', instance: 'clinic', subject: id, body }])
    }
    await happen('one')
    sealer.add(key('new'))
    sealer.remove('old')
    await happen('two')
    const arrived: string[] = []
    const sink = { ...handlerSink('app', ({ id }) => arrived.push(id)), batch: 10 }
    const events = createEvents({ store, sealer, sinks: [sink], runtime: time.runtime })
    const stop = new AbortController()
    const running = events.run({ signal: stop.signal })
    await time.advance(5 * minutes)
    expect(arrived).toEqual(['two'])
    expect(await events.deadLetters('app')).toMatchObject([{ eventId: 'one', why: 'unopened' }])
    sealer.add(key('old'), 'open')
    expect(await events.replay({ sink: 'app', id: 'one' })).toBe(1)
    expect(arrived).toEqual(['two', 'one'])
    expect(await events.deadLetters('app')).toEqual([])
    stop.abort()
    await time.until(running)
  })
})

describe('a move that waits for a MIS that cannot move, while its visit is cancelled', () => {
  async function waitingMove() {
    const at = scene()
    let isDown = false
    const down =
      <I extends unknown[], O>(run: (...input: I) => Promise<O>) =>
      async (...input: I) =>
        isDown ? Promise.reject(unavailable()) : run(...input)
    const desk = at.open({
      book: down(at.whole.book),
      listSlots: down(at.whole.listSlots),
      cancel: down(at.whole.cancel),
    })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    isDown = true
    const move = { reference: 'one', slot: at.second, moveReference: 'move' }
    expect((await at.time.until(desk.reschedule(move))).status).toBe('queued')
    return {
      ...{ at, desk },
      async back() {
        isDown = false
        await at.time.advance(2 * hours)
      },
    }
  }

  it('at the reception, is refused: nobody is booked who wanted nothing more', async () => {
    const { at, desk, back } = await waitingMove()
    at.mis.cancelAtReception(at.mis.visits()[0]?.id ?? '')
    await back()
    const outcome = await desk.status('move')
    expect(outcome).toMatchObject({ status: 'refused', reason: { code: 'not-found' } })
    expect(at.live()).toEqual([])
    await at.end()
  })

  it('by the patient, is refused as well', async () => {
    const { at, desk, back } = await waitingMove()
    expect((await at.time.until(desk.cancel({ reference: 'one' }))).status).toBe('queued')
    await back()
    expect(await desk.status('one')).toMatchObject({ status: 'cancelled' })
    expect(await desk.status('move')).toMatchObject({ status: 'refused', reason: { code: 'not-found' } })
    expect(at.live()).toEqual([])
    await at.end()
  })
})

describe('an adapter that reads back itself, by the layer `settle`', () => {
  it('is believed: what it found absent after the quiet period is looked for once more, not all over again', async () => {
    const at = scene()
    const asked: number[] = []
    const seen = on('findBooking', (next) => (call) => {
      asked.push(at.time.elapsed())
      return next(call)
    })
    const desk = at.open(wrap(at.whole, [settle(), seen]), at.store, { attemptMs: 10_000 })
    at.startWorkers(desk)
    at.mis.trouble('lost-request')
    const outcome = await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    expect(outcome.status).toBe('booked')
    // Its quiet period is three seconds.
    const after = asked.filter((ms) => ms > 3_000)
    expect(after.length).toBe(2)
    expect(at.time.elapsed()).toBeLessThan(6_000)
    expect(at.live()).toHaveLength(1)
    await at.end()
  })
})

describe('the old visit of a move in two steps', () => {
  it('that the MIS no longer knows is gone, which is what was wanted', async () => {
    const at = scene('patient')
    const desk = at.open({ cancel: async () => Promise.reject(new MisError('not-found', { details: {} })) })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const move = desk.reschedule({ reference: 'one', slot: at.second, moveReference: 'move' })
    expect(await at.time.until(move)).toMatchObject({ status: 'moved', old: 'gone' })
    expect(at.events.map(({ type }) => type)).not.toContain('alarm')
    // Asked for once more it is the same move.
    const again = desk.reschedule({ reference: 'one', slot: at.second, moveReference: 'move' })
    expect(await at.time.until(again)).toMatchObject({ status: 'moved', old: 'gone' })
    expect(at.mis.visits()).toHaveLength(2)
    await at.end()
  })

  it('that is cancelled already is not moved: nobody books it anew', async () => {
    const at = scene()
    const desk = at.open()
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    await at.time.until(desk.cancel({ reference: 'one' }))
    await expect(desk.reschedule({ reference: 'one', slot: at.second })).rejects.toMatchObject({
      details: { fields: ['reference'] },
    })
    expect(at.live()).toEqual([])
    await at.end()
  })
})

describe('the name of a move', () => {
  it('is checked like that of a booking, before anything is written down', async () => {
    const at = scene()
    const desk = at.open()
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    for (const moveReference of ['', 'с кириллицей', 'x'.repeat(65)])
      await expect(desk.reschedule({ reference: 'one', slot: at.second, moveReference })).rejects.toMatchObject({
        code: 'invalid-request',
        details: { fields: ['moveReference'] },
      })
    expect(await at.store.intents.list({ limit: 10 })).toHaveLength(1)
    await at.end()
  })
})
