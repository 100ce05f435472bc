import type { Clinic } from '@mis/core'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import { Refusal } from '../platform/refusal.ts'
import type { Answer, Asked } from '../profile.ts'

export function createAppointments(_world: OneCWorld, _clinic: Clinic, _options: OneCMockOptions) {
  return (_asked: Asked): Answer => {
    throw new Refusal(501, 'Ещё не готово')
  }
}
