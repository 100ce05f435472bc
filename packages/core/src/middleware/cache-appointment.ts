import type { Call } from '../contract/adapter.ts'
import { operations, type Touched } from '../contract/operations.ts'
import { appointmentSchema } from '../model/schemas.ts'
import type { AppointmentRef } from '../model/types.ts'
import type { CacheContext } from './cache.ts'
import { wholeAnswer } from './cache-whole.ts'
import { keyOf } from './key.ts'

/**
 * Answers one appointment from a cell that each write to its doctor's day drops. Kept is only a visit that lies on the day
 * its reference names, since no write would drop it otherwise; so no absence is, and nothing of a reference in UTC, whose
 * day at the clinic it does not tell. Never served past its time: an appointment cannot say that it is old.
 */
export async function appointmentAnswer(
  call: Call<'getAppointment'>,
  ttl: number,
  context: CacheContext,
): Promise<unknown> {
  const [touched, ...others] = operations.getAppointment.touches?.(call.input) ?? []
  if (!touched || others.length > 0) return context.next(call)
  const fresh = call.options.maxAgeMs ?? ttl
  const whole = {
    key: await digestOf(keyOf(call)),
    touched,
    ages: { fresh, meanwhile: fresh, ifError: 0 },
    keepMs: ttl,
    accepts: (value: unknown) => isVisitOf(value, call.input, touched),
  }
  return wholeAnswer(call, whole, context)
}

function isVisitOf(value: unknown, { id }: AppointmentRef, { doctorId, day }: Touched): boolean {
  const visit = appointmentSchema.safeParse(value).data
  return visit?.id === id && visit.doctorId === doctorId && visit.start.startsWith(day)
}

/** In place of a key that would name a visit. */
async function digestOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
