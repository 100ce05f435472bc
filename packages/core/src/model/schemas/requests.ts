import type { z } from 'zod'
import { dayCount } from '../day.ts'
import type {
  AppointmentQuery,
  BookRequest,
  CancelRequest,
  ClinicQuery,
  DoctorQuery,
  HoldRequest,
  RescheduleRequest,
  ServiceQuery,
  SlotQuery,
} from '../types.ts'
import { patientSchema } from './patient.ts'
import { day, id, oneOf, record, remark, token, whole } from './primitives.ts'
import { reference } from './reference.ts'
import { appointmentRefSchema, slotSchema } from './visits.ts'

const page = { cursor: token.exactOptional(), limit: whole(1).exactOptional() }
const maxSlotDays = 366
const endNotBeforeStart = { error: 'must not be before from', path: ['to'] }

export const clinicQuerySchema: z.ZodType<ClinicQuery> = record<ClinicQuery>({ ...page })

export const doctorQuerySchema: z.ZodType<DoctorQuery> = record<DoctorQuery>({
  ...page,
  clinicId: id.exactOptional(),
  specialtyId: id.exactOptional(),
})

export const serviceQuerySchema: z.ZodType<ServiceQuery> = record<ServiceQuery>({
  ...page,
  clinicId: id.exactOptional(),
  doctorId: id.exactOptional(),
})

/** Real days, `from` not after `to`, at most 366 of them. */
export const slotQuerySchema: z.ZodType<SlotQuery> = record<SlotQuery>({
  doctorId: id,
  from: day,
  to: day,
  clinicId: id.exactOptional(),
  serviceId: id.exactOptional(),
  mode: oneOf('in-person', 'online').exactOptional(),
})
  .refine((query) => query.from <= query.to, endNotBeforeStart)
  .refine((query) => dayCount(query.from, query.to) <= maxSlotDays, {
    error: `must be at most ${maxSlotDays - 1} days after from`,
    path: ['to'],
  })

export const bookRequestSchema: z.ZodType<BookRequest> = record<BookRequest>({
  slot: slotSchema,
  patient: patientSchema,
  reference: reference.exactOptional(),
  serviceId: id.exactOptional(),
  comment: remark.exactOptional(),
})

export const cancelRequestSchema: z.ZodType<CancelRequest> = record<CancelRequest>({
  appointment: appointmentRefSchema,
  reason: remark.exactOptional(),
})

export const rescheduleRequestSchema: z.ZodType<RescheduleRequest> = record<RescheduleRequest>({
  appointment: appointmentRefSchema,
  slot: slotSchema,
})

/** `from` not after `to` where both are given. */
export const appointmentQuerySchema: z.ZodType<AppointmentQuery> = record<AppointmentQuery>({
  ...page,
  patient: patientSchema,
  from: day.exactOptional(),
  to: day.exactOptional(),
}).refine((query) => query.from === undefined || query.to === undefined || query.from <= query.to, endNotBeforeStart)

export const holdRequestSchema: z.ZodType<HoldRequest> = record<HoldRequest>({ slot: slotSchema })
