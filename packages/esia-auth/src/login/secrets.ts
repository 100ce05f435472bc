import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** One key for each purpose, all from one secret. */
export interface Secrets {
  /** base64url. */
  sign(purpose: string, text: string): string
}

export function secretsOf(secret: string | Uint8Array): Secrets {
  return {
    sign: (purpose, text) =>
      createHmac('sha256', createHmac('sha256', secret).update(purpose).digest()).update(text).digest('base64url'),
  }
}

/** In a time that tells nothing about where they differ, nor how long they are. */
export function sameText(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())
}
