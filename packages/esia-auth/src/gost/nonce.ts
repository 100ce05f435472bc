import { createHmac } from 'node:crypto'
import { toBigEndian } from './bytes.ts'
import type { Curve } from './curves.ts'
import { scalarFrom } from './keys.ts'

/**
 * The one-time number of a signature, 1…q-1: HMAC-SHA512 by the private key over the digest, fresh entropy and the
 * attempt. Where the system's random numbers fail, it still differs for each digest; where the digest repeats, it
 * still cannot be foreseen.
 */
export function hedgedNonce(
  curve: Curve,
  scalar: bigint,
  digest: Uint8Array,
  entropy: Uint8Array,
  attempt: number,
): bigint {
  const mac = createHmac('sha512', toBigEndian(scalar))
  mac.update('GOST R 34.10-2012 nonce\0').update(Uint8Array.of(attempt)).update(entropy).update(digest)
  return scalarFrom(mac.digest(), curve)
}
