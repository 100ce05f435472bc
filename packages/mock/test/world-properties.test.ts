import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWorld, testPatient, type World } from '../src/index.ts'

const long = process.env.MIS_LONG === '1'
const runs = { numRuns: long ? 2_000 : 150 }

/** Few slots and few visits, so that commands meet each other. */
const place = fc.nat({ max: 5 })
const visit = fc.nat({ max: 7 })
const command = fc.oneof(
  fc.record({ do: fc.constant('book' as const), place, person: fc.integer({ min: 1, max: 3 }), held: fc.boolean() }),
  fc.record({ do: fc.constant('occupy' as const), place }),
  fc.record({ do: fc.constant('cancel' as const), visit }),
  fc.record({ do: fc.constant('move' as const), visit, place, held: fc.boolean() }),
  fc.record({ do: fc.constant('hold' as const), place, seconds: fc.integer({ min: 1, max: 3_600 }) }),
  fc.record({ do: fc.constant('release' as const), hold: fc.nat({ max: 3 }) }),
  fc.record({ do: fc.constant('confirm' as const), visit }),
  fc.record({ do: fc.constant('wait' as const), minutes: fc.nat({ max: 90 }) }),
  fc.record({ do: fc.constant('rule' as const), on: fc.boolean() }),
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

/** Runs the commands; `after` sees the world after each, with the answer. */
function play(world: World, commands: readonly Command[], after: (answer: unknown, step: Command) => void = () => {}) {
  const slotIds = world
    .slots({ doctorId: '1' })
    .slice(0, 6)
    .map(({ id }) => id)
  const slotOf = (index: number) => slotIds[index] ?? ''
  const visitOf = (index: number) => String(501 + index)
  const lastHold = new Map<string, string>()
  const holdOf = (slotId: string, wanted: boolean) => (wanted ? lastHold.get(slotId) : undefined)
  const perform = (step: Command): unknown => {
    switch (step.do) {
      case 'book': {
        const holdId = holdOf(slotOf(step.place), step.held)
        const patient = testPatient(step.person)
        return world.book({ slotId: slotOf(step.place), patient, ...(holdId !== undefined && { holdId }) })
      }
      case 'occupy':
        return world.occupy(slotOf(step.place))
      case 'cancel':
        return world.cancel(visitOf(step.visit))
      case 'move':
        return world.reschedule(visitOf(step.visit), slotOf(step.place), holdOf(slotOf(step.place), step.held))
      case 'hold': {
        const kept = world.hold(slotOf(step.place), step.seconds)
        if (kept.ok) lastHold.set(kept.hold.slotId, kept.hold.id)
        return kept
      }
      case 'release':
        return world.releaseHold(String(801 + step.hold))
      case 'confirm': {
        const known = world.appointment(visitOf(step.visit))
        return known?.status === 'booked' ? world.setStatus(known.id, 'confirmed') : null
      }
      case 'wait':
        return world.advance(step.minutes * 60_000)
      case 'rule':
        world.rules.alreadyBooked = step.on
        return null
    }
  }
  for (const step of commands) after(perform(step), step)
}

function live(world: World) {
  return world.appointments().filter(({ status }) => status !== 'cancelled')
}

describe('whatever is done to a world', () => {
  it('a slot has at most one live visit, and no free slot has one', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const world = createWorld()
        play(world, commands, () => {
          const taken = live(world).map(({ slotId }) => slotId)
          expect(new Set(taken).size).toBe(taken.length)
          const free = new Set(world.freeSlots({ doctorId: '1' }).map(({ id }) => id))
          expect(taken.filter((id) => free.has(id))).toEqual([])
        })
      }),
      runs,
    )
  })

  it('a refused command changes nothing', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const world = createWorld()
        let before = '[]'
        play(world, commands, (answer, step) => {
          const after = JSON.stringify(world.findAppointments(() => true))
          const isRefused = typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false
          const touchesVisits = ['book', 'occupy', 'cancel', 'move', 'confirm'].includes(step.do)
          if (isRefused || !touchesVisits) expect(after).toBe(before)
          before = after
        })
      }),
      runs,
    )
  })

  it('every visit stands exactly where its slot is', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const world = createWorld()
        play(world, commands)
        for (const { slotId, start, end, doctorId, clinicId, mode, room } of world.findAppointments(() => true)) {
          expect(world.slot(slotId)).toEqual(expect.objectContaining({ start, end, doctorId, clinicId, mode }))
          expect(world.slot(slotId)?.room).toBe(room)
        }
      }),
      runs,
    )
  })

  it('the same seed and commands give the same answers, in any order of looking', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(command, { maxLength: 30 }), (seed, commands) => {
        const [one, other] = [createWorld({ seed }), createWorld({ seed })]
        other.slots({ doctorId: '13' })
        const [answers, same]: [unknown[], unknown[]] = [[], []]
        play(one, commands, (answer) => answers.push(answer))
        play(other, commands, (answer) => same.push(answer))
        expect(same).toEqual(answers)
        expect(other.slots()).toEqual(one.slots())
        expect(other.doctors()).toEqual(one.doctors())
      }),
      { numRuns: long ? 200 : 25 },
    )
  })

  it('another seed gives another timetable', () => {
    expect(createWorld({ seed: 2 }).slots()).not.toEqual(createWorld({ seed: 1 }).slots())
  })
})

describe('whatever the seed and the moment', () => {
  it('every slot lies within one day of its clinic, with the offset of that zone, and the days are the next ones', () => {
    const moment = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2040, 0, 1) })
    fc.assert(
      fc.property(fc.integer(), moment, (seed, now) => {
        const world = createWorld({ seed, now, days: 10 })
        for (const { timeZone, id } of world.clinics()) {
          const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
          const today = format.format(now).slice(0, 10)
          for (const { start, end } of world.slots({ clinicId: id })) {
            for (const time of [start, end])
              expect(format.format(Date.parse(time))).toBe(time.slice(0, 19).replace('T', ' '))
            expect(end.slice(0, 10)).toBe(start.slice(0, 10))
            expect(Date.parse(end)).toBeGreaterThan(Date.parse(start))
            const ahead = (Date.parse(start.slice(0, 10)) - Date.parse(today)) / 86_400_000
            expect(ahead >= 0 && ahead < 10).toBe(true)
          }
        }
      }),
      { numRuns: long ? 200 : 15 },
    )
  })

  it('no doctor has two slots at one time', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const world = createWorld({ seed, days: 14 })
        for (const { id } of world.doctors()) {
          const slots = world.slots({ doctorId: id })
          slots.slice(1).forEach((slot, index) => {
            expect(Date.parse(slot.start)).toBeGreaterThanOrEqual(Date.parse(slots[index]?.end ?? ''))
          })
        }
      }),
      { numRuns: long ? 500 : 20 },
    )
  })
})
