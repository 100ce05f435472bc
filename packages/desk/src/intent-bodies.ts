import type { Appointment, BookRequest, CancelRequest, Patient, RescheduleRequest } from '@mis/core'
import type { Office } from './office.ts'
import type { Intent } from './store/intents.ts'

/** What the sealed columns of an intent hold. */
export interface Bodies {
  readonly book: BookRequest & { readonly reference: string }
  readonly cancel: CancelRequest
  readonly reschedule: RescheduleRequest & {
    /** For a MIS that cannot move: who the new visit is for. */
    readonly patient?: Patient
  }
}

export function sealBody<K extends keyof Bodies>(
  office: Office,
  _kind: K,
  id: string,
  body: Bodies[K],
): Promise<Uint8Array> {
  return office.settings.sealer.seal(body, `intents.body/${id}`)
}

export async function bodyOf<K extends keyof Bodies>(office: Office, _kind: K, intent: Intent): Promise<Bodies[K]> {
  return (await office.settings.sealer.open(intent.body, `intents.body/${intent.id}`)) as Bodies[K]
}

export function sealResult(office: Office, id: string, appointment: Appointment): Promise<Uint8Array> {
  return office.settings.sealer.seal(appointment, `intents.result/${id}`)
}

/** The visit that came of an intent; null where there is none yet. */
export async function resultOf(office: Office, intent: Intent): Promise<Appointment | null> {
  if (intent.result === null) return null
  return (await office.settings.sealer.open(intent.result, `intents.result/${intent.id}`)) as Appointment
}
