import type { Operation } from '@mis/core'
import type { MedeskOptions } from '@mis/medesk'
import type { MedeskMockOptions } from '@mis/medesk/mock'
import { type Sample as SampleOf, samplesIn } from '../../../tools/lib/samples.ts'
import type { SampleState } from './sample-world.ts'

/** `expected.json`: what is called, what the clinic is like, and what comes out. */
interface Expected {
  readonly operation: Operation
  readonly input: unknown
  readonly options?: Partial<MedeskOptions>
  /** False where the request is a stranger's: the adapter would not send it. */
  readonly adapterSends?: false
  readonly world: SampleState
  readonly mock?: Partial<MedeskMockOptions>
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly details: unknown }
}

export type Sample = SampleOf<Expected>

export const readSamples = (): readonly Sample[] => samplesIn<Expected>(new URL('../samples/', import.meta.url))
