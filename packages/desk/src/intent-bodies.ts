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
  return (await opened(office, intent.body, `intents.body/${intent.id}`)) as Bodies[K]
}

export function sealResult(office: Office, id: string, appointment: Appointment): Promise<Uint8Array> {
  return office.settings.sealer.seal(appointment, `intents.result/${id}`)
}

/** The visit that came of an intent; null where there is none yet. */
export async function resultOf(office: Office, intent: Intent): Promise<Appointment | null> {
  if (intent.result === null) return null
  return (await opened(office, intent.result, `intents.result/${intent.id}`)) as Appointment
}

const failures = new WeakSet<object>()

async function opened(office: Office, bytes: Uint8Array, context: string): Promise<unknown> {
  try {
    return await office.settings.sealer.open(bytes, context)
  } catch (error) {
    if (error instanceof Error) failures.add(error)
    throw error
  }
}

/** Whether this is why an intent could not be opened: its key is not known here, or its bytes are not what they were. */
export function isUnopened(error: unknown): boolean {
  return error instanceof Error && failures.has(error)
}
