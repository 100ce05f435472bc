import { MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createDesk } from '../src/index.ts'
import { clinic, slotOf, patient as whoever } from './support/clinic.ts'
import { scene, unavailable } from './support/scene.ts'

describe('a hold', () => {
  it('of the MIS that came too late is given back to it', async () => {
    const at = clinic()
    const mis = at.mis()
    const slow: typeof mis = {
      ...mis,
      async hold(request, options) {
        const hold = await mis.hold(request, options)
        await at.time.runtime.sleep(2_000, new AbortController().signal)
        return hold
      },
    }
    const desk = createDesk({ adapter: slow, store: at.store, runtime: at.time.runtime })
    const slot = slotOf(at)
    const outcome = await at.time.until(desk.hold({ slot, owner: 'session-1', forMs: 1_000 }))
    expect(outcome).toMatchObject({ status: 'held', hold: { kind: 'soft' } })
    await at.time.settle()
    expect(at.world.freeSlots({ doctorId: '1' }).some(({ id }) => id === slot.id)).toBe(true)
    await at.time.until(desk.close())
    await at.close()
  })

  it('of the MIS does not stand in the way of its owner, whose first booking was refused', async () => {
    const at = clinic()
    const mis = at.mis()
    let sent = 0
    const strict: typeof mis = {
      ...mis,
      async book(request, options) {
        sent += 1
        if (sent === 1) throw new MisError('rejected', { details: { reason: 'patient-not-found' } })
        return mis.book(request, options)
      },
    }
    const desk = createDesk({ adapter: strict, store: at.store, runtime: at.time.runtime })
    const held = await at.time.until(desk.hold({ slot: slotOf(at), owner: 'session-1' }))
    if (held.status !== 'held') throw new Error(held.status)
    const request = { slot: held.hold.slot, patient: whoever, owner: 'session-1' }
    expect(await at.time.until(desk.book(request))).toMatchObject({ status: 'refused' })
    expect(await at.time.until(desk.book(request))).toMatchObject({ status: 'booked' })
    await at.time.until(desk.close())
    await at.close()
  })

  it('of the MIS is given back with a booking that is withdrawn', async () => {
    const at = clinic()
    const mis = at.mis()
    const busy: typeof mis = { ...mis, book: async () => Promise.reject(unavailable()) }
    const desk = createDesk({ adapter: busy, store: at.store, runtime: at.time.runtime })
    const slot = slotOf(at)
    const held = await at.time.until(desk.hold({ slot, owner: 'session-1' }))
    if (held.status !== 'held') throw new Error(held.status)
    const request = { slot: held.hold.slot, patient: whoever, owner: 'session-1', reference: 'one' }
    expect((await at.time.until(desk.book(request))).status).toBe('queued')
    expect((await at.time.until(desk.cancel({ reference: 'one' }))).status).toBe('cancelled')
    expect(at.world.freeSlots({ doctorId: '1' }).some(({ id }) => id === slot.id)).toBe(true)
    await at.time.until(desk.close())
    await at.close()
  })

  it('is asked for whole milliseconds, or the field is named', async () => {
    const at = scene()
    const desk = at.open()
    const bad = { code: 'invalid-request', details: { fields: ['forMs'] } }
    for (const forMs of [Number.NaN, -1, 0, Infinity])
      await expect(desk.hold({ slot: at.first, owner: 'me', forMs })).rejects.toMatchObject(bad)
    expect(await desk.hold({ slot: at.first, owner: 'me', forMs: 300.5 })).toMatchObject({ status: 'held' })
    await at.end()
  })
})
