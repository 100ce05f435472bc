import { createPrivateKey, type KeyObject } from 'node:crypto'
import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { EsiaError } from '../errors.ts'
import { ownCertificate } from './certificate.ts'
import { detached } from './gost-pem.ts'
import { text } from './option-schemas.ts'
import type { EsiaSigner } from './types.ts'

/** An RSA key and its certificate in PEM. */
export interface RsaPkcs7SignerOptions {
  readonly key: string
  readonly certificate: string
  /** Opens an encrypted key. Default: none. */
  readonly passphrase?: string
}

const optionsSchema = z.object({ key: text, certificate: text, passphrase: z.string().optional() })

/**
 * CMS (PKCS#7) by RSA with SHA-256, detached: for protocol v1 at test stands. Production refuses RSA. [2+]
 *
 * @throws MisError `invalid-request` naming a wrong option
 * @throws EsiaError `signer-key`, `signer-certificate`
 */
export function rsaPkcs7Signer(options: RsaPkcs7SignerOptions): EsiaSigner {
  const { key: pem, passphrase, ...rest } = checkOptions(optionsSchema, options, 'rsaPkcs7Signer')
  const { pem: certificate, hash, publicKey } = ownCertificate(rest.certificate)
  if (publicKey) {
    throw new EsiaError('signer-certificate', { hint: 'certificate: it is of GOST; use gostPemSigner with format cms' })
  }
  const key = keyOf(pem, passphrase)
  return {
    format: 'cms',
    certificate,
    certificateHash: async () => hash,
    async sign(data, { signal } = {}) {
      signal?.throwIfAborted()
      return detached(data, { key, certificate })
    },
  }
}

function keyOf(pem: string, passphrase: string | undefined): KeyObject {
  try {
    const key = createPrivateKey({ key: pem, format: 'pem', ...(passphrase !== undefined && { passphrase }) })
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // Said below: what OpenSSL says of it is no help.
  }
  const isEncrypted = /ENCRYPTED/.test(pem)
  throw new EsiaError('signer-key', {
    hint: isEncrypted ? 'passphrase: it does not open the key' : 'key: give a private RSA key in PEM',
  })
}
