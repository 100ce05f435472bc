import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { EsiaError } from '../errors.ts'
import { cmsDetached, GostError, type GostPrivateKey, readPrivateKey, sign } from '../gost/index.ts'
import { gostCertificate } from './certificate.ts'
import { text } from './option-schemas.ts'
import type { EsiaSigner } from './types.ts'

/** A key and a certificate in PEM. */
export interface GostPemSignerOptions {
  /** PKCS#8 of GOST R 34.10-2012, 256 bits; plain or encrypted (PBES2). */
  readonly key: string
  /** The certificate of the system, PEM. */
  readonly certificate: string
  /** Opens an encrypted key. Default: none. */
  readonly passphrase?: string
  /** `cms` for protocol v1. Default: `raw`. */
  readonly format?: EsiaSigner['format']
}

const optionsSchema = z.object({
  key: text,
  certificate: text,
  passphrase: z.string().optional(),
  format: z.enum(['raw', 'cms']).default('raw'),
})

/**
 * Signs in this process, with `@mis/esia-auth/gost`: for development, tests and stands. In production a certified module
 * signs: the arithmetic here is not of constant time, and the key is in memory.
 *
 * @throws MisError `invalid-request` naming a wrong option
 * @throws EsiaError `signer-key`, `signer-certificate`
 */
export function gostPemSigner(options: GostPemSignerOptions): EsiaSigner {
  const { key: pem, passphrase, format, ...rest } = checkOptions(optionsSchema, options, 'gostPemSigner')
  const { pem: certificate, hash } = gostCertificate(rest.certificate)
  const key = keyOf(pem, passphrase)
  return {
    format,
    certificate,
    certificateHash: async () => hash,
    async sign(data, { signal } = {}) {
      signal?.throwIfAborted()
      return format === 'raw' ? sign(data, key) : detached(data, { key, certificate })
    },
  }
}

function keyOf(pem: string, passphrase: string | undefined): GostPrivateKey {
  try {
    return readPrivateKey(pem, passphrase)
  } catch (error) {
    if (!(error instanceof GostError)) throw error
    throw new EsiaError('signer-key', {
      hint: `${error.fault === 'passphrase' ? 'passphrase' : 'key'}: ${error.message}`,
    })
  }
}

/** @throws EsiaError `signer-key-mismatch`, since a CMS message names the certificate of its key */
export function detached(
  data: Uint8Array,
  signing: Pick<Parameters<typeof cmsDetached>[0], 'key' | 'certificate'>,
): Uint8Array {
  try {
    return cmsDetached({ data, ...signing })
  } catch (error) {
    if (error instanceof GostError && error.fault === 'key') throw new EsiaError('signer-key-mismatch')
    throw error
  }
}
