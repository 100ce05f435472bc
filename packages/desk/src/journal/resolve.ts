import { type Appointment, appointmentSchema } from '@mis/core'
import { errandOf } from '../errands/errand-of.ts'
import type { Office } from '../office.ts'
import { invalidInput } from '../refuse.ts'
import type { Intent } from '../store/intents.ts'
import { done, refused } from './close.ts'

/** What a person found in the clinic: the visit, or that there is none. */
export type Verdict = { readonly appointment: Appointment } | { readonly appointment: null; readonly reason?: string }

/** Closes an intent that `needs-person`. Rejects with `invalid-request` where it does not need one. */
export async function resolveByPerson(office: Office, intent: Intent, verdict: Verdict): Promise<Intent> {
  const found = verdict.appointment === null ? null : readVisit(verdict.appointment)
  const isHalfMoved = intent.progress.cancellingOld === true
  if (isHalfMoved && found !== null && found.status !== 'cancelled')
    throw invalidInput({ appointment: 'still stands; cancel it in the clinic, then say so' }, 'resolve')
  const claimed =
    intent.state === 'needs-person' ? await office.store.intents.claimOne(intent.id, office.settings.leaseMs) : null
  if (claimed === null || claimed.state !== 'needs-person')
    throw invalidInput({ reference: 'needs no person; see its status' }, 'resolve')
  const errand = await errandOf(office, claimed)
  // Where a visit was to go, that there is none is what was wanted.
  const happened = found ?? (await errand.doneBy({ code: 'not-found' }))
  if (happened !== null && (intent.kind !== 'cancel' || errand.isMeant(happened)))
    return (await done(office, claimed, errand, happened)) ?? claimed
  const reason = verdict.appointment === null ? verdict.reason : undefined
  const refusal = { code: 'rejected', reason: reason ?? (found === null ? 'not-found-in-mis' : 'visit-stands') }
  return (await refused(office, claimed, refusal)) ?? claimed
}

function readVisit(appointment: Appointment): Appointment {
  const parsed = appointmentSchema.safeParse(appointment)
  if (!parsed.success) throw invalidInput({ appointment: 'must be a visit as the MIS has it' }, 'resolve')
  return parsed.data
}
