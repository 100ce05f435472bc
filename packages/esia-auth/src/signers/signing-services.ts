import { type HttpHead, type HttpRequest, parseJson } from '@mis/core/adapter'
import { EsiaError } from '../errors.ts'
import type { EsiaSigner } from './types.ts'

/** What a signing service answered, with a good status. */
export interface SigningAnswer extends Pick<HttpHead, 'status' | 'header'> {
  readonly bytes: Uint8Array
  /** As UTF-8. */
  readonly text: string
  /** @throws EsiaError `signer-failed` where it is no JSON. */
  json(): unknown
}

/** How a signing service is spoken to. */
export interface SigningService {
  /** Which signature it makes. Default: `raw`. */
  readonly format: EsiaSigner['format']
  /** What is posted for bytes to sign. Default: that of `signingServices.plain`. */
  readonly request: (data: Uint8Array) => Pick<HttpRequest, 'json' | 'body' | 'headers'>
  /** The signature: its bytes, or their base64 in either alphabet. Default: that of `signingServices.plain`. */
  readonly response: (answer: SigningAnswer) => Uint8Array | string
}

/** The strings that ESIA wants signed are text. */
const utf8 = (data: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)

/** Dialects of signing services. */
export const signingServices = {
  /**
   * Ours, for a service that you write: `{ "data": "<base64>" }` in; out comes `{ "signature": "<base64>" }`, or the
   * signature itself as `application/octet-stream`, or its base64 as text.
   */
  plain: {
    format: 'raw',
    request: (data) => ({ json: { data: Buffer.from(data).toString('base64') } }),
    response: (answer) => {
      const type = answer.header('content-type') ?? ''
      if (/json/i.test(type)) return memberOf(answer.json(), 'signature')
      return /octet-stream/i.test(type) ? answer.bytes : answer.text
    },
  },
  /** `POST /cryptopro/sign` of cryptopro-sign: CMS by CryptoPro's cryptcp, so for protocol v1. [1] */
  cryptoproSign: {
    format: 'cms',
    request: (data) => ({ json: { text: utf8(data) } }),
    response: (answer) => memberOf(answer.json(), 'result'),
  },
  /**
   * `POST /api/v1/sign` of esia-potato: CMS, so for protocol v1. [1] The key goes with each request: only over TLS, or
   * inside one machine.
   */
  esiaPotato: ({ privateKeyHex, certificateBase64 }) => ({
    format: 'cms',
    request: (data) => ({
      json: { private_key_hex: privateKeyHex, certificate_base64: certificateBase64, message: utf8(data) },
    }),
    response: (answer) => memberOf(answer.json(), 'signature_base64'),
  }),
} as const satisfies {
  plain: SigningService
  cryptoproSign: SigningService
  esiaPotato: (key: { readonly privateKeyHex: string; readonly certificateBase64: string }) => SigningService
}

function memberOf(value: unknown, name: string): string {
  const member = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  if (typeof member === 'string') return member
  throw bad(`the answer has no text in ${name}`)
}

/** The signature in an answer. @throws EsiaError `signer-failed` */
export function signatureBytes(
  response: SigningService['response'],
  bytes: Uint8Array,
  { status, header }: HttpHead,
): Uint8Array {
  const body = new TextDecoder().decode(bytes)
  const json = () => {
    try {
      return parseJson(body)
    } catch {
      throw bad('the answer is not JSON')
    }
  }
  const signature = response({ status, header, bytes, text: body, json })
  const plain = typeof signature === 'string' ? fromBase64(signature) : Uint8Array.from(signature)
  if (plain.length === 0) throw bad('the signature is empty')
  return plain
}

/** Either alphabet, with or without padding, in one line or many. */
function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(digits)) throw bad('the signature is not base64')
  return Uint8Array.from(Buffer.from(digits, 'base64'))
}

function bad(hint: string): EsiaError {
  return new EsiaError('signer-failed', { hint: `httpSigner: ${hint}` })
}
