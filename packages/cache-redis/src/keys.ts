import type { SharedKey, SharedPlace, Touched } from '@mis/core'

/** The names of an installation's keys. All are in one slot of a cluster, by the braces, so that one command may take several. */
export interface Names {
  /** Holds the lease of a doctor's day. */
  lease(touched: Touched): string
  /** Holds an answer. */
  answer(key: SharedKey): string
}

export function namesOf(prefix: string, { vendor, instance }: Pick<SharedPlace, 'vendor' | 'instance'>): Names {
  // Encoded, so that no instance can pass for another, nor end the braces.
  const place = `${prefix}{${encodeURIComponent(vendor)}/${encodeURIComponent(instance)}}`
  return {
    lease: ({ doctorId, day }) => `${place}lease:${day}:${doctorId}`,
    answer: ({ key }) => `${place}answer:${key}`,
  }
}
