import { z } from 'zod'

const fields = ['DoctorId', 'LastName', 'FirstName', 'MiddleName', 'SpecialityCode', 'SpecialityName', 'Room']
/** [assumed] */
export const doctorsShapes = [
  { element: 'Doctors', fields: [] },
  { element: 'Doctor', under: ['Doctors'], fields },
] as const

const doctorSchema = z.object({
  DoctorId: z.string().min(1),
  LastName: z.string().min(1),
  FirstName: z.string(),
  MiddleName: z.string().optional(),
  SpecialityCode: z.string().optional(),
  SpecialityName: z.string(),
  Room: z.string().optional(),
})
export const doctorsSchema = z.object({ Doctors: z.array(z.unknown()).length(1), Doctor: z.array(doctorSchema) })
export type WireDoctor = z.infer<typeof doctorSchema>
