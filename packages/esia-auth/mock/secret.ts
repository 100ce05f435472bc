import { certificateHash, GostError, readCertificate, verify, verifyCms } from '../src/gost/index.ts'
import { type Asked, isAuthorize, isRefresh } from './asked.ts'
import type { EsiaClient } from './options.ts'

/** The very text that the client must have signed: values as they are, nothing between them. */
function signedText(asked: Asked): string {
  const { values, endpoint, options } = asked
  const { client_id, scope, scope_org = '', timestamp, state, redirect_uri, code, refresh_token } = values
  if (endpoint.startsWith('v1')) return `${scope}${timestamp}${client_id}${state}`
  if (isAuthorize(asked)) return `${client_id}${scope}${scope_org}${timestamp}${state}${redirect_uri}`
  if (!isRefresh(asked)) return `${client_id}${scope}${scope_org}${timestamp}${state}${redirect_uri}${code}`
  if (options.refreshSignature === 'token') return `${client_id}${scope}${timestamp}${state}${refresh_token}`
  return `${client_id}${scope}${scope_org}${timestamp}${state}${redirect_uri}`
}

/** Base64url, or the standard alphabet percent-encoded; `=` at the end or none. [2+ for each] */
function secretBytes(text: string | undefined): Uint8Array | undefined {
  const fits = /^([\w-]+|[A-Za-z0-9+/]+)={0,2}$/.test(text ?? '')
  return fits ? new Uint8Array(Buffer.from(text ?? '', 'base64url')) : undefined
}

/** The client's certificates that count now, PEM. */
function goodCertificates(client: EsiaClient | undefined, now: number): readonly string[] {
  return (client?.certificates ?? [])
    .map((each) => (typeof each === 'string' ? { pem: each, active: true } : each))
    .filter(({ pem, active }) => {
      const { notBefore, notAfter } = readCertificate(pem)
      return active && notBefore.getTime() <= now && now <= notAfter.getTime()
    })
    .map(({ pem }) => pem)
}

/** The certificate whose hash was sent; the hash is that of the DER, in upper case. */
export function namedCertificate({ client, values, now }: Asked): string | undefined {
  return goodCertificates(client, now).find((pem) => certificateHash(pem) === values.client_certificate_hash)
}

/** v2: 64 bytes over exactly that text, by the key of the certificate that was named. */
export function hasRawSignature(asked: Asked): boolean {
  const named = candidates(asked)
  const secret = secretBytes(asked.values.client_secret)
  if (secret?.length !== 64) return false
  const text = new TextEncoder().encode(signedText(asked))
  return named.some((pem) => {
    const { publicKey } = readCertificate(pem)
    return publicKey !== null && verify(text, secret, publicKey)
  })
}

function candidates(asked: Asked): readonly string[] {
  if (!isHashSent(asked)) return goodCertificates(asked.client, asked.now)
  const named = namedCertificate(asked)
  return named === undefined ? [] : [named]
}

/** False for the one call that goes without. */
export function isHashSent(asked: Asked): boolean {
  return !(isRefresh(asked) && asked.options.refreshSignature === 'token')
}

/** v1: what the message in client_secret is, attached or detached, with or without signed attributes. */
export function readMessage(asked: Asked): 'good' | 'foreign-certificate' | 'wrong' {
  const message = secretBytes(asked.values.client_secret)
  if (message === undefined) return 'wrong'
  const text = new TextEncoder().encode(signedText(asked))
  const certificates = goodCertificates(asked.client, asked.now)
  try {
    const { certificate } = verifyCms(message, text, { certificates })
    const der = Buffer.from(certificate.der)
    return certificates.some((pem) => der.equals(readCertificate(pem).der)) ? 'good' : 'foreign-certificate'
  } catch (error) {
    if (error instanceof GostError) return 'wrong'
    throw error
  }
}
