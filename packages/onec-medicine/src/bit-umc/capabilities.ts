import type { Capabilities } from '@mis/core'
import type { BitUmcSettings } from './options.ts'

/** What profile `bit-umc` can do. A patient's visits cannot be listed, and a lost booking has nothing to be found by. */
export interface BitUmc extends Capabilities {
  readonly patientFields: { readonly required: readonly ['lastName', 'firstName', 'phone'] }
  readonly listClinics: true
  readonly listServices: true
  readonly getAppointment: true
  readonly reschedule: true
  readonly hold: { readonly maxSeconds: number }
}

/** [doc] A reservation is removed by a scheduled job after about 15 minutes. */
export const reserveSeconds = 900

export function bitUmcCapabilities({ concurrency, slotWindowDays }: BitUmcSettings): BitUmc {
  return {
    patientFields: { required: ['lastName', 'firstName', 'phone'] },
    slotWindowDays,
    concurrency,
    listClinics: true,
    listServices: true,
    getAppointment: true,
    reschedule: true,
    hold: { maxSeconds: reserveSeconds },
  }
}
