import { supports } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { adapterOver, clinicId, doctorId, freeMorning, patient, query, stub, visitId, wireRow } from './bit-umc-stub.ts'

const visit = { id: visitId, clinicId, doctorId, start: '2031-03-05T09:00:00+03:00' }
const codeOf = (error: { readonly code: string }) => error.code

async function slotOf(adapter: ReturnType<typeof adapterOver>) {
  const [slot] = (await adapter.listSlots(query)).slots
  if (slot === undefined) throw new Error('the morning has no free time')
  return slot
}

describe('a result that is the code of an error', () => {
  for (const code of ['0', 0, 'false', false, 'Ложь', 'Нет']) {
    const failed = { Ответ: { Результат: code, ОписаниеОшибки: 'Ошибка', УИД: '' } }

    it(`${JSON.stringify(code)}: is no cancellation`, async () => {
      const { adapter } = stub({ AppointmentCancel: failed, AppointmentStatus: { Ответ: { Результат: '1' } } })
      await expect(adapter().cancel({ appointment: visit })).rejects.toMatchObject({ code: 'rejected' })
    })

    it(`${JSON.stringify(code)}: is no booking, although the reservation has a reference`, async () => {
      const service = stub({
        Schedule: freeMorning,
        Reservation: { Ответ: { Результат: 'true', УИД: 'r-1' } },
        AppointmentCreate: failed,
        AppointmentStatus: { Ответ: { Результат: '6' } },
      })
      const adapter = service.adapter()
      if (!supports(adapter, 'hold')) throw new Error('the service reserves')
      const { slot } = await adapter.hold({ slot: await slotOf(adapter) })
      expect(await adapter.book({ slot, patient }).catch(codeOf)).toBe('rejected')
    })
  }
})

describe('a visit that was moved', () => {
  it('keeps its reference, in whatever case the service writes it', async () => {
    const moved = { Ответ: { Результат: 'true', УИД: visitId.toUpperCase() } }
    const adapter = stub({ Schedule: freeMorning, AppointmentCreate: moved }).adapter()
    if (!supports(adapter, 'reschedule')) throw new Error('the service moves')
    const done = await adapter.reschedule({ appointment: visit, slot: await slotOf(adapter) })
    expect(done).toMatchObject({ id: visitId, status: 'booked' })
  })
})

describe('a free range', () => {
  const listed = async (period: object, now = '2031-03-03T08:00:00+03:00', minutes = 20) => {
    const row = {
      ...wireRow,
      ПериодГрафика: { ...wireRow.ПериодГрафика, ...period },
      ДлительностьПриема: `0001-01-01T00:${String(minutes).padStart(2, '0')}:00`,
    }
    const fetch: typeof globalThis.fetch = async () => Response.json({ Ответ: { ГрафикДляСайта: row } })
    const adapter = adapterOver({ fetch, now: () => Date.parse(now) })
    return (await adapter.listSlots(query)).slots.map(({ start }) => start.slice(11, 16))
  }

  it('that has begun gives only the visits that have not', async () => {
    expect(await listed({}, '2031-03-05T09:20:00+03:00')).toEqual(['09:40'])
  })

  it('whose end is the last day of the calendar is cut for the days asked for only', async () => {
    const starts = await listed({ ВремяОкончания: '9999-12-31T23:59:59' }, undefined, 1)
    expect([starts.length, starts[0], starts.at(-1)]).toEqual([15 * 60, '09:00', '23:59'])
  })

  it('whose beginning was never set gives nothing', async () => {
    expect(await listed({ ВремяНачала: '0001-01-02T00:00:00' }, undefined, 1)).toEqual([])
  })
})

describe('a reservation that is being booked', () => {
  const reserve = '4e5e0000-0000-11ef-8000-000000000801'
  const yes = { Результат: 'true', УИД: reserve }
  const held = async (create: object | Response) => {
    const service = stub({
      Schedule: freeMorning,
      Reservation: { Ответ: yes },
      AppointmentCreate: create,
      // The base is slow to say that it is a visit now.
      AppointmentStatus: { Ответ: { Результат: '6' } },
      AppointmentCancel: { Ответ: yes },
    })
    const adapter = service.adapter()
    if (!supports(adapter, 'hold') || !supports(adapter, 'releaseHold')) throw new Error('the service reserves')
    const hold = await adapter.hold({ slot: await slotOf(adapter) })
    const cancels = () => service.asked.filter((each) => each.service === 'AppointmentCancel').length
    return { adapter, hold, cancels }
  }

  it('is not given back under the booking, nor after it: that would cancel the visit', async () => {
    const { adapter, hold, cancels } = await held({ Ответ: yes })
    const both = [adapter.book({ slot: hold.slot, patient }), adapter.releaseHold(hold)]
    await Promise.all(both)
    await adapter.releaseHold(hold)
    expect(cancels()).toBe(0)
  })

  it('is not given back where nobody knows what became of the booking', async () => {
    const { adapter, hold, cancels } = await held(new Response('Ошибка', { status: 500 }))
    const booking = adapter.book({ slot: hold.slot, patient })
    await expect(booking).rejects.toMatchObject({ code: 'outcome-unknown' })
    await adapter.releaseHold(hold)
    expect(cancels()).toBe(0)
  })

  it('is given back where the booking was refused', async () => {
    const { adapter, hold, cancels } = await held({ Ответ: { Результат: 'false', ОписаниеОшибки: 'Нельзя' } })
    await expect(adapter.book({ slot: hold.slot, patient })).rejects.toMatchObject({ code: 'rejected' })
    await adapter.releaseHold(hold)
    expect(cancels()).toBe(1)
  })
})
