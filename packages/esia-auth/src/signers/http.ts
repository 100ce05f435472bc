import { type Context, defaultRuntime, type Runtime } from '@mis/core'
import { checkOptions, type HeaderValues, type HttpHead, http, isMisError, type TlsOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { EsiaError } from '../errors.ts'
import { gostCertificate } from './certificate.ts'
import { millisecondsOption, object, runtimeOption, text } from './option-schemas.ts'
import { rawSignature } from './raw-signature.ts'
import { type SigningService, signatureBytes, signingServices } from './signing-services.ts'
import type { EsiaSigner } from './types.ts'
import { within } from './within.ts'

/** A service that keeps the key and signs over HTTP. Spread one of `signingServices` in, or describe your own. */
export interface HttpSignerOptions extends Partial<SigningService> {
  /** Where it signs, http or https, such as `https://signer.clinic.example/sign`. */
  readonly url: string
  /** The certificate of the system, PEM. */
  readonly certificate: string
  /** Sent with each request; a function is asked before each one. Default: none. */
  readonly headers?: HeaderValues | (() => Promise<HeaderValues>)
  /** A client certificate, or a CA of theirs; needs https. Default: none. */
  readonly tls?: TlsOptions
  /** How long one signature may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number
  /** Larger answers are refused, in bytes. Default: 64 KiB. */
  readonly maxResponseBytes?: number
  /** Time and network, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

/** An `EsiaSigner` that keeps connections where it was given `tls`. */
export interface HttpSigner extends EsiaSigner {
  /** Closes them; nothing to do without `tls`. */
  close(): Promise<void>
}

const callable = <T>() => z.custom<T>((value) => typeof value === 'function', 'must be a function')

const optionsSchema = z.object({
  url: z
    .string()
    .refine(isWebAddress, 'must be an http or https address without credentials and fragment; see headers'),
  certificate: text,
  format: z.enum(['raw', 'cms']).default('raw'),
  request: callable<SigningService['request']>().default(() => signingServices.plain.request),
  response: callable<SigningService['response']>().default(() => signingServices.plain.response),
  headers: z
    .custom<NonNullable<HttpSignerOptions['headers']>>(
      (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
      'must be an object, or a function that resolves to one',
    )
    .default({}),
  tls: object<TlsOptions>().optional(),
  timeoutMs: millisecondsOption.default(10_000),
  maxResponseBytes: z
    .int()
    .min(1)
    .default(64 * 1024),
  runtime: runtimeOption.optional(),
})

/**
 * Signs by one POST to a signing service. Never repeats it, follows no redirect.
 *
 * @throws MisError `invalid-request` naming a wrong option
 * @throws EsiaError `signer-certificate`
 */
export function httpSigner(options: HttpSignerOptions): HttpSigner {
  const { url, format, request, response, headers, tls, timeoutMs, maxResponseBytes, ...rest } = checkOptions(
    optionsSchema,
    options,
    'httpSigner',
  )
  const runtime = { ...defaultRuntime, ...rest.runtime }
  const { pem, hash } = gostCertificate(rest.certificate)
  const { origin, pathname, searchParams } = new URL(url)
  const send = http({
    baseUrl: origin,
    maxResponseBytes,
    headers: typeof headers === 'function' ? () => headers() : headers,
    now: runtime.now,
    ...(tls && { tls }),
  })
  const ask = async (data: Uint8Array, signal: AbortSignal): Promise<Uint8Array> => {
    // `operation` only names a read: a signature changes nothing in the service.
    const context: Context = { operation: 'listClinics', signal, runtime, sent: undefined }
    const post = { method: 'POST', path: pathname, query: Object.fromEntries(searchParams), effect: 'read' } as const
    return send.stream({ ...post, ...request(data) }, context, async (body, head) => {
      const bytes = await whole(body)
      if (head.status < 200 || head.status > 299) throw refused(head)
      return signatureBytes(response, bytes, head)
    })
  }
  return {
    format,
    certificate: pem,
    certificateHash: async () => hash,
    sign: (data, { signal } = {}) =>
      within({ runtime, timeoutMs, signal, late }, async (inner) => {
        const signature = await ask(data, inner).catch((error) => {
          throw inner.aborted ? inner.reason : translated(error)
        })
        return format === 'raw' ? rawSignature(signature, 'the signing service') : signature
      }),
    close: () => send.close(),
  }
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password, hash } = new URL(address)
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === ''
}

function refused({ status }: HttpHead): EsiaError {
  if (status === 401 || status === 403)
    return said('signer-failed', 'the signing service refuses us; see headers', status)
  const isPassing = status >= 500 || status === 408 || status === 429
  return said(isPassing ? 'signer-unavailable' : 'signer-failed', `the signing service answered ${status}`, status)
}

/** What `http()` throws, in the words of a signer. What the app's own functions throw stays as it is. */
function translated(error: unknown): unknown {
  if (isMisError(error, 'unavailable')) return said('signer-unavailable', 'the signing service was not reached')
  if (isMisError(error)) return said('signer-failed', `the signing service: ${error.code} ${hintOf(error)}`)
  return error
}

/** The sentence in brackets: words without content. */
const hintOf = ({ message }: Error): string => /\(.*\)$/s.exec(message)?.[0] ?? ''

const late = () => said('signer-unavailable', 'the signing service gave no signature in timeoutMs')

function said(reason: 'signer-failed' | 'signer-unavailable', hint: string, status?: number): EsiaError {
  return new EsiaError(reason, { hint: `httpSigner: ${hint}`, ...(status !== undefined && { status }) })
}
