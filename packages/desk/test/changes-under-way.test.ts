import { MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { dyingStore } from './support/crash.ts'
import { patient, scene, unavailable } from './support/scene.ts'

const minutes = 60_000

describe('a move in two steps', () => {
  it('whose old visit is still to go, and which is then cancelled, leaves no visit', async () => {
    const at = scene()
    let isDown = true
    const desk = at.open({
      async cancel(request, options) {
        if (isDown) throw unavailable()
        return at.whole.cancel(request, options)
      },
    })
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const move = { reference: 'one', slot: at.second, moveReference: 'move' }
    expect(await at.time.until(desk.reschedule(move))).toMatchObject({ status: 'moved', old: 'being-cancelled' })
    await at.time.until(desk.cancel({ reference: 'move' }))
    isDown = false
    await at.time.advance(15 * minutes)
    expect(at.live()).toEqual([])
    expect(await desk.status('move')).toMatchObject({ status: 'cancelled' })
    await at.end()
  })

  it('keeps one visit where the MIS wrote the new booking twice', async () => {
    const at = scene()
    const desk = at.open()
    at.startWorkers(desk)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    at.mis.trouble('written-twice')
    await at.time.until(desk.reschedule({ reference: 'one', slot: at.second, moveReference: 'move' }))
    await at.time.advance(10 * minutes)
    expect(at.live().map(({ start }) => start)).toEqual([at.second.start])
    await at.end()
  })
})

describe('a move that is withdrawn before it was made', () => {
  it('does not tell the patient that the visit is gone', async () => {
    const at = scene()
    const desk = at.open({ listSlots: async () => Promise.reject(unavailable()) })
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    at.mis.trouble('refused-connection')
    const move = { reference: 'one', slot: at.second, moveReference: 'move' }
    expect((await at.time.until(desk.reschedule(move))).status).toBe('queued')
    const outcome = await at.time.until(desk.cancel({ reference: 'move' }))
    expect(outcome).toMatchObject({ status: 'cancelled', appointment: null })
    expect(outcome.tell.ru).toContain('остаётся')
    expect(at.live()).toHaveLength(1)
    await at.end()
  })
})

describe('a cancellation asked for', () => {
  it('while another process sends the move takes effect once the move stands', async () => {
    const at = scene()
    const release = Promise.withResolvers<void>()
    let sent = 0
    const desk = at.open({
      async book(request, options) {
        sent += 1
        if (sent > 1) await release.promise
        return at.whole.book(request, options)
      },
    })
    const other = at.open()
    at.startWorkers(other)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const moving = desk.reschedule({ reference: 'one', slot: at.second, moveReference: 'move' })
    await at.time.settle()
    await at.time.until(other.cancel({ reference: 'move' }))
    release.resolve()
    await at.time.until(moving)
    await at.time.advance(10 * minutes)
    expect(at.live()).toEqual([])
    await at.end()
  })

  it('while a booking is sent is not lost where the process dies as it is booked', async () => {
    const at = scene()
    const dying = dyingStore(at.store, { method: 'advance', state: 'done', when: 'after' })
    const victim = at.open({}, dying.store)
    const survivor = at.open()
    victim.book({ slot: at.first, patient, reference: 'one' }).catch(() => {})
    await at.time.settle()
    await at.time.until(survivor.cancel({ reference: 'one' }))
    await at.time.advance(200)
    expect(dying.isDead()).toBe(true)
    at.startWorkers(survivor)
    await at.time.advance(10 * minutes)
    expect(at.live()).toEqual([])
    expect(await survivor.status('one')).toMatchObject({ status: 'cancelled' })
  })
})

describe('a cancellation that the MIS fails on each time', () => {
  const failing = { cancel: async () => Promise.reject(new MisError('outcome-unknown', { details: { sentAt: 0 } })) }
  const foreign = (id: string, start: string) => ({ id, clinicId: '1', doctorId: '7', start })

  it("does not hold up its doctor's bookings", async () => {
    const at = scene()
    const desk = at.open(failing)
    at.startWorkers(desk)
    await at.time.until(desk.cancel({ appointment: foreign('900', at.third.start) }))
    const outcome = await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    expect(outcome).toMatchObject({ status: 'booked' })
    expect(at.events.filter(({ kind, type }) => kind === 'cancel' && type === 'queued')).toHaveLength(1)
    await at.end()
  })

  it('needs a person when the visit begins: nobody knows whether it was cancelled', async () => {
    const at = scene()
    const desk = at.open(failing)
    at.startWorkers(desk)
    const soon = new Date(at.time.runtime.now() + 30 * minutes).toISOString().replace('Z', '+00:00')
    const { reference } = await at.time.until(desk.cancel({ appointment: foreign('900', soon) }))
    await at.time.advance(60 * minutes)
    expect(await desk.status(reference)).toMatchObject({ status: 'needs-person' })
    await at.end()
  })
})

describe('a word of the MIS that was asked for while a change was on its way', () => {
  const gate = (at: ReturnType<typeof scene>) => {
    const release = Promise.withResolvers<void>()
    const desk = at.open({
      async cancel(request, options) {
        await release.promise
        return at.whole.cancel(request, options)
      },
    })
    return { desk, release }
  }

  it('does not make a cancelled visit look booked', async () => {
    const at = scene()
    const { desk, release } = gate(at)
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    const cancelling = desk.cancel({ reference: 'one' })
    await at.time.advance(100)
    await at.time.until(desk.appointments({ patient }))
    release.resolve()
    expect(await at.time.until(cancelling)).toMatchObject({ status: 'cancelled' })
    expect(await desk.status('one')).toMatchObject({ status: 'cancelled' })
    await at.end()
  })
})
