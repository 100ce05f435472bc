import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { type Access, request } from './common.ts'
import { optionalReference } from './moments.ts'
import { listAnswer, text } from './tree.ts'

/** [doc] All clinics of the base. */
export function clinicsRequest(access: Access): HttpRequest {
  return request(access, 'DictionaryData', 'read', { Method: 'GetListClinic' })
}

const clinicSchema = z.object({ УИД: optionalReference, Наименование: text })
export type WireClinic = z.infer<typeof clinicSchema>

export const clinicsAnswerSchema = listAnswer('Клиника', clinicSchema)
