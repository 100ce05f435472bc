import type { SharedKey, SharedPlace, Touched } from '@mis/core'
import type { Cover } from './cover.ts'

/** The names of an installation's keys. All are in one slot of a cluster, by the braces, so that one command may take several. */
export interface Names {
  /** Holds the lease of a doctor's day. */
  lease(touched: Touched): string
  /** Holds an answer. */
  answer(key: SharedKey): string
}

export function namesOf(
  prefix: string,
  { vendor, instance }: Pick<SharedPlace, 'vendor' | 'instance'>,
  cover: Cover,
): Names {
  // Encoded, so that no instance can pass for another, nor end the braces.
  const place = `${encodeURIComponent(vendor)}/${encodeURIComponent(instance)}`
  const begin = `${prefix}{${cover.name(place, place)}}`
  const named = (kind: 'lease' | 'answer', text: string) => `${begin}${kind}:${cover.name(text, place)}`
  return {
    lease: ({ doctorId, day }) => named('lease', `${day}:${doctorId}`),
    answer: ({ key }) => named('answer', key),
  }
}
