import { addDays, type Slot } from '@mis/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changesOf, hasShrunk, mayHaveShrunk } from '../src/mirror/changes.ts'
import { hashOfSlots } from '../src/mirror/hash.ts'
import { slotOf, today } from './support/wide-clinic.ts'

const days = 10
// What was free on each day, by place, and what is now. Nothing may have been known of a day; mostly it stays as it was.
const places = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 6 }).map((drawn) => drawn.toSorted())
const isTouched = fc.nat({ max: 19 }).map((drawn) => drawn === 0)
const schedule = fc.array(
  fc.record({ old: fc.option(places, { freq: 9 }), changed: fc.option(places, { freq: 2 }), isTouched }),
  {
    minLength: days,
    maxLength: days,
  },
)
const shrink = fc.record({ share: fc.constantFrom(0.1, 0.3, 0.9, 1), least: fc.constantFrom(1, 3, 5) })
const moment = fc
  .integer({ min: -30, max: 80 })
  .map((hours) => Date.parse(`${today}T09:00:00+03:00`) + hours * 3_600_000)

it('what the marks rule out has not shrunk', () => {
  let ruledOut = 0
  fc.assert(
    fc.property(schedule, shrink, moment, (drawn, options, asOf) => {
      const slots = (day: number, own: readonly number[]): Slot[] => own.map((place) => slotOf('7', day, place))
      const known = drawn.flatMap(({ old, isTouched }, index) =>
        old === null ? [] : [{ day: addDays(today, index), slots: slots(index, old), isTouched }],
      )
      const marks = known.map(({ day, slots, isTouched }) => {
        const hash = isTouched ? '' : hashOfSlots(slots)
        return [day, { doctorId: '7', day, hash, asOf: 1, fence: 0 }] as const
      })
      const window = { doctorId: '7', practice: '', from: today, to: addDays(today, days - 1), name: '7/0' }
      const told = drawn.flatMap(({ old, changed }, index) => slots(index, changed ?? old ?? []))
      const answer = { slots: told, asOf: `${today}T09:00:00+03:00`, stale: false, complete: true, gaps: [] }
      const changes = changesOf({ window, marks: new Map(marks), asOf, answer })
      if (mayHaveShrunk(new Map(marks), changes, asOf, options)) return
      ruledOut += 1
      const before = known.filter(({ day }) => changes.changed.some((one) => one.day === day))
      const asTheyWere = before.map(({ day, slots }) => ({ day, slots, asOf: 1 }))
      expect(hasShrunk(asTheyWere, changes, asOf, options)).toBe(false)
    }),
    { numRuns: 2_000 },
  )
  expect(ruledOut).toBeGreaterThan(100)
})
