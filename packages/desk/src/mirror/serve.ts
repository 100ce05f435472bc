import {
  type Availability,
  type Call,
  daysBetween,
  epochOf,
  isMisError,
  type Middleware,
  type Next,
  operations,
  type Slot,
} from '@mis/core'
import type { MirrorDay, MirrorStore } from '../store/mirror.ts'
import type { MirrorSettings } from './options.ts'

/**
 * Serves `listSlots` from the mirror while it is young enough, asks the MIS otherwise, and serves what it has, marked
 * stale, when the MIS cannot be asked. Tells the mirror of every write before it is sent and after it has ended, so that
 * no snapshot from before it is believed.
 */
export function serveFromMirror({ store, maxAgeMs }: MirrorSettings): Middleware {
  return (next, { instance }) => {
    const served = (call: Call): Promise<unknown> => {
      if (call.operation === 'listSlots') return slots(call as Call<'listSlots'>)
      return operations[call.operation].effect === 'read' ? next(call) : written(call)
    }
    async function slots(call: Call<'listSlots'>): Promise<Availability> {
      const bound = call.options.maxAgeMs ?? maxAgeMs
      // Which slots suit a service only the MIS knows.
      if (bound === 0 || call.input.serviceId !== undefined) return next(call)
      const known = await readDays(store, instance, call).catch(() => null)
      if (known === null) return next(call)
      const oldest = Math.min(...known.days.map(({ asOf }) => asOf))
      const isWhole = known.days.length === daysBetween(call.input.from, call.input.to).length
      if (isWhole && known.now - oldest <= bound) return answerOf(call, known, false)
      try {
        return await next(call)
      } catch (error) {
        const isUnaskable = isMisError(error, 'unavailable', 'timeout', 'rate-limited', 'bad-response')
        const young = known.days.filter(({ asOf }) => known.now - asOf <= (call.options.maxAgeMs ?? Infinity))
        if (!isUnaskable || young.length === 0) throw error
        return answerOf(call, { ...known, days: young }, true)
      }
    }
    async function written(call: Call): Promise<unknown> {
      const touched = (
        operations[call.operation].touches as ((input: Call['input']) => readonly never[]) | undefined
      )?.(call.input)
      if (touched === undefined) return next(call)
      // A store that cannot be told now leaves the mirror older than it says, for one round; the visit comes first.
      const tell = (gone?: number) => store.mirror.touch(instance, touched, gone).catch(() => {})
      await tell()
      try {
        const result = await next(call)
        await tell(takenBy(call))
        return result
      } catch (error) {
        await tell(isMisError(error, 'slot-taken') ? takenBy(call) : undefined)
        throw error
      }
    }
    return served as Next
  }
}

interface Known {
  readonly days: readonly MirrorDay[]
  readonly now: number
}

async function readDays(
  store: { readonly mirror: MirrorStore; now(): Promise<number> },
  instance: string,
  { input: { doctorId, from, to } }: Call<'listSlots'>,
): Promise<Known> {
  const days = await store.mirror.read({ instance, doctorId, from, to })
  return { days: days.filter(({ asOf }) => asOf > 0), now: await store.now() }
}

function answerOf({ input }: Call<'listSlots'>, { days, now }: Known, stale: boolean): Availability {
  const isWanted = (slot: Slot) =>
    (input.clinicId === undefined || slot.clinicId === input.clinicId) &&
    (input.mode === undefined || slot.mode === input.mode) &&
    epochOf(slot.start) > now
  const unknown = daysBetween(input.from, input.to).filter((day) => !days.some((one) => one.day === day))
  return {
    slots: days.flatMap(({ slots }) => slots.filter(isWanted)),
    asOf: new Date(Math.min(...days.map(({ asOf }) => asOf))).toISOString(),
    stale,
    complete: unknown.length === 0,
    gaps: unknown.map((day) => ({ from: day, to: day })),
  }
}

/** When the slot begins that this write has taken, or found taken. */
function takenBy({ operation, input }: Call): number | undefined {
  const takes = operation === 'book' || operation === 'reschedule' || operation === 'hold'
  return takes && 'slot' in input ? epochOf(input.slot.start) : undefined
}
