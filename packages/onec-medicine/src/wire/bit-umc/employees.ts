import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { type Access, request } from './common.ts'
import { optionalReference } from './moments.ts'
import { listAnswer, optionalText } from './tree.ts'

/** [doc] All employees who are given to the site. */
export function employeesRequest(access: Access): HttpRequest {
  return request(access, 'DictionaryData', 'read', { Method: 'GetListEmployees' })
}

/** [doc] One row; the same employee may have a row per clinic and per speciality. Photo, rating and services are not read. */
const employeeSchema = z.object({
  UID: optionalReference,
  Наименование: optionalText,
  Фамилия: optionalText,
  Имя: optionalText,
  Отчество: optionalText,
  Специализация: optionalText,
  Организация: optionalReference,
})
export type WireEmployee = z.infer<typeof employeeSchema>

export const employeesAnswerSchema = listAnswer('Сотрудник', employeeSchema)
