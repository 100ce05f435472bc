import { describe, expect, it } from 'vitest'
import { clinic, day } from '../support/clinic.ts'
import { patient, slotAt } from '../support/toy.ts'

const minutes = 60_000

describe('an answer whose time is over', () => {
  it('is waited for by default', async () => {
    const { adapter, clock, hold, asked } = clinic()
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(180_001)
    hold()
    let came = false
    void adapter.listSlots(day('2031-03-05')).then(() => (came = true))
    await clock.settle()
    expect(asked).toHaveLength(2)
    expect(came).toBe(false)
  })

  it('is served at once with staleWhileRevalidate, marked stale with its own asOf, while one call asks the MIS', async () => {
    const { adapter, clock, hold, asked } = clinic({ staleWhileRevalidateMs: 5 * minutes })
    const first = await adapter.listSlots(day('2031-03-05'))
    await clock.advance(8 * minutes)
    const open = hold()
    const late = await Promise.all(Array.from({ length: 100 }, () => adapter.listSlots(day('2031-03-05'))))
    expect(asked).toHaveLength(2)
    for (const answer of late) expect(answer).toMatchObject({ stale: true, asOf: first.asOf, complete: true })
    open()
    await clock.settle()
    expect(await adapter.listSlots(day('2031-03-05'))).toMatchObject({ stale: false, asOf: '2031-03-03T05:08:00.000Z' })
    expect(asked).toHaveLength(2)
  })

  it('is not served once that time is over too', async () => {
    const { adapter, clock } = clinic({ staleWhileRevalidateMs: 5 * minutes })
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(8 * minutes + 1)
    expect(await adapter.listSlots(day('2031-03-05'))).toMatchObject({ stale: false })
  })

  it.each([0, 1, 179_999, 3_600_000])(
    'is never served to a call with maxAgeMs %i, as before a booking',
    async (maxAgeMs) => {
      const { adapter, clock } = clinic({ staleWhileRevalidateMs: 24 * 60 * minutes })
      await adapter.listSlots(day('2031-03-05'))
      await clock.advance(maxAgeMs + 1)
      expect(await adapter.listSlots(day('2031-03-05'), { maxAgeMs })).toMatchObject({ stale: false })
    },
  )

  it('is waited for where another day of the same window is missing, and keeps its mark', async () => {
    const { adapter, clock, asked } = clinic({ staleWhileRevalidateMs: 5 * minutes })
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(4 * minutes)
    const answer = await adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(answer).toMatchObject({ stale: true, asOf: '2031-03-03T05:00:00.000Z', complete: true })
    expect(asked.slice(1).sort()).toEqual(['2031-03-05..2031-03-05', '2031-03-06..2031-03-06'])
  })

  it('is dropped by a booking: what was served while the MIS was asked is not served after it', async () => {
    const { adapter, clock, hold } = clinic({ staleWhileRevalidateMs: 5 * minutes })
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(4 * minutes)
    const open = hold()
    await adapter.listSlots(day('2031-03-05'))
    await adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    open()
    const { slots, stale } = await adapter.listSlots(day('2031-03-05'))
    expect(stale).toBe(false)
    expect(slots.map(({ start }) => start)).toEqual([slotAt('2031-03-05T10:00').start])
  })

  it('leaves nothing behind when the MIS cannot be asked in the background', async () => {
    const { adapter, clock, state } = clinic({ staleWhileRevalidateMs: 5 * minutes })
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(4 * minutes)
    state.down = true
    await expect(adapter.listSlots(day('2031-03-05'))).resolves.toMatchObject({ stale: true })
    await clock.settle()
    expect(clock.sleepers()).toBe(0)
  })

  it('is served with staleIfError only where the MIS could not be asked, not where it refused', async () => {
    const { adapter, clock, state } = clinic({ staleIfErrorMs: 10 * minutes })
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(10 * minutes)
    state.down = true
    await expect(adapter.listSlots(day('2031-03-05'))).resolves.toMatchObject({ stale: true })
    await clock.advance(1)
    await expect(adapter.listSlots(day('2031-03-05'))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('of a directory is served on while the MIS cannot be asked, and at once with staleWhileRevalidate', async () => {
    const patientReader = clinic()
    await patientReader.adapter.listDoctors({})
    await patientReader.clock.advance(15 * minutes)
    await patientReader.adapter.listDoctors({})
    expect(patientReader.state.directory).toBe(1)
    await patientReader.clock.advance(1)
    patientReader.state.down = true
    await expect(patientReader.adapter.listDoctors({})).resolves.toMatchObject({ items: [] })
    expect(patientReader.state.directory).toBe(2)
    await expect(patientReader.adapter.listDoctors({}, { maxAgeMs: 1_000 })).rejects.toMatchObject({
      code: 'unavailable',
    })
    await patientReader.clock.advance(24 * 60 * minutes)
    await expect(patientReader.adapter.listDoctors({})).rejects.toMatchObject({ code: 'unavailable' })

    const hasty = clinic({ staleWhileRevalidateMs: minutes })
    await hasty.adapter.listDoctors({})
    await hasty.clock.advance(16 * minutes)
    const open = hasty.hold()
    await hasty.adapter.listDoctors({})
    await hasty.clock.settle()
    expect(hasty.state.directory).toBe(2)
    open()
    await hasty.clock.settle()
    await hasty.adapter.listDoctors({})
    expect(hasty.state.directory).toBe(2)
    await hasty.clock.advance(16 * minutes + 1)
    await hasty.adapter.listDoctors({})
    expect(hasty.state.directory).toBe(3)
  })
})
