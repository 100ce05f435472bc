import { epochOf, type Slot } from '@mis/core'
import { instantAt } from '@mis/core/adapter'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DayChange } from '../src/index.ts'
import { overStores } from './support/store-subjects.ts'

const zones = ['Europe/Kaliningrad', 'Asia/Kamchatka', 'America/St_Johns']
const quarterMs = 900_000
const begin = Date.UTC(2031, 2, 3)
const doctorId = fc.constantFrom<string>('1', '1/2', `o'"x`, 'a\\b,}')
const quarter = fc.integer({ min: 0, max: 6 * 24 * 4 })

// Of a doctor who works in several zones a day may be longer than a day, and one may begin before the other has ended.
const slots = fc
  .array(fc.record({ doctorId, quarter, timeZone: fc.constantFrom(...zones) }), { maxLength: 40 })
  .map((drawn) =>
    drawn
      .toSorted((one, other) => one.quarter - other.quarter)
      .map(({ doctorId, quarter, timeZone }, index): Slot => {
        const at = begin + quarter * quarterMs
        const [start, end] = [instantAt(at, timeZone), instantAt(at + quarterMs, timeZone)]
        return { id: String(index), doctorId, clinicId: '1', start, end, timeZone, mode: 'in-person' }
      }),
  )
const query = fc.record({
  doctorIds: fc.array(doctorId, { maxLength: 5 }),
  // A slot that begins at this very moment is none of the next ones.
  after: fc.tuple(quarter, fc.constantFrom(-1, 0)).map(([quarter, ms]) => begin + quarter * quarterMs + ms),
  limit: fc.constantFrom(1, 2, 5, 1_000),
  isByPractice: fc.boolean(),
})

// Some doctors do the same, and not all of them are wanted.
const practiceOf = (doctorId: string) => (doctorId.startsWith('1') ? 'one' : `a'"\\b`)

function daysOf(slots: readonly Slot[]): DayChange[] {
  const days = Map.groupBy(slots, ({ doctorId, start }) => `${start.slice(0, 10)} ${doctorId}`)
  return [...days].map(([name, slots]) => {
    const [day, doctorId] = [name.slice(0, 10), name.slice(11)]
    return { doctorId, day, slots, asOf: 1, hash: name, fence: 0, practice: practiceOf(doctorId) }
  })
}

overStores((subject) => {
  it(`the nearest free times in ${subject.name} are the first of all that are ahead, each once`, async () => {
    const { store, close } = await subject.start()
    let count = 0
    const property = fc.asyncProperty(slots, fc.array(query, { maxLength: 5 }), async (all, queries) => {
      const instance = `clinic-${++count}`
      await store.mirror.write(instance, daysOf(all))
      for (const { doctorIds, after, limit, isByPractice } of queries) {
        const practices = isByPractice ? { practices: doctorIds.map(practiceOf) } : {}
        const found = await store.mirror.nearest({ instance, doctorIds, after, limit, ...practices })
        const ahead = all.filter(({ doctorId, start }) => doctorIds.includes(doctorId) && epochOf(start) > after)
        const times = ahead.map(({ start }) => epochOf(start)).slice(0, limit)
        expect(found.map(({ start }) => epochOf(start))).toEqual(times)
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
        for (const slot of found) expect(ahead).toContainEqual(slot)
      }
    })
    await fc.assert(property, { numRuns: 60 })
    await close()
  })
})
