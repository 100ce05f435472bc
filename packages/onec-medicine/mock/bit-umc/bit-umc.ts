import type { Clinic } from '@mis/core'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import { Refusal } from '../platform/refusal.ts'
import type { Profile } from '../profile.ts'

export function createBitUmc(_world: OneCWorld, _clinic: Clinic, _options: OneCMockOptions): Profile {
  return {
    routes: ['POST /Schedule'],
    operationOf: () => undefined,
    answer() {
      throw new Refusal(501, 'Ещё не готово')
    },
  }
}
