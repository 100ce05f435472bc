import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { type Access, request } from './common.ts'
import { optionalMinutes, optionalReference } from './moments.ts'
import { listAnswer, optionalFlag, optionalText } from './tree.ts'

/** [doc] Services and prices of one clinic. */
export function pricesRequest(
  access: Access,
  query: { readonly clinicId: string | undefined; readonly employeeId: string | undefined },
): HttpRequest {
  const { clinicId, employeeId } = query
  const method = 'GetNomenclatureAndPrices'
  return request(access, 'DictionaryData', 'read', { Method: method, Clinic: clinicId, EmployeeID: employeeId })
}

/** [doc] One entry of the price list; folders are entries too. */
const priceEntrySchema = z.object({
  UID: optionalReference,
  Наименование: optionalText,
  Цена: optionalText.catch(undefined),
  Продолжительность: optionalMinutes.catch(undefined),
  ЭтоПапка: optionalFlag.catch(false),
})
export type WirePriceEntry = z.infer<typeof priceEntrySchema>

export const pricesAnswerSchema = listAnswer('Каталог', priceEntrySchema)
