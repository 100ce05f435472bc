import type { RecordShape } from '@mis/core/xml'
import { z } from 'zod'
import { idSchema, optionalText } from './common.ts'
import type { Message } from './message.ts'

/** [doc] Which entries: -1 is all of them, those hidden from web pages too. */
const everything = -1

/** [doc] Branches. */
export const branchesMessage = (): Message => ({ name: 'GET_FILIAL_LIST', input: { VIEWINWEB: everything } })

export const branchShape = {
  element: 'GETFILIALLIST',
  under: ['GET_FILIAL_LIST_OUT'],
  fields: ['FILIAL', 'FNAME', 'FADDR', 'FPHONE', 'VIEWINWEB_OUT', 'TIMEZONE'],
} as const satisfies RecordShape

export const branchSchema = z.object({
  FILIAL: idSchema,
  FNAME: z.string(),
  FADDR: optionalText,
  FPHONE: optionalText,
  TIMEZONE: optionalText,
})
export type WireBranch = z.infer<typeof branchSchema>

/** [doc] Doctors `first`..`last`, counted from 1, both included; one doctor repeats per department and branch. */
export function doctorsMessage(first: number, last: number, branch?: string): Message {
  return {
    name: 'GET_DOCTOR_LIST',
    input: { FILLIST: branch, VIEWINWEB: everything, FIRSTROW: first, LASTROW: last },
  }
}

export const doctorShape = {
  element: 'GETDOCTORLIST',
  under: ['GET_DOCTOR_LIST_OUT'],
  fields: ['DCODE', 'DNAME', 'DEPNUM', 'DEPNAME', 'FILIAL', 'VIEWINWEB'],
} as const satisfies RecordShape

export const doctorSchema = z.object({
  DCODE: idSchema,
  DNAME: z.string().trim().min(1),
  DEPNUM: optionalText,
  DEPNAME: optionalText,
  FILIAL: optionalText,
  VIEWINWEB: optionalText,
})
export type WireDoctor = z.infer<typeof doctorSchema>

/** [doc] Services and prices of one department. */
export const pricesMessage = (department: string): Message => ({ name: 'PRICE_LIST', input: { DEPNUM: department } })

export const priceShape = {
  element: 'SCH',
  under: ['PRICE_LIST_OUT'],
  fields: ['SCHID', 'SCHNAME', 'SPRICE', 'FILIAL'],
} as const satisfies RecordShape

export const priceSchema = z.object({
  SCHID: idSchema,
  SCHNAME: z.string().trim().min(1),
  /** Roubles with kopecks after a point, [doc]; some servers write a comma. */
  SPRICE: z
    .string()
    .trim()
    .regex(/^(\d{1,12}([.,]\d{1,4})?)?$/)
    .optional(),
  FILIAL: optionalText,
})
export type WirePrice = z.infer<typeof priceSchema>
