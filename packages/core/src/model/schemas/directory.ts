import { z } from 'zod'
import type { Clinic, Doctor, Price, Service, Specialty } from '../types.ts'
import { flag, id, line, list, record, timeZone, whole } from './primitives.ts'

const name = line(1, 500)
const note = line(0, 500).exactOptional()

/** A clinic or a branch. */
export const clinicSchema: z.ZodType<Clinic> = record<Clinic>({
  id,
  name,
  timeZone,
  address: note,
  phone: note,
})

/** A medical speciality. */
export const specialtySchema: z.ZodType<Specialty> = record<Specialty>({ id, name })

/** A price in minor units. */
export const priceSchema: z.ZodType<Price> = record<Price>({
  amountMinor: whole(0),
  currency: z
    .string({ error: 'must be a currency code such as RUB' })
    .regex(/^[A-Z]{3}$/, { error: 'must be a currency code such as RUB' }),
})

/** A kind of visit or a service. */
export const serviceSchema: z.ZodType<Service> = record<Service>({
  id,
  name,
  durationMinutes: whole(1).exactOptional(),
  price: priceSchema.exactOptional(),
  doctorIds: list(id).exactOptional(),
})

/** A doctor. The first name may be empty: directories also list rooms and devices as doctors. */
export const doctorSchema: z.ZodType<Doctor> = record<Doctor>({
  id,
  lastName: name,
  firstName: line(0, 500),
  middleName: note,
  fullName: name,
  specialties: list(specialtySchema),
  clinicIds: list(id),
  room: note,
  active: flag,
  experienceYears: z
    .number({ error: 'must be a number of years' })
    .min(0, { error: 'must not be negative' })
    .exactOptional(),
  academicDegree: note,
})
