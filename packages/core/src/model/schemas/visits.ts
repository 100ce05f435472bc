import type { z } from 'zod'
import { epochOf } from '../clinic-time.ts'
import type { Appointment, AppointmentRef, Availability, Gap, Hold, Slot } from '../types.ts'
import { priceSchema } from './directory.ts'
import { clinicInstant, day, flag, id, instant, line, list, oneOf, record, timeZone, token } from './primitives.ts'
import { reference } from './reference.ts'

const mode = oneOf('in-person', 'online')
const room = line(0, 500).exactOptional()

/** A free time. */
export const slotSchema: z.ZodType<Slot> = record<Slot>({
  id: token,
  doctorId: id,
  clinicId: id,
  start: clinicInstant,
  end: clinicInstant,
  timeZone,
  room,
  mode,
  price: priceSchema.exactOptional(),
}).refine((slot) => epochOf(slot.start) <= epochOf(slot.end), { error: 'must not be before start', path: ['end'] })

const gapSchema: z.ZodType<Gap> = record<Gap>({ from: day, to: day }).refine((gap) => gap.from <= gap.to, {
  error: 'must not be before from',
  path: ['to'],
})

/** Free slots and what is not known about them. */
export const availabilitySchema: z.ZodType<Availability> = record<Availability>({
  slots: list(slotSchema),
  asOf: instant,
  stale: flag,
  complete: flag,
  gaps: list(gapSchema),
}).refine((availability) => availability.complete === (availability.gaps.length === 0), {
  error: 'must be true exactly where there are no gaps',
  path: ['complete'],
})

/** A visit as the MIS keeps it. */
export const appointmentSchema: z.ZodType<Appointment> = record<Appointment>({
  id,
  status: oneOf('booked', 'confirmed', 'arrived', 'completed', 'cancelled', 'no-show', 'other'),
  doctorId: id,
  clinicId: id,
  start: clinicInstant,
  end: clinicInstant,
  slotId: token.exactOptional(),
  reference: reference.exactOptional(),
  mode,
  serviceName: line(0, 500).exactOptional(),
  room,
})

/** What finds an appointment again. A `start` in UTC is accepted: applications keep it in their databases. */
export const appointmentRefSchema: z.ZodType<AppointmentRef> = record<AppointmentRef>({
  id,
  clinicId: id,
  doctorId: id,
  start: instant,
})

/** A slot kept for its owner. */
export const holdSchema: z.ZodType<Hold> = record<Hold>({ id, slot: slotSchema, expiresAt: instant })
