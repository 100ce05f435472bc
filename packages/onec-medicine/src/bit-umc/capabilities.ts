import type { Capabilities } from '@mis/core'
import type { BitUmcSettings } from './options.ts'

/** What profile `bit-umc` can do. */
export interface BitUmc extends Capabilities {
  readonly patientFields: { readonly required: readonly ['lastName', 'firstName', 'phone'] }
}

export function bitUmcCapabilities({ concurrency }: BitUmcSettings): BitUmc {
  return {
    patientFields: { required: ['lastName', 'firstName', 'phone'] as const },
    slotWindowDays: 31,
    concurrency,
  }
}
