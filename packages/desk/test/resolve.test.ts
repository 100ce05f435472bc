import { MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { patient, scene } from './support/scene.ts'

const minutes = 60_000

describe('what a person found', () => {
  const failing = { cancel: async () => Promise.reject(new MisError('outcome-unknown', { details: { sentAt: 0 } })) }

  it('of a cancellation: no visit means that it is cancelled, a visit that it is not', async () => {
    const at = scene()
    const desk = at.open(failing)
    at.startWorkers(desk)
    for (const [reference, slot] of [
      ['gone', at.first],
      ['stands', at.second],
    ] as const)
      await at.time.until(desk.book({ slot, patient, reference }))
    const cancels = []
    for (const reference of ['gone', 'stands']) cancels.push(await at.time.until(desk.cancel({ reference })))
    await at.time.advance(3 * 24 * 60 * minutes)
    const [gone, stands] = cancels
    if (gone === undefined || stands === undefined) throw new Error('two were asked for')
    expect((await desk.status(gone.reference))?.status).toBe('needs-person')
    expect(await desk.resolve(gone.reference, { appointment: null })).toMatchObject({ status: 'cancelled' })
    expect(await desk.status('gone')).toMatchObject({ status: 'cancelled' })
    const [, visit] = at.mis.visits()
    if (visit === undefined) throw new Error('it stands')
    const { patientName: _name, ...appointment } = visit
    expect(await desk.resolve(stands.reference, { appointment })).toMatchObject({
      status: 'refused',
      reason: { reason: 'visit-stands' },
    })
    expect(await desk.status('stands')).toMatchObject({ status: 'booked' })
    await at.end()
  })

  it('may be told again at once where it was told wrongly', async () => {
    const at = scene('slot')
    const desk = at.open()
    at.startWorkers(desk)
    at.mis.trouble('lost-answer')
    await at.time.until(desk.book({ slot: at.first, patient, reference: 'one' }))
    await at.time.advance(10 * minutes)
    await expect(desk.resolve('one', { appointment: { id: '' } as never })).rejects.toMatchObject({
      details: { fields: ['appointment'] },
    })
    expect(await desk.resolve('one', { appointment: null })).toMatchObject({ status: 'refused' })
    await at.end()
  })
})
