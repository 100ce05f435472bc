import { X509Certificate } from 'node:crypto'
import { MisError } from '../errors/mis-error.ts'
import type { TlsOptions } from './tls-options.ts'

const pemCertificate =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

/** All certificates of a PEM text, or the one in DER. @throws MisError `invalid-request` where there is none. */
export function certificatesIn(
  value: string | Uint8Array,
  field: 'cert' | 'ca',
): readonly [X509Certificate, ...X509Certificate[]] {
  const wanted = 'give certificates in PEM: -----BEGIN CERTIFICATE----- …'
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) throw refuseTls(field, wanted)
  const found = textOf(value).match(pemCertificate) ?? [value]
  try {
    const [first, ...rest] = found.map((each) => new X509Certificate(each))
    if (first) return [first, ...rest]
  } catch {
    // Said below: what OpenSSL says of it is no help.
  }
  throw refuseTls(field, wanted)
}

/** PEM is ASCII; other bytes do not matter here. */
export function textOf(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : new TextDecoder('latin1').decode(value)
}

export function refuseTls(field: keyof TlsOptions, hint: string): MisError {
  return new MisError('invalid-request', { details: { fields: [`tls.${field}`] }, hint: `tls.${field}: ${hint}` })
}

/** OpenSSL's word for it in brackets, where it has one; its sentences may hold more than a word. */
export function openSslCode(error: unknown): string {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^\w+$/.test(code) ? ` (${code})` : ''
}
