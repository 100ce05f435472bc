import { defineAdapter, type MisAdapter } from '@mis/core'
import fc from 'fast-check'
import { expect } from 'vitest'
import { appointmentOf, patient, slotAt } from './toy.ts'
import { virtualRuntime } from './virtual-runtime.ts'

const days = ['2031-03-05', '2031-03-06']
const startOf = (day: string) => slotAt(`${day}T09:00`).start

/** A wait that ends when the scheduler says so. */
export type Step = (name: string) => Promise<unknown>

/**
 * Makes adapters to one MIS of two days with one time each, whose every step waits for the scheduler: a request arrives,
 * is carried out at one moment, and its answer travels back.
 */
export function misUnder(step: Step): () => MisAdapter {
  const booked = new Set<string>()
  const { runtime } = virtualRuntime()
  return () =>
    defineAdapter({
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

type Act = { readonly instance: number } & (
  | { readonly kind: 'read'; readonly from: number; readonly to: number; readonly maxAgeMs: number | undefined }
  | { readonly kind: 'book' | 'cancel'; readonly day: number }
)

/** Few days and many acts, so that they meet. */
export function actsOn(dayCount: 1 | 2): fc.Arbitrary<Act[]> {
  const day = fc.nat({ max: dayCount - 1 })
  const instance = fc.nat({ max: 1 })
  const maxAgeMs = fc.constantFrom(undefined, undefined, 0)
  const read = fc.record({ instance, kind: fc.constant('read' as const), from: day, to: day, maxAgeMs })
  const write = fc.record({ instance, kind: fc.constantFrom('book' as const, 'cancel' as const), day })
  const act = fc.oneof({ weight: 5, arbitrary: read }, { weight: 2, arbitrary: write })
  return fc.array(act, { minLength: 3, maxLength: 12 })
}

/** A write to a day: certain from its end on, possible from its call on. */
interface Change {
  readonly free: boolean
  readonly calledAt: number
  endedAt: number
}

/**
 * Performs the acts, each begun when the scheduler says so. A reading must show what some write has left that had ended
 * before it began and was not followed by another that had ended too, or that ran beside it.
 */
export async function race(
  scheduler: fc.Scheduler,
  todo: readonly Act[],
  adapters: readonly MisAdapter[],
): Promise<void> {
  const changes = new Map<string, Change[]>(days.map((day) => [day, [{ free: true, calledAt: -1, endedAt: -1 }]]))
  let time = 0
  const perform = async (act: Act) => {
    const adapter = adapters[act.instance % adapters.length]
    if (!adapter) throw new Error('No adapter')
    time += 1
    const calledAt = time
    if (act.kind === 'read') {
      const [from = '', to = ''] = [days[Math.min(act.from, act.to)], days[Math.max(act.from, act.to)]]
      const options = act.maxAgeMs === undefined ? {} : { maxAgeMs: act.maxAgeMs }
      const { slots } = await adapter.listSlots({ doctorId: '7', from, to }, options)
      time += 1
      for (const day of days.filter((each) => each >= from && each <= to)) {
        const all = changes.get(day) ?? []
        const settled = all.filter(({ endedAt }) => endedAt < calledAt)
        const possible = all.filter(
          (change) => change.calledAt < time && !settled.some((later) => later.calledAt > change.endedAt),
        )
        const isFree = slots.some(({ start }) => start === startOf(day))
        expect(
          possible.map(({ free }) => free),
          `${day} as read`,
        ).toContain(isFree)
      }
      return
    }
    const day = days[act.day] ?? ''
    const change: Change = { free: act.kind === 'cancel', calledAt, endedAt: Infinity }
    changes.get(day)?.push(change)
    const slot = slotAt(`${day}T09:00`)
    if (act.kind === 'book') await adapter.book({ slot, patient })
    else await adapter.cancel({ appointment: { id: '501', clinicId: '1', doctorId: '7', start: slot.start } })
    time += 1
    change.endedAt = time
  }
  const begun = todo.map((act, number) =>
    scheduler.schedule(Promise.resolve(), `act ${number} ${act.kind}`).then(() => perform(act)),
  )
  await scheduler.waitFor(Promise.all(begun))
}
