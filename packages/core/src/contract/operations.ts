import type { ZodType } from 'zod'
import { addDays, daysBetween } from '../model/day.ts'
import type { Day, DoctorId } from '../model/ids.ts'
import {
  appointmentQuerySchema,
  appointmentRefSchema,
  bookRequestSchema,
  cancelRequestSchema,
  clinicQuerySchema,
  doctorQuerySchema,
  holdRequestSchema,
  holdSchema,
  rescheduleRequestSchema,
  serviceQuerySchema,
  slotQuerySchema,
} from '../model/schemas.ts'
import type {
  Appointment,
  AppointmentQuery,
  AppointmentRef,
  Availability,
  BookRequest,
  CancelRequest,
  Clinic,
  ClinicQuery,
  Doctor,
  DoctorQuery,
  Hold,
  HoldRequest,
  Page,
  RescheduleRequest,
  Service,
  ServiceQuery,
  SlotQuery,
} from '../model/types.ts'

/** The one table everything is derived from. `gate` names the capability that grants an operation; none = required. */
export interface Operations {
  listDoctors: { input: DoctorQuery; output: Page<Doctor> }
  listSlots: { input: SlotQuery; output: Availability }
  book: { input: BookRequest; output: Appointment }
  cancel: { input: CancelRequest; output: Appointment }
  listClinics: { input: ClinicQuery; output: Page<Clinic>; gate: 'listClinics' }
  listServices: { input: ServiceQuery; output: Page<Service>; gate: 'listServices' }
  getAppointment: { input: AppointmentRef; output: Appointment | null; gate: 'getAppointment' }
  listAppointments: { input: AppointmentQuery; output: Page<Appointment>; gate: 'listAppointments' }
  findBooking: { input: BookRequest; output: Appointment | null; gate: 'findBooking' }
  reschedule: { input: RescheduleRequest; output: Appointment; gate: 'reschedule' }
  hold: { input: HoldRequest; output: Hold; gate: 'hold' }
  releaseHold: { input: Hold; output: null; gate: 'hold' }
}
/** The name of an operation. */
export type Operation = keyof Operations

// Flat on purpose: for a generic O, Operations[O]['output'] accepts any operation's output, Outputs[O] does not.
type Inputs = { [O in Operation]: Operations[O]['input'] }
type Outputs = { [O in Operation]: Operations[O]['output'] }
/** What an operation takes. */
export type Input<O extends Operation> = Inputs[O]
/** What an operation gives. */
export type Output<O extends Operation> = Outputs[O]

/**
 * A capability that grants operations; `hold` grants both `hold` and `releaseHold`, each other one that of its
 * name.
 */
export type GateName =
  | 'listClinics'
  | 'listServices'
  | 'getAppointment'
  | 'listAppointments'
  | 'findBooking'
  | 'reschedule'
  | 'hold'
/** `read` may be repeated freely, `repeatable` is a write whose repetition does no harm, `write` must not be repeated. */
export type Effect = 'read' | 'repeatable' | 'write'

/** A doctor's day: the unit in which schedules are cached and invalidated. */
export interface Touched {
  readonly doctorId: DoctorId
  readonly day: Day
}

/** What core has to know of an operation beside its types. */
export interface OperationFacts<O extends Operation> {
  readonly effect: Effect
  readonly gate: GateName | null
  readonly input: ZodType<Input<O>>
  /** How long an answer is cached unless told otherwise, in milliseconds; absent = not (it holds a patient, or is a write). */
  readonly ttlMs?: number
  /** The doctor's days an input reads or changes; absent = none. */
  readonly touches?: (input: Input<O>) => readonly Touched[]
}

/** The clinic's day of a visit. A start kept as UTC does not name it: then the days around it count as well. */
function touchedBy({ doctorId, start }: { readonly doctorId: DoctorId; readonly start: string }): Touched[] {
  const day = start.slice(0, 10)
  const isLocal = !/(Z|[+-]00:00)$/.test(start) || day < '0001-01-02' || day > '9999-12-30'
  const days = isLocal ? [day] : [addDays(day, -1), day, addDays(day, 1)]
  return days.map((each) => ({ doctorId, day: each }))
}
const minutes = 60_000

/** Every operation with its facts: the table `Operations` as data. */
export const operations: { readonly [O in Operation]: OperationFacts<O> } = {
  listDoctors: { effect: 'read', gate: null, input: doctorQuerySchema, ttlMs: 15 * minutes },
  listSlots: {
    effect: 'read',
    gate: null,
    input: slotQuerySchema,
    ttlMs: 3 * minutes,
    touches: ({ doctorId, from, to }) => daysBetween(from, to).map((day) => ({ doctorId, day })),
  },
  book: { effect: 'write', gate: null, input: bookRequestSchema, touches: ({ slot }) => touchedBy(slot) },
  cancel: {
    effect: 'repeatable',
    gate: null,
    input: cancelRequestSchema,
    touches: ({ appointment }) => touchedBy(appointment),
  },
  listClinics: { effect: 'read', gate: 'listClinics', input: clinicQuerySchema, ttlMs: 15 * minutes },
  listServices: { effect: 'read', gate: 'listServices', input: serviceQuerySchema, ttlMs: 15 * minutes },
  getAppointment: { effect: 'read', gate: 'getAppointment', input: appointmentRefSchema, touches: touchedBy },
  listAppointments: { effect: 'read', gate: 'listAppointments', input: appointmentQuerySchema },
  findBooking: { effect: 'read', gate: 'findBooking', input: bookRequestSchema },
  reschedule: {
    effect: 'write',
    gate: 'reschedule',
    input: rescheduleRequestSchema,
    touches: ({ appointment, slot }) => [...touchedBy(appointment), ...touchedBy(slot)],
  },
  hold: { effect: 'write', gate: 'hold', input: holdRequestSchema, touches: ({ slot }) => touchedBy(slot) },
  releaseHold: { effect: 'repeatable', gate: 'hold', input: holdSchema, touches: ({ slot }) => touchedBy(slot) },
}

/** All operations, in the order of the table. */
export const operationNames = Object.keys(operations) as readonly Operation[]

/** The operations every adapter has. */
export const requiredOperations: readonly Operation[] = operationNames.filter((name) => operations[name].gate === null)

/** Reads, and everything that changes something in the MIS: the two are judged apart. */
export type OperationClass = 'reads' | 'writes'

export const classOf = (operation: Operation): OperationClass =>
  operations[operation].effect === 'read' ? 'reads' : 'writes'
