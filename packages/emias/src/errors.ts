import type { Context, MisError } from '@mis/core'
import { type ErrorRule, failure, type HttpHead } from '@mis/core/adapter'
import type { Fault } from './soap/fault.ts'

const clinicRules = [
  'PATIENT_NOT_FOUND',
  'PATIENT_AMBIGUOUS',
  'INVALID_POLICY',
  'INVALID_SNILS',
  'ALREADY_BOOKED',
  'NOT_ATTACHED',
  'REFERRAL_REQUIRED',
  'AGE_LIMIT',
]
const absent = ['LPU_NOT_FOUND', 'DOCTOR_NOT_FOUND', 'SLOT_NOT_FOUND', 'APPOINTMENT_NOT_FOUND']

/**
 * (operation, word of the fault) → code of ours. The word is the detail's own code where the table knows it, else the
 * subcode's, else `Sender` or `Receiver`. [assumed] but for the words of SOAP and WCF. A fault is an answer of the
 * service, so all but `Receiver` say that nothing was done.
 */
const rules: readonly ErrorRule[] = [
  { operations: ['book', 'reschedule'], vendorCode: 'SLOT_TAKEN', code: 'slot-taken' },
  {
    operations: ['book', 'reschedule', 'cancel'],
    vendorCode: 'SLOT_IN_PAST',
    code: 'rejected',
    reason: () => 'visit-in-past',
  },
  {
    operations: ['book', 'reschedule'],
    vendorCode: clinicRules,
    code: 'rejected',
    reason: (word) => word.toLowerCase().replaceAll('_', '-'),
  },
  { vendorCode: absent, code: 'not-found' },
  {
    vendorCode: ['INVALID_REQUEST', 'DeserializationFailed', 'INVALID_SNILS', 'INVALID_POLICY'],
    code: 'invalid-request',
  },
  { vendorCode: 'ACCESS_DENIED', code: 'forbidden' },
  { vendorCode: ['ActionNotSupported', 'MustUnderstand', 'VersionMismatch'], code: 'unsupported', notDone: true },
  { vendorCode: ['UNAVAILABLE', 'InternalServiceFault', 'Receiver'], code: 'unavailable' },
  { vendorCode: 'Sender', code: 'rejected', notDone: true },
]

/** The service's name of a field → ours. Others are left out: an unknown word may be somebody's name. */
const fieldNames: Readonly<Record<string, string>> = {
  doctorId: 'doctorId',
  dateFrom: 'from',
  dateTo: 'to',
  slotId: 'slot.id',
  appointmentId: 'appointment.id',
  patient: 'patient',
  'patient.lastName': 'patient.lastName',
  'patient.firstName': 'patient.firstName',
  'patient.middleName': 'patient.middleName',
  'patient.birthDate': 'patient.birthDate',
  'patient.snils': 'patient.snils',
  'patient.oms': 'patient.oms',
  snils: 'patient.snils',
  oms: 'patient.oms',
}

/** Fields that a word stands for by itself. */
const fieldOfWord: Readonly<Record<string, string>> = { INVALID_SNILS: 'patient.snils', INVALID_POLICY: 'patient.oms' }

/** The error a fault stands for. */
export function refusalOf(fault: Fault, head: HttpHead, context: Context): MisError {
  const word = [fault.detail, fault.subcode, fault.code].find((each) => each !== null && isKnown(each, context))
  const field = fieldOfWord[word ?? ''] ?? fieldNamed(fault.field)
  return failure(head, context, rules, {
    vendorCode: word ?? 'Sender',
    ...(field !== undefined && { fields: [field] }),
  })
}

function fieldNamed(word: string | null): string | undefined {
  return word !== null && Object.hasOwn(fieldNames, word) ? fieldNames[word] : undefined
}

function isKnown(word: string, { operation }: Context): boolean {
  return rules.some(
    ({ vendorCode, operations }) =>
      (operations?.includes(operation) ?? true) &&
      (Array.isArray(vendorCode) ? vendorCode.includes(word) : vendorCode === word),
  )
}

/** The error of an answer that is no envelope: by its status alone. */
export function statusFailure(head: HttpHead, context: Context): MisError {
  return failure(head, context, [])
}
