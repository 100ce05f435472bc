import { EsiaError } from '../errors.ts'

/** Bytes of a signature of GOST R 34.10-2012 with a key of 256 bits. */
export const rawSignatureBytes = 64

/** @throws EsiaError `signer-failed` where it cannot be a raw signature, by its length. */
export function rawSignature(bytes: Uint8Array, whose: string): Uint8Array {
  if (bytes.length === rawSignatureBytes) return Uint8Array.from(bytes)
  const isCms = bytes.length > rawSignatureBytes && bytes[0] === 0x30
  const what = isCms ? 'it looks like CMS, which protocol v1 takes' : 'a key of 256 bits is needed'
  throw new EsiaError('signer-failed', {
    hint: `${whose} gave ${bytes.length} bytes where a raw signature has ${rawSignatureBytes}; ${what}`,
  })
}
