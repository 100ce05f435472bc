import type { Context, MisError } from '@mis/core'
import { type ErrorRule, failure, type HttpResponse } from '@mis/core/adapter'
import { readRefusal } from './wire/refusal.ts'

const clinicRules = [
  'already_booked',
  'age_limit',
  'referral_required',
  'not_attached',
  'visit_in_past',
  'patient_ambiguous',
]

/** (operation, status, code) → code of ours. Status first; what is not here follows the general table of HTTP. */
const rules: readonly ErrorRule[] = [
  { operations: ['book'], status: 409, code: 'slot-taken' },
  {
    operations: ['book', 'cancel'],
    status: 422,
    vendorCode: clinicRules,
    code: 'rejected',
    reason: (vendorCode) => vendorCode.replaceAll('_', '-'),
  },
  { status: 422, code: 'invalid-request' },
]

/** Medesk's name of a field → ours. Others are left out: an unknown word may be somebody's name. */
const fieldNames: Readonly<Record<string, string>> = {
  slot_id: 'slot.id',
  patient: 'patient',
  'patient.first_name': 'patient.firstName',
  'patient.last_name': 'patient.lastName',
  'patient.phone': 'patient.phone',
  'patient.email': 'patient.email',
  'patient.birth_date': 'patient.birthDate',
  patient_phone: 'patient.phone',
  external_id: 'reference',
  comment: 'comment',
  reason: 'reason',
  doctor_id: 'doctorId',
  from: 'from',
  to: 'to',
}

/** The error for an answer of status 400 or more. */
export function refusalOf(response: HttpResponse, context: Context): MisError {
  const { code, fields } = readRefusal(response.text)
  const named = (fields ?? []).flatMap(({ field }) =>
    Object.hasOwn(fieldNames, field) ? [fieldNames[field] ?? field] : [],
  )
  return failure(response, context, rules, {
    ...(code !== undefined && /^[a-z][a-z0-9_]{0,63}$/.test(code) && { vendorCode: code }),
    ...(named.length > 0 && { fields: named }),
  })
}
