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
  const claimed =
    intent.state === 'needs-person' ? await office.store.intents.claimOne(intent.id, office.settings.leaseMs) : null
  if (claimed === null || claimed.state !== 'needs-person')
    throw invalidInput({ reference: 'needs no person; see its status' }, 'resolve')
  if (verdict.appointment === null) {
    const written = await refused(office, claimed, { code: 'rejected', reason: verdict.reason ?? 'not-found-in-mis' })
    return written ?? claimed
  }
  const parsed = appointmentSchema.safeParse(verdict.appointment)
  if (!parsed.success) throw invalidInput({ appointment: 'must be a visit as the MIS has it' }, 'resolve')
  return (await done(office, claimed, await errandOf(office, claimed), parsed.data)) ?? claimed
}
