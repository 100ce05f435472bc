// What a clinic's site asks for, over and over, and what goes wrong with it.
import { type MisAdapter, MisError } from '@mis/core'
import { appointmentOf, patient, slotAt, type ToyHandlers } from '../support/toy.ts'

const doctors = 40
const days = Array.from({ length: 14 }, (_, index) => `2031-03-${String(index + 1).padStart(2, '0')}`)

/** Numbers that repeat from run to run, so that a leak found once is found again. */
export function makeChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Fails in one call of twenty, in every way that a handler can. */
export function faultyHandlers(chance: () => number): ToyHandlers {
  const meet = async (context: { readonly signal: AbortSignal; sent: boolean | undefined }) => {
    if (chance() >= 0.05) return
    const kind = chance()
    context.sent = chance() < 0.5
    if (kind < 0.3) throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
    if (kind < 0.5) throw new MisError('bad-response', { details: { why: 'soak' } })
    if (kind < 0.7) throw new MisError('rate-limited', { details: { retryAfterMs: 1 } })
    if (kind < 0.8) throw new TypeError('a stray one')
    if (kind < 0.98) throw new MisError('slot-taken', { details: {} })
    await new Promise<never>((_, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason), { once: true })
    })
  }
  return {
    listSlots: async ({ doctorId, from }, context) => {
      await meet(context)
      return Array.from({ length: 8 }, (_, hour) => slotAt(`${from}T${String(hour + 9).padStart(2, '0')}:00`, doctorId))
    },
    book: async (request, context) => {
      await meet(context)
      return appointmentOf(request)
    },
    cancel: async (context) => {
      await meet(context)
      return appointmentOf({ slot: slotAt('2031-03-05T09:00') })
    },
    findBooking: async (request, context) => {
      await meet(context)
      return appointmentOf(request)
    },
  }
}

/** One call: a read from the cache or past it, now and then a booking or a cancel, some of them given up by the caller. */
export async function oneCall(mis: MisAdapter, chance: () => number, signal: AbortSignal): Promise<unknown> {
  const doctorId = String(1 + Math.floor(chance() * doctors))
  const day = days[Math.floor(chance() * days.length)] ?? '2031-03-05'
  const kind = chance()
  const slot = slotAt(`${day}T09:00`, doctorId)
  if (kind < 0.4) return mis.listSlots({ doctorId, from: day, to: day }, { signal })
  if (kind < 0.75) return mis.listSlots({ doctorId, from: day, to: day }, { signal, maxAgeMs: 0 })
  if (kind < 0.8) return mis.listDoctors({}, { signal, maxAgeMs: 0 })
  if (kind < 0.93) return mis.book({ slot, patient }, { signal, deadlineMs: 200 })
  if (kind < 0.97) return mis.cancel({ appointment: appointmentOf({ slot }) }, { signal })
  const leaving = new AbortController()
  const call = mis.listSlots({ doctorId, from: day, to: day }, { signal: leaving.signal, maxAgeMs: 0 })
  queueMicrotask(() => leaving.abort(new Error('gone')))
  return call
}
