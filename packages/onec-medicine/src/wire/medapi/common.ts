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
