import { type Call, isMisError, type Middleware, type Next, operations, type Patient } from '@mis/core'
import type { AppointmentStore } from '../store/appointments.ts'
import type { AuditDraft, AuditOutcome, AuditStore } from '../store/audit.ts'

/** Options of `audit`. */
export interface AuditOptions {
  /** Where the chain is kept. With `appointments`, calls that name a visit alone are put to its patient. */
  readonly store: { readonly audit: AuditStore; readonly appointments?: AppointmentStore }
  /** Who acts now: an id of the app's own, never a name; usually read from an `AsyncLocalStorage` that a request set. */
  readonly who: () => string
  /** The patient's blind index: what the desk uses, or `sealer.index` of whatever tells patients apart. */
  readonly whose: (patient: Patient) => Promise<string>
}

/**
 * A layer that writes down who saw or changed whose data, refused calls too; calls without a patient or a visit pass by.
 * Put it first. A write is entered before it is sent and again when it has ended; a read when it has ended. What cannot be
 * entered is not done: the call then rejects with what the store said. Only the second entry of a write may be lost, and
 * the first, `asked`, then stands alone.
 */
export function audit({ store, who, whose }: AuditOptions): Middleware {
  return (next, { instance }) => {
    const subjectOf = async ({ input }: Call): Promise<Pick<AuditDraft, 'whose' | 'about'> | undefined> => {
      const visit = 'appointment' in input ? input.appointment : 'id' in input && 'start' in input ? input : undefined
      const about = visit === undefined ? instance : `${instance}/${visit.id}`
      if ('patient' in input) return { about, whose: await whose(input.patient) }
      if (visit === undefined) return undefined
      const copy = await store.appointments?.get(instance, visit.id)
      return { about, whose: copy?.patientKey ?? null }
    }
    const audited = async (call: Call): Promise<unknown> => {
      const subject = await subjectOf(call)
      if (subject === undefined) return next(call)
      const isRead = operations[call.operation].effect === 'read'
      const act = { ...subject, who: who(), what: call.operation }
      const enter = (outcome: AuditOutcome, code: string | null) => store.audit.append({ ...act, outcome, code })
      if (!isRead) await enter('asked', null)
      let result: unknown
      try {
        result = await next(call)
      } catch (error) {
        await enter(...endOf(error)).catch(() => {})
        throw error
      }
      if (isRead) await enter('done', null)
      else await enter('done', null).catch(() => {})
      return result
    }
    return audited as Next
  }
}

function endOf(error: unknown): [AuditOutcome, string] {
  if (!isMisError(error)) return ['refused', 'aborted']
  return [error.happened === 'unknown' ? 'unknown' : 'refused', error.code]
}
