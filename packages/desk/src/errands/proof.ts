import {
  type Appointment,
  type BookRequest,
  each,
  epochOf,
  isVisitOf,
  type MisAdapter,
  type Patient,
  type ReadBack,
  readBack,
  type Slot,
  supports,
} from '@mis/core'

/** Where the adapter does not say how slow a commit may be: twice the time an attempt was given. */
export function quietPeriodOf(adapter: MisAdapter, attemptMs: number): number {
  const { findBooking } = adapter.capabilities
  return findBooking ? findBooking.quietPeriodMs : 2 * attemptMs
}

interface Asking {
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

/**
 * Whether the booking is there, by the strongest proof the adapter has: the MIS's own answer to "did this request go
 * through", else the patient's list of visits, else the doctor's free times alone. There a time that is still free shows
 * that nothing was booked, and one that is gone shows nothing. Never rejects.
 */
export async function lookForBooking(adapter: MisAdapter, request: BookRequest, asking: Asking): Promise<ReadBack> {
  const { slot, patient } = request
  if (supports(adapter, 'findBooking')) return readBack(() => adapter.findBooking(request, asking), slot)
  if (supports(adapter, 'listAppointments'))
    return readBack(async () => (await visitsAt(adapter, patient, slot, asking))[0] ?? null, slot)
  const found = await freeSlot(adapter, slot, asking)
  if (found === 'unreadable') return { kind: 'unreadable' }
  return { kind: found === null ? 'refused' : 'absent' }
}

/** The patient's live visits at this doctor's time, in the MIS's order; none where it cannot list them. */
export async function visitsAt(
  adapter: MisAdapter,
  patient: Patient,
  slot: Slot,
  asking: Asking,
): Promise<readonly Appointment[]> {
  if (!supports(adapter, 'listAppointments')) return []
  const day = slot.start.slice(0, 10)
  const visits: Appointment[] = []
  for await (const visit of each(adapter.listAppointments, { patient, from: day, to: day }, asking))
    if (isVisitOf(visit, slot)) visits.push(visit)
  return visits
}

/** This time as the MIS offers it now, asked anew; null where it is not free. */
export async function freeSlot(adapter: MisAdapter, slot: Slot, asking: Asking): Promise<Slot | null | 'unreadable'> {
  const { doctorId, clinicId } = slot
  const day = slot.start.slice(0, 10)
  try {
    const query = { doctorId, clinicId, from: day, to: day }
    const { slots, complete, stale } = await adapter.listSlots(query, { ...asking, maxAgeMs: 0 })
    const found = slots.find(({ start }) => epochOf(start) === epochOf(slot.start))
    if (found !== undefined) return found
    return complete && !stale ? null : 'unreadable'
  } catch {
    return 'unreadable'
  }
}
