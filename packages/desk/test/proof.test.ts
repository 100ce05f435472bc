import { describe, expect, it } from 'vitest'
import { createDesk, type DeskEvent, memoryStore } from '../src/index.ts'
import { carelessMis, type Trouble } from './support/careless-mis.ts'
import { virtualTime } from './support/virtual-time.ts'

const minutes = 60_000

/** One desk before a MIS that proves a booking in one way only. */
function open(proof: 'reference' | 'patient' | 'slot') {
  const time = virtualTime()
  const mis = carelessMis(time.runtime, proof)
  const store = memoryStore({ runtime: time.runtime })
  const desk = createDesk({ adapter: mis.adapter(), store, runtime: time.runtime, attemptMs: 1_000 })
  const events: DeskEvent[] = []
  desk.on((event) => events.push(event))
  const stop = new AbortController()
  const running = desk.run({ signal: stop.signal })
  const [first, second] = mis.slots
  if (first === undefined || second === undefined) throw new Error('there are four slots')
  return {
    time,
    mis,
    store,
    desk,
    first,
    second,
    told: () => events.map(({ type, why }) => (why === undefined ? type : `${type}: ${why}`)),
    async book(...troubles: readonly Trouble[]) {
      for (const trouble of troubles) mis.trouble(trouble)
      const request = { slot: first, patient: { lastName: 'Первова' }, reference: 'one' }
      const outcome = await time.until(desk.book(request))
      await time.advance(10 * minutes)
      return outcome
    },
    async end() {
      stop.abort()
      await time.until(running)
      await time.until(desk.close())
      expect(time.sleepers()).toBe(0)
    },
  }
}

describe('an unknown booking where the MIS cannot be asked for a reference', () => {
  it('is found in the list of the patient', async () => {
    const at = open('patient')
    await at.book('lost-answer')
    expect(await at.desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.mis.visits()).toHaveLength(1)
    await at.end()
  })

  it('is sent again once the list has twice not shown it after the quiet period', async () => {
    const at = open('patient')
    expect((await at.book('lost-request')).status).toBe('booked')
    expect(at.mis.visits()).toHaveLength(1)
    expect(at.told()).toEqual(['checking', 'booked'])
    await at.end()
  })
})

describe('an unknown booking where only free times can be read', () => {
  it('is sent again where the time has stayed free', async () => {
    const at = open('slot')
    await at.book('lost-request')
    expect(await at.desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.mis.visits()).toHaveLength(1)
    await at.end()
  })

  it('needs a person where the time is gone, who then says what is there', async () => {
    const at = open('slot')
    await at.book('lost-answer')
    expect(await at.desk.status('one')).toMatchObject({ status: 'needs-person' })
    expect(at.told()).toEqual(['checking', 'needs-person: unknown'])
    const again = await at.time.until(
      at.desk.book({ slot: at.first, patient: { lastName: 'Первова' }, reference: 'two' }),
    )
    expect(again).toMatchObject({ status: 'needs-person', reference: 'one' })
    const [visit] = at.mis.visits()
    if (visit === undefined) throw new Error('the visit is there')
    const { patientName: _name, ...appointment } = visit
    expect(await at.desk.resolve('one', { appointment })).toMatchObject({ status: 'booked' })
    await expect(at.desk.resolve('one', { appointment: null })).rejects.toMatchObject({ code: 'invalid-request' })
    expect(at.mis.visits()).toHaveLength(1)
    await at.end()
  })

  it('and where the person finds nothing, the patient may book again', async () => {
    const at = open('slot')
    await at.book('lost-answer')
    const [visit] = at.mis.visits()
    if (visit !== undefined) at.mis.cancelAtReception(visit.id)
    expect(await at.desk.resolve('one', { appointment: null })).toMatchObject({ status: 'refused' })
    const request = { slot: at.first, patient: { lastName: 'Первова' }, reference: 'two' }
    expect(await at.time.until(at.desk.book(request))).toMatchObject({ status: 'booked' })
    await at.end()
  })
})

describe('a MIS that wrote one request twice', () => {
  it('keeps the first visit; the other is cancelled, and the operator hears of it', async () => {
    const at = open('reference')
    await at.book('written-twice')
    expect(await at.desk.status('one')).toMatchObject({ status: 'booked', appointment: { id: '501' } })
    expect(at.mis.live('one').map(({ id }) => id)).toEqual(['501'])
    expect(at.told()).toEqual(['checking', 'booked', 'alarm: duplicate', 'cancelled'])
    await at.end()
  })
})

describe('a move where the MIS cannot move', () => {
  it('books the new time first and cancels the old one after', async () => {
    const at = open('reference')
    await at.book()
    const outcome = await at.time.until(
      at.desk.reschedule({ reference: 'one', slot: at.second, moveReference: 'move' }),
    )
    expect(outcome).toMatchObject({ status: 'moved', old: 'gone', appointment: { start: at.second.start } })
    expect(at.mis.visits().map(({ status }) => status)).toEqual(['cancelled', 'booked'])
    expect(await at.desk.status('one')).toMatchObject({ status: 'cancelled' })
    await at.end()
  })

  it('whose new booking lost its answer is read back before the old one is touched', async () => {
    const at = open('reference')
    await at.book()
    at.mis.trouble('lost-answer')
    const outcome = await at.time.until(at.desk.reschedule({ reference: 'one', slot: at.second }))
    expect(outcome).toMatchObject({ status: 'moved' })
    expect(at.mis.visits().map(({ status }) => status)).toEqual(['cancelled', 'booked'])
    await at.end()
  })

  it('is asked for the patient where the visit was booked elsewhere', async () => {
    const at = open('reference')
    const appointment = { id: '900', clinicId: '1', doctorId: '7', start: at.first.start }
    await expect(at.desk.reschedule({ appointment, slot: at.second })).rejects.toMatchObject({
      code: 'invalid-request',
      details: { fields: ['patient'] },
    })
    await at.end()
  })
})
