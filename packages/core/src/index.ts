export type {
  AdapterDefinition,
  Call,
  CallOptions,
  Capabilities,
  Context,
  Granted,
  Host,
  InputFor,
  Kernel,
  Middleware,
  MisAdapter,
  Next,
  OptionalOperation,
  PatientFor,
  RequiredOperation,
  Runtime,
  Supporting,
  Trail,
  Writes,
} from './contract/adapter.ts'
export { invalid, requireNumber, requireWhole } from './contract/check.ts'

export type { AdapterHealth, BreakerState, Traffic, Verdict, Vitals, WireFacts } from './contract/health.ts'
export type { Licence, SharedLicences } from './contract/licences.ts'

export type {
  Effect,
  GateName,
  Input,
  Operation,
  OperationClass,
  OperationFacts,
  Operations,
  Output,
  Touched,
} from './contract/operations.ts'
export { operationNames, operations, requiredOperations } from './contract/operations.ts'
export { type ErrorCode, type ErrorDetails, type ErrorFacts, errorCodes } from './errors/codes.ts'
export { isMisError, MisError, type MisErrorInit } from './errors/mis-error.ts'
export { defineAdapter, supports } from './kernel/define-adapter.ts'
export { each } from './kernel/each.ts'
export { adapterHealth } from './kernel/health.ts'
export { parseInput } from './kernel/parse-input.ts'
export { isVisitOf, type ReadBack, readBack } from './kernel/read-back.ts'
export { type Rebooked, rebook } from './kernel/rebook.ts'
export { defaultRuntime } from './kernel/runtime.ts'
export { createTrail } from './kernel/trail.ts'
export { on, wrap } from './kernel/wrap.ts'
export { type BreakerChange, type BreakerOptions, breaker } from './middleware/breaker.ts'
export { cache } from './middleware/cache.ts'
export type { CacheOptions } from './middleware/cache-options.ts'
export type {
  SharedAnswer,
  SharedCache,
  SharedEntry,
  SharedKey,
  SharedOutcome,
  SharedPlace,
  SharedTier,
} from './middleware/cache-shared.ts'
export { type DeadlineOptions, deadline, type TimeoutOptions, timeout } from './middleware/deadline.ts'
export { dedupe } from './middleware/dedupe.ts'
export { type LimitOptions, limit } from './middleware/limit.ts'
export { type LogEntry, type LoggerLike, type LogSink, log } from './middleware/log.ts'
export { type RecommendedOptions, recommended } from './middleware/recommended.ts'
export { type RetryOptions, retry } from './middleware/retry.ts'
export { settle } from './middleware/settle.ts'
export { split } from './middleware/split.ts'
export {
  type MeterLike,
  type SpanAttributes,
  type SpanLike,
  type TraceOptions,
  type TracerLike,
  trace,
} from './middleware/trace.ts'
export { dayAt, epochOf, inZone, isTimeZone, offsetAt, toInstant } from './model/clinic-time.ts'
export { addDays, dayCount, daysBetween, isDay } from './model/day.ts'
export { isOms, isSnils, parseBirthDate, parseOms, parsePhone, parseSnils } from './model/documents.ts'
export type {
  AppointmentId,
  ClinicId,
  Day,
  DoctorId,
  HoldId,
  Instant,
  Reference,
  ServiceId,
  SlotId,
  SpecialtyId,
  TimeZone,
} from './model/ids.ts'
export {
  appointmentQuerySchema,
  appointmentRefSchema,
  appointmentSchema,
  availabilitySchema,
  bookRequestSchema,
  cancelRequestSchema,
  clinicQuerySchema,
  clinicSchema,
  doctorQuerySchema,
  doctorSchema,
  holdRequestSchema,
  holdSchema,
  patientSchema,
  priceSchema,
  rescheduleRequestSchema,
  serviceQuerySchema,
  serviceSchema,
  slotQuerySchema,
  slotSchema,
  specialtySchema,
} from './model/schemas.ts'
export type {
  Appointment,
  AppointmentQuery,
  AppointmentRef,
  AppointmentStatus,
  Availability,
  BookRequest,
  CancelRequest,
  Clinic,
  ClinicQuery,
  Doctor,
  DoctorQuery,
  Gap,
  Hold,
  HoldRequest,
  Page,
  PageQuery,
  Patient,
  PatientField,
  PersonName,
  Price,
  RescheduleRequest,
  Service,
  ServiceQuery,
  Slot,
  SlotQuery,
  Specialty,
  VisitMode,
} from './model/types.ts'
