import { isVisitOf, type MisAdapter, MisError, type ReadBack, readBack, type Supporting, supports } from '@mis/core'
import type { Bodies } from '../intent-bodies.ts'
import { naturalKeys } from '../keys.ts'
import type { Office } from '../office.ts'
import type { Intent } from '../store/intents.ts'
import { bookErrand } from './book.ts'
import type { Errand } from './errand.ts'
import { freeSlot, lookForBooking, quietPeriodOf } from './proof.ts'

/** Whether a move takes two steps: the MIS cannot move, so the new time is booked first and the old one cancelled after. */
export function isTwoStep(adapter: MisAdapter): boolean {
  return !supports(adapter, 'reschedule')
}

/** Moves a visit in one step, or makes the first of two. */
export function rescheduleErrand(office: Office, intent: Intent, body: Bodies['reschedule']): Errand {
  const adapter = office.adapter(intent.instance)
  if (supports(adapter, 'reschedule')) return inOneStep(office, adapter, body)
  const { slot, patient } = body
  if (patient === undefined) throw new MisError('unsupported', { details: { operation: 'reschedule' } })
  const booking = bookErrand(office, intent, { slot, patient, reference: intent.reference })
  return {
    ...booking,
    done: 'moved',
    async validate() {
      const old = await oldVisit(office, intent, body)
      if (old === 'unreadable') return old
      return old === 'gone' ? { refusal: { code: 'not-found' } } : booking.validate()
    },
  }
}

/** Whether there still is a visit to be moved: else the new one would be booked for somebody who has cancelled. */
async function oldVisit(
  office: Office,
  { instance, patientKey }: Intent,
  { appointment }: Bodies['reschedule'],
): Promise<'stands' | 'gone' | 'unreadable'> {
  const key = naturalKeys.cancel(instance, appointment.id)
  const live = { states: ['prepared', 'queued', 'sending', 'checking'], instance, patientKey, limit: 100 } as const
  if ((await office.store.intents.list(live)).some((one) => one.key === key)) return 'gone'
  const copy = await office.store.appointments.get(instance, appointment.id)
  if (copy?.status === 'cancelled') return 'gone'
  const adapter = office.adapter(instance)
  if (!supports(adapter, 'getAppointment')) return 'stands'
  const asking = { deadlineMs: office.settings.attemptMs, signal: office.cut.signal, maxAgeMs: 0 }
  try {
    const found = await adapter.getAppointment(appointment, asking)
    return found === null || found.status === 'cancelled' ? 'gone' : 'stands'
  } catch {
    return 'unreadable'
  }
}

function inOneStep(
  office: Office,
  adapter: Supporting<MisAdapter, 'reschedule'>,
  { appointment, slot, patient }: Bodies['reschedule'],
): Errand {
  const { attemptMs } = office.settings
  const asking = () => ({ deadlineMs: attemptMs, signal: office.cut.signal })
  let wanted = slot
  return {
    done: 'moved',
    quietPeriodMs: quietPeriodOf(adapter, attemptMs),
    prepare: async () => {},
    send: (signal) => adapter.reschedule({ appointment, slot: wanted }, { deadlineMs: attemptMs, signal }),
    async look(): Promise<ReadBack> {
      if (!supports(adapter, 'getAppointment'))
        return lookForBooking(adapter, { slot, patient: patient ?? {} }, asking())
      return readBack(async () => {
        const found = await adapter.getAppointment(appointment, { ...asking(), maxAgeMs: 0 })
        return found !== null && isVisitOf(found, slot) ? found : null
      }, slot)
    },
    async validate() {
      const found = await freeSlot(adapter, slot, asking())
      if (found === 'unreadable') return found
      if (found === null) return { refusal: { code: 'slot-taken' } }
      wanted = found
      return 'valid'
    },
    isMeant: (moved) => isVisitOf(moved, slot),
    doneBy: async () => null,
  }
}
