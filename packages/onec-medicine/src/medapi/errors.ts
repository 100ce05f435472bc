import type { Context } from '@mis/core'
import { type ErrorRule, failure, type HttpResponse, type MisError } from '@mis/core/adapter'
import { plainText, refusalWord } from '../platform/texts.ts'

const clinicRules = [
  'ALREADY_BOOKED',
  'AGE_LIMIT',
  'REFERRAL_REQUIRED',
  'NOT_ATTACHED',
  'VISIT_IN_PAST',
  'PATIENT_AMBIGUOUS',
]
/** Words that may be told on; any other word may be somebody's name. */
const known = new Set([...clinicRules, 'SLOT_TAKEN', 'NOT_FOUND', 'INVALID_REQUEST', 'REFERENCE_CONFLICT'])

/** (operation, status, word) → code of ours; what is not here follows the general table of HTTP. */
const rules: readonly ErrorRule[] = [
  { operations: ['book'], status: 409, code: 'slot-taken' },
  {
    operations: ['book', 'cancel'],
    status: 422,
    vendorCode: clinicRules,
    code: 'rejected',
    reason: (word) => word.toLowerCase().replaceAll('_', '-'),
  },
  { operations: ['book'], status: 422, vendorCode: 'REFERENCE_CONFLICT', code: 'invalid-request' },
  { status: 422, code: 'rejected' },
  // A base without our module knows no such address.
  { operations: ['getAppointment', 'findBooking'], status: 404, vendorCode: 'NOT_FOUND', code: 'not-found' },
  { operations: ['getAppointment', 'findBooking'], status: 404, code: 'unsupported' },
]

/** The service's name of a field → ours. Others are left out: an unknown word may be somebody's name. */
const fieldNames: Readonly<Record<string, string>> = {
  slotDate: 'slot.start',
  slotTime: 'slot.start',
  doctorGuid: 'slot.doctorId',
  patient: 'patient',
  'patient.lastName': 'patient.lastName',
  'patient.firstName': 'patient.firstName',
  'patient.middleName': 'patient.middleName',
  'patient.birthDate': 'patient.birthDate',
  'patient.phone': 'patient.phone',
  'patient.email': 'patient.email',
  'patient.snils': 'patient.snils',
  serviceCode: 'serviceId',
  clientReference: 'reference',
}

/** The error for an answer of status 400 or more. Its body is a line of text, or anything at all. */
export function refusalOf(response: HttpResponse, context: Context): MisError {
  const word = refusalWord(response.text)
  const wrong = word === 'REFERENCE_CONFLICT' ? ['reference'] : fieldsIn(plainText(response.text))
  return failure(response, context, rules, {
    ...(word !== undefined && known.has(word) && { vendorCode: word }),
    ...(wrong.length > 0 && { fields: wrong }),
  })
}

/** The fields of `INVALID_REQUEST: patient.phone: нет номера; slotTime: неверное время`. */
function fieldsIn(text: string): readonly string[] {
  const [line = ''] = text.split('\n', 1)
  const named = line.split(/^\s*[A-Z][A-Z0-9_]+:|;/).map((part) => /^\s*([A-Za-z.]+):/.exec(part)?.[1] ?? '')
  const ours = named.flatMap((name) => (Object.hasOwn(fieldNames, name) ? [fieldNames[name] ?? name] : []))
  return [...new Set(ours)]
}

/** [assumed] As in БИТ.УМЦ: the base could not write the document, most often because the time is gone. */
export function couldNotWrite({ status, text }: HttpResponse): boolean {
  return status === 500 && text.toLowerCase().includes('не удалось записать')
}
