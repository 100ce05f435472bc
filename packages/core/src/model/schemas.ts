export { clinicSchema, doctorSchema, priceSchema, serviceSchema, specialtySchema } from './schemas/directory.ts'
export { patientSchema } from './schemas/patient.ts'
export {
  appointmentQuerySchema,
  bookRequestSchema,
  cancelRequestSchema,
  clinicQuerySchema,
  doctorQuerySchema,
  holdRequestSchema,
  rescheduleRequestSchema,
  serviceQuerySchema,
  slotQuerySchema,
} from './schemas/requests.ts'
export {
  appointmentRefSchema,
  appointmentSchema,
  availabilitySchema,
  holdSchema,
  slotSchema,
} from './schemas/visits.ts'
