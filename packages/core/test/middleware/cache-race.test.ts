import { cache, dedupe, defineAdapter, type MisAdapter, wrap } from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appointmentOf, patient, slotAt } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const runs = process.env.MIS_LONG === '1' ? 20_000 : 120
const days = ['2031-03-05', '2031-03-06']
const startOf = (day: string) => slotAt(`${day}T09:00`).start

/**
 * A MIS of two days with one time each, whose every step waits for the scheduler: a request arrives, is carried out at
 * one moment, and its answer travels back.
 */
function misUnder(scheduler: fc.Scheduler) {
  const booked = new Set<string>()
  const step = (name: string) => scheduler.schedule(Promise.resolve(), name)
  const { runtime } = virtualRuntime()
  return defineAdapter({
    vendor: 'toy',
    instance: 'race',
    capabilities: { patientFields: { required: [] }, slotWindowDays: 3, concurrency: 9 },
    runtime,
    operations: {
      listDoctors: async () => ({ items: [] }),
      listSlots: async ({ from, to }) => {
        await step(`read ${from}..${to} arrives`)
        const free = days.filter((day) => day >= from && day <= to && !booked.has(startOf(day)))
        await step(`read ${from}..${to} answered`)
        return free.map((day) => slotAt(`${day}T09:00`))
      },
      book: async (request) => {
        await step(`book ${request.slot.start} arrives`)
        booked.add(request.slot.start)
        await step(`book ${request.slot.start} answered`)
        return appointmentOf(request)
      },
      cancel: async ({ appointment }) => {
        await step(`cancel ${appointment.start} arrives`)
        booked.delete(appointment.start)
        await step(`cancel ${appointment.start} answered`)
        return { ...appointment, status: 'cancelled', end: appointment.start, mode: 'in-person' }
      },
    },
  })
}

type Act =
  | { readonly kind: 'read'; readonly from: number; readonly to: number; readonly maxAgeMs: number | undefined }
  | { readonly kind: 'book' | 'cancel'; readonly day: number }

const dayIndex = fc.nat({ max: 1 })
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      from: dayIndex,
      to: dayIndex,
      maxAgeMs: fc.constantFrom(undefined, undefined, 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('book' as const, 'cancel' as const), day: dayIndex }) },
)

/** When a day was last known to change, and into what; a change is certain from its answer on and possible from its call on. */
interface Change {
  readonly free: boolean
  readonly calledAt: number
  endedAt: number
}

describe('no reader is shown what a write before it has changed', () => {
  it.each([
    ['cache', [cache()]],
    ['cache, dedupe', [cache(), dedupe()]],
    ['dedupe', [dedupe()]],
    ['cache, stale while revalidated', [cache({ staleWhileRevalidateMs: 1e9 })]],
  ])(
    'in any order of steps: %s',
    async (_, layers) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.array(act, { minLength: 2, maxLength: 14 }), async (scheduler, acts) => {
          const adapter: MisAdapter = wrap(misUnder(scheduler), layers)
          const changes = new Map<string, Change[]>(
            days.map((day) => [day, [{ free: true, calledAt: -1, endedAt: -1 }]]),
          )
          let time = 0
          const perform = async (one: Act) => {
            const calledAt = ++time
            if (one.kind === 'read') {
              const [from = '', to = ''] = [days[Math.min(one.from, one.to)], days[Math.max(one.from, one.to)]]
              const options = one.maxAgeMs === undefined ? {} : { maxAgeMs: one.maxAgeMs }
              const answer = await adapter.listSlots({ doctorId: '7', from, to }, options)
              const endedAt = ++time
              for (const day of days.filter((each) => each >= from && each <= to)) {
                const free = answer.slots.some(({ start }) => start === startOf(day))
                const all = changes.get(day) ?? []
                const settled = all.filter((change) => change.endedAt < calledAt)
                // Whatever ended before this read and was not followed by a later change that ended before it, or runs beside it.
                const possible = all.filter(
                  (change) => change.calledAt < endedAt && !settled.some((later) => later.calledAt > change.endedAt),
                )
                expect(
                  possible.map((change) => change.free),
                  `${day} as read`,
                ).toContain(free)
              }
              return
            }
            const day = days[one.day] ?? ''
            const change: Change = { free: one.kind === 'cancel', calledAt, endedAt: Infinity }
            changes.get(day)?.push(change)
            const slot = slotAt(`${day}T09:00`)
            if (one.kind === 'book') await adapter.book({ slot, patient })
            else await adapter.cancel({ appointment: { id: '501', clinicId: '1', doctorId: '7', start: slot.start } })
            change.endedAt = ++time
          }
          const begun = acts.map((one, index) =>
            scheduler.schedule(Promise.resolve(), `act ${index} ${one.kind}`).then(() => perform(one)),
          )
          await scheduler.waitFor(Promise.all(begun))
        }),
        { numRuns: runs },
      )
    },
    300_000,
  )
})
