import type { Slot } from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countIn, hashOfSlots } from '../src/mirror/hash.ts'
import { packSlots, slotMembers, unpackSlots } from '../src/store/packed-slots.ts'

// Few values, so that columns are the same, alike and mixed; lone surrogates, so that no text is cut apart wrongly.
const text = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'aba', 'abcba', ',', 'a,b', '\ud83d\ude00', '\ud83d\ude01', '\ud83d'),
  fc.string({ unit: 'binary', maxLength: 6 }).filter((one) => !one.includes('\0')),
)
const slot = fc.record(
  {
    id: text,
    doctorId: text,
    clinicId: text,
    start: fc.constantFrom('2031-03-03T09:00:00+03:00', '2031-03-03T09:30:00+03:00', '2031-03-03T10:00:00+02:00'),
    end: fc.constantFrom('2031-03-03T09:30:00+03:00', '2031-03-03T10:00:00+03:00'),
    timeZone: fc.constantFrom('Europe/Moscow', 'Europe/Kaliningrad'),
    mode: fc.constantFrom('in-person', 'online'),
    room: text,
    price: fc.record({ amount: fc.constantFrom('1500.00', '2000.00'), currency: fc.constant('RUB') }),
  },
  { requiredKeys: ['id', 'doctorId', 'clinicId', 'start', 'end', 'timeZone', 'mode'] },
) as fc.Arbitrary<unknown> as fc.Arbitrary<Slot>
const slots = fc.array(slot, { maxLength: 6 })

describe('the slots of a day', () => {
  it('come out of a store as they went in', () => {
    fc.assert(
      fc.property(slots, (day) => {
        expect(unpackSlots(packSlots(day))).toEqual(day)
      }),
    )
  })

  it('have one hash for equal slots, and another one for whatever differs', () => {
    fc.assert(
      fc.property(slots, slots, (one, other) => {
        const isEqual = packSlots(one) === packSlots(other)
        expect(hashOfSlots(one) === hashOfSlots(other)).toBe(isEqual)
        expect(hashOfSlots(structuredClone(one))).toBe(hashOfSlots(one))
      }),
    )
  })

  it.each(slotMembers)('are told apart by %s of a single slot', (member) => {
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 6 }), fc.nat(), slot, (day, place, { [member]: value }) => {
        const changed = day.map((one, index) => (index === place % day.length ? { ...one, [member]: value } : one))
        const isEqual = JSON.stringify(day[place % day.length]?.[member]) === JSON.stringify(value)
        expect(hashOfSlots(changed) === hashOfSlots(day)).toBe(isEqual)
      }),
    )
  })

  it('have a hash that tells how many they are, which one of an older version does not', () => {
    fc.assert(
      fc.property(slots, (day) => {
        expect(countIn(hashOfSlots(day))).toBe(day.length)
      }),
    )
    expect([countIn(''), countIn('12-qU3vT5q0Zx1rJb8cLw1')]).toEqual([Number.NaN, Number.NaN])
  })
})
