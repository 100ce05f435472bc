import { z } from 'zod'

/** [assumed] A visit as the service gives it, wherever it gives one. */
const appointmentFields = ['AppointmentId', 'Status', 'DoctorId', 'SlotId', 'StartTime', 'EndTime', 'Room']

export const appointmentShapes = [{ element: 'Appointment', fields: appointmentFields }] as const

const appointmentSchema = z.object({
  AppointmentId: z.string().min(1),
  Status: z.string().min(1),
  DoctorId: z.string().min(1),
  SlotId: z.string().optional(),
  StartTime: z.string().min(1),
  EndTime: z.string().optional(),
  Room: z.string().optional(),
})
export type WireAppointment = z.infer<typeof appointmentSchema>

/** The answer of GetAppointment, CancelAppointment and MoveAppointment. */
export const oneAppointmentSchema = z.object({ Appointment: z.tuple([appointmentSchema]) })

/** The answer of GetPatientAppointments; nobody's list is `<Appointments/>`. */
export const appointmentsShapes = [
  { element: 'Appointments', fields: [] },
  { element: 'Appointment', under: ['Appointments'], fields: appointmentFields },
] as const
export const appointmentsSchema = z.object({
  Appointments: z.array(z.unknown()).length(1),
  Appointment: z.array(appointmentSchema),
})
