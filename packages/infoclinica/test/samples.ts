import type { Operation } from '@mis/core'
import type { InfoclinicaMockOptions } from '@mis/infoclinica/mock'
import { type Sample as SampleOf, samplesIn } from '../../../tools/lib/samples.ts'
import type { SampleState } from './sample-world.ts'

/** `expected.json`: what is called, what the clinic is like, and what comes out. */
export interface Expected {
  readonly operation: Operation
  readonly input: unknown
  readonly profile?: 'portal'
  /** Options of the adapter. */
  readonly options?: object
  readonly world: SampleState
  readonly mock?: Partial<InfoclinicaMockOptions>
  /** False where no mock gives this answer: it was written by hand. */
  readonly mockAnswers?: false
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly details: unknown }
}

export type Sample = SampleOf<Expected>

export const readSamples = (): readonly Sample[] => samplesIn<Expected>(new URL('../samples/', import.meta.url))

/** What a request asks for: the message of the gateway, or method and path of the portal. */
export function kindOf(method: string, target: string, body: string): string {
  return /<MSG\.2>(\w+)</.exec(body)?.[1] ?? `${method} ${target.split('?', 1)[0]}`
}
