import { testPatient } from '@mis/mock'
import type { OneCQuirks } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { type Base, base, query } from './medapi-base.ts'

/** Everything that can be read, and a visit that is booked, found, and cancelled. */
async function story({ adapter, world }: Base) {
  const doctors = await adapter.listDoctors({})
  const { slots } = await adapter.listSlots(query)
  const [slot] = slots
  if (slot === undefined) throw new Error('the day has no free time')
  const booked = await adapter.book({ slot, patient: testPatient(1), reference: 'r-1' })
  const cancelled = await adapter.cancel({ appointment: booked })
  const again = await adapter.cancel({ appointment: booked })
  const { id, status } = cancelled
  return { doctors, slots, booked, cancelled: { id, status }, again: again.status, kept: world.appointments() }
}

const quirks: readonly OneCQuirks[] = [
  { bom: true },
  { contentType: 'text/plain' },
  { contentType: 'missing' },
  { bom: true, contentType: 'text/plain', stringScalars: true, dateTimes: true },
  { unknownMembers: true },
  { emptyDates: true },
  { stringScalars: true },
  { unordered: true },
  { dateTimes: true },
  { strictDate: true },
  { wordless: true },
  { bookAnswer: 'created' },
  { bookAnswer: 'id' },
  { cancelAnswer: 'object' },
  { cancelAnswer: 'empty' },
]

describe('a base with an oddity gives the same answers as one without', () => {
  for (const oddity of quirks) {
    it(JSON.stringify(oddity), async () => {
      const straight = await story(base())
      expect(await story(base({ mock: { quirks: oddity } }))).toEqual(straight)
    })
  }

  it('begunSlots: times that have begun are left out today', async () => {
    const now = '2031-03-05T07:10:00Z'
    const runtime = { now: () => Date.parse(now) }
    const at = (more: OneCQuirks) => base({ world: { now }, mock: { quirks: more }, adapter: { runtime } })
    const { slots } = await at({ begunSlots: true }).adapter.listSlots(query)
    expect(slots[0]?.start).toBe('2031-03-05T10:20:00+03:00')
    expect(slots).toEqual((await at({}).adapter.listSlots(query)).slots)
  })

  it('inactiveDoctors: those who have left are told apart from those who work', async () => {
    const { items } = await base().adapter.listDoctors({})
    expect(items.filter(({ active }) => !active).map(({ lastName }) => lastName)).toEqual(['Бывалов'])
    const others = await base({ mock: { quirks: { inactiveDoctors: false } } }).adapter.listDoctors({})
    expect(others.items.every(({ active }) => active)).toBe(true)
  })

  it('the string false is not true', async () => {
    const { items } = await base({ mock: { quirks: { stringScalars: true } } }).adapter.listDoctors({})
    expect(items.find(({ lastName }) => lastName === 'Бывалов')?.active).toBe(false)
  })

  it('errors in HTML pages are read like plain ones', async () => {
    const one = base({ mock: { quirks: { errors: 'html' } } })
    const [slot] = (await one.adapter.listSlots(query)).slots
    const [inWorld] = one.world.freeSlots({ doctorId: '1', from: query.from, to: query.to })
    if (slot === undefined || inWorld === undefined) throw new Error('the day has no free time')
    one.world.occupy(inWorld.id)
    await expect(one.adapter.book({ slot, patient: testPatient(1) })).rejects.toMatchObject({ code: 'slot-taken' })
    one.mockOptions.licences = 0
    one.mock.platform.loseSessions()
    await expect(one.adapter.listSlots(query)).rejects.toMatchObject({ code: 'rate-limited' })
  })

  it('an unhandled exception after the booking leaves the outcome unknown', async () => {
    const one = base()
    const [slot] = (await one.adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('the day has no free time')
    one.mockOptions.quirks = { exception: { when: 'after', operations: ['book'] } }
    await expect(one.adapter.book({ slot, patient: testPatient(1) })).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(one.world.appointments()).toHaveLength(1)
  })
})
