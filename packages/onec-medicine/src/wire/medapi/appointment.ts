import { z } from 'zod'
import { optionalTextSchema, referenceSchema } from '../scalars.ts'
import { clockSchema, daySchema } from './common.ts'

const none = () => null

/**
 * [assumed] What is read of an answer that is known to be about one appointment. A write that came about is not called
 * unclear because of a member nobody needs.
 */
const detailsSchema = z.object({
  status: z.string().nullish().catch(none),
  doctorGuid: referenceSchema.nullish().catch(none),
  slotDate: daySchema.nullish().catch(none),
  slotTime: clockSchema.nullish().catch(none),
  slotEnd: clockSchema.nullish().catch(none),
  cabinet: optionalTextSchema.catch(none),
  clientReference: optionalTextSchema.catch(none),
})

/** [assumed] The answer to a booking; only `id` is needed. */
export const bookedSchema = detailsSchema.extend({ id: referenceSchema })

/** [assumed] The answer to a cancellation, if there is one: an object that may be empty. */
export const cancelledSchema = detailsSchema.extend({ id: referenceSchema.nullish() })

/** [assumed] An appointment as the extension reads it out. */
export const appointmentSchema = z.object({
  id: referenceSchema,
  status: z.string().min(1),
  doctorGuid: referenceSchema,
  slotDate: daySchema,
  slotTime: clockSchema,
  slotEnd: clockSchema.nullish(),
  cabinet: optionalTextSchema,
  clientReference: optionalTextSchema,
})

export const appointmentsSchema = z.array(appointmentSchema)

export type WireDetails = z.infer<typeof detailsSchema>
export type WireAppointment = z.infer<typeof appointmentSchema>
