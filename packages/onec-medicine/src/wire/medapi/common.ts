import { z } from 'zod'

/** Where the resources stand below the service root. */
export interface MedapiPaths {
  readonly doctors: string
  readonly schedule: string
  readonly appointments: string
}

/** How a day can be written. */
export const dateForms = ['YYYYMMDD', 'YYYY-MM-DD', 'YYYY-MM-DDT00:00:00', 'DD.MM.YYYY'] as const
export type DateForm = (typeof dateForms)[number]

/** A day `YYYY-MM-DD` in the form this base wants. */
export function dateIn(form: DateForm, day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return form.replace('YYYY', year).replace('MM', month).replace('DD', date)
}

/** [req] `HH:mm`; [platform] a 1C time has a date before it, often an empty one, and seconds after it. */
export const clockSchema = z
  .string()
  .regex(/^\s*(?:\d{4}-\d\d-\d\dT)?(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)(?::\d\d)?\s*$/)

/** [assumed] `YYYY-MM-DD`; [platform] with or without hyphens, with or without a time; `0001-01-01` is none. */
export const daySchema = z.string().regex(/^\s*\d{4}-?\d\d-?\d\d(?:T[\d:.]*)?\s*$/)
