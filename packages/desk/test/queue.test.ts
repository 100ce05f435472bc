import type { Slot } from '@mis/core'
import { testPatient } from '@mis/mock'
import { afterEach, describe, expect, it } from 'vitest'
import { type Clinic, clinic, patient, slotOf } from './support/clinic.ts'

let at: Clinic
afterEach(() => at.close())

const minutes = 60_000

describe('while the MIS is down', () => {
  it('a booking is received and not booked; it is booked when the MIS is back', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    at.down(true)
    const outcome = await at.time.until(desk.book({ slot: slotOf(at), patient, reference: 'one' }))
    expect(outcome).toMatchObject({ status: 'queued', ahead: 0 })
    expect(outcome.tell.ru).toContain('ещё не записаны')
    await at.time.advance(20 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'queued' })
    at.down(false)
    await at.time.advance(7 * minutes)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    expect(at.live()).toHaveLength(1)
    await stop()
  })

  it('one process dies, another one goes on with what it had received', async () => {
    at = clinic()
    at.down(true)
    const first = at.open()
    await at.time.until(first.book({ slot: slotOf(at), patient, reference: 'one' }))
    await at.time.until(first.close())
    at.down(false)
    const second = at.open()
    const stop = at.run(second)
    await at.time.advance(7 * minutes)
    expect(await second.status('one')).toMatchObject({ status: 'booked' })
    await stop()
  })

  it('what waits is tried at once when the app says that the breaker has closed', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    at.down(true)
    await at.time.until(desk.book({ slot: slotOf(at), patient, reference: 'one' }))
    at.down(false)
    await desk.wake()
    await at.time.advance(1_000)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    await stop()
  })

  it('the first answer of the MIS to anybody wakes the queue', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    at.down(true)
    await at.time.until(desk.book({ slot: slotOf(at), patient, reference: 'one' }))
    at.down(false)
    await at.time.until(desk.book({ slot: slotOf(at, 0, '2'), patient: testPatient(2) }))
    await at.time.advance(1_000)
    expect(await desk.status('one')).toMatchObject({ status: 'booked' })
    await stop()
  })

  it('a request can be withdrawn, and is never sent', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    at.down(true)
    const slot = slotOf(at)
    await at.time.until(desk.book({ slot, patient, reference: 'one' }))
    expect(await at.time.until(desk.cancel({ reference: 'one' }))).toMatchObject({
      status: 'cancelled',
      appointment: null,
    })
    at.down(false)
    await at.time.advance(30 * minutes)
    expect(at.world.appointments()).toEqual([])
    expect((await at.time.until(desk.book({ slot, patient: testPatient(2) }))).status).toBe('booked')
    await stop()
  })

  it('a time that somebody took meanwhile is not sent: refused with others', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    at.down(true)
    const slot = slotOf(at)
    await at.time.until(desk.book({ slot, patient, reference: 'one' }))
    at.world.occupy(slot.id)
    at.down(false)
    await at.time.advance(7 * minutes)
    const outcome = await at.time.until(desk.status('one'))
    expect(outcome).toMatchObject({ status: 'refused', reason: { code: 'slot-taken' } })
    expect(outcome?.status === 'refused' && outcome.alternatives.length).toBe(3)
    expect(at.server.requests().filter(({ operation }) => operation === 'book')).toEqual([])
    await stop()
  })

  it('past its deadline a request has expired and was never sent, and other times are offered', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    at.down(true)
    const until = at.time.runtime.now() + 30 * minutes
    await at.time.until(desk.book({ slot: slotOf(at), patient, reference: 'one', until }))
    await at.time.advance(40 * minutes)
    expect(await at.time.until(desk.status('one'))).toMatchObject({ status: 'expired', alternatives: [] })
    at.down(false)
    await at.time.advance(10 * minutes)
    const outcome = await at.time.until(desk.status('one'))
    expect(outcome?.status === 'expired' && outcome.alternatives.length).toBe(3)
    expect(at.world.appointments()).toEqual([])
    await stop()
  })

  it('500 requests in an hour are all received, then booked in order without a stampede', async () => {
    at = clinic()
    const desk = at.open()
    const stop = at.run(desk)
    at.down(true)
    const wanted = at.world
      .doctors()
      .filter(({ active }) => active)
      .flatMap(({ id }) => at.world.freeSlots({ doctorId: id, from: '2031-03-05' }).slice(0, 200))
      .slice(0, 500)
    expect(wanted).toHaveLength(500)
    const received: string[] = []
    for (const [index, slot] of wanted.entries()) {
      // One in ten is for a visit that nobody will wait for.
      const until = at.time.runtime.now() + (index % 10 === 0 ? 30 : 600) * minutes
      const outcome = await at.time.until(
        desk.book({ slot, patient: testPatient(index + 1), reference: `r${index}`, until }),
      )
      received.push(outcome.status)
      await at.time.advance(7_000)
    }
    expect(new Set(received)).toEqual(new Set(['queued']))
    await at.time.advance(2 * minutes)
    const before = at.server.requests().length
    expect(before).toBe(0)
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, at.server.inFlight())
    }, 1)
    at.down(false)
    await at.time.advance(30 * minutes)
    clearInterval(watch)
    const statuses = new Map<string, number>()
    for (const index of wanted.keys()) {
      const intent = await at.store.intents.byReference(`r${index}`)
      statuses.set(intent?.state ?? 'lost', (statuses.get(intent?.state ?? 'lost') ?? 0) + 1)
    }
    expect(Object.fromEntries(statuses)).toMatchObject({ done: expect.any(Number), expired: expect.any(Number) })
    expect([...statuses.values()].reduce((sum, one) => sum + one, 0)).toBe(500)
    expect((statuses.get('done') ?? 0) + (statuses.get('expired') ?? 0)).toBe(500)
    expect(statuses.get('expired')).toBeGreaterThan(20)
    expect(at.live()).toHaveLength(statuses.get('done') ?? 0)
    expect(most).toBeLessThanOrEqual(4)
    inOrderPerDoctor(at, wanted)
    await stop()
  })
})

function inOrderPerDoctor({ world }: Clinic, wanted: readonly Slot[]) {
  const made = world.appointments().map(({ slotId }) => wanted.findIndex(({ id }) => id === slotId))
  for (const doctor of new Set(wanted.map(({ doctorId }) => doctorId))) {
    const own = made.filter((index) => wanted[index]?.doctorId === doctor)
    expect(own).toEqual([...own].sort((one, other) => one - other))
  }
}
