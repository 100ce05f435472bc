import { z } from 'zod'
import { idSchema, optionalText, type PortalRequest, rowsOf } from './common.ts'

/** [client] */
export const branchesRequest = (): PortalRequest => ({ method: 'GET', path: '/filial' })

/** [assumed] The members of a branch; `timezone` in whole hours as everywhere on this wire. */
const branchSchema = z.object({
  id: idSchema,
  name: z.string(),
  address: optionalText,
  phone: optionalText,
  timezone: z.union([z.int(), z.string()]).nullish(),
})
export const branchesSchema = rowsOf(branchSchema)
export type PortalBranch = z.infer<typeof branchSchema>

/** [client] Departments of a branch. */
export const departmentsRequest = (branch: string): PortalRequest => ({
  method: 'GET',
  path: '/api/reservation/departments',
  query: { f: branch },
})

export const departmentsSchema = rowsOf(z.object({ id: idSchema, name: z.string() }))

/** [client] Doctors of a branch, or of one department in it. */
export const doctorsRequest = (branch: string, department?: string): PortalRequest => ({
  method: 'GET',
  path: '/api/reservation/doctors',
  query: { f: branch, d: department },
})

export const doctorsSchema = rowsOf(
  z.object({ dcode: idSchema, name: z.string().trim().min(1), departmentName: optionalText }),
)
