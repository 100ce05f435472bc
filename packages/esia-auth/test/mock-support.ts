// A client of the test's own, so that what the mock demands is seen without the package's client.
import { type EsiaClient, type EsiaMockOptions, esiaChild, esiaMock, esiaPerson, signIn } from '@mis/esia-auth/mock'
import { inProcess } from '@mis/mock'
import { onTestFinished } from 'vitest'
import {
  certificateHash,
  type GostPrivateKey,
  generateCertificate,
  generateKeyPair,
  readCertificate,
  type SigningKey,
  sign,
} from '../src/gost/index.ts'

export const now = Date.parse('2031-03-03T05:00:00Z')
export const redirectUri = 'https://app.example/esia/callback'
export const scope = 'openid fullname birthdate gender snils medical_doc mobile email kid_fullname kid_medical_doc'

const day = 86_400_000

/** A certificate that is good for a year around `now`, PEM. */
export function certified<Key extends SigningKey>(key: Key, from = now - day, to = now + 364 * day) {
  const notBefore = new Date(from)
  return { key, certificate: generateCertificate({ key, subject: 'CN=Clinic', notBefore, notAfter: new Date(to) }) }
}

export const clinic = certified(generateKeyPair('CryptoPro-XchA').privateKey)
export const stranger = certified(generateKeyPair('TC26-256-A').privateKey)
export const expired = certified(generateKeyPair('CryptoPro-A').privateKey, now - 30 * day, now - day)
export const inactive = certified(generateKeyPair('CryptoPro-A').privateKey)

export const woman = esiaPerson(1, { children: [esiaChild(79), esiaChild(78, { policy: 'absent' })] })
export const unconfirmed = esiaPerson(2, { trusted: false, policy: 'not-verified' })
export const withOldPolicy = esiaPerson(3, { policy: 'old' })
export const persons = [woman, unconfirmed, withOldPolicy]

export const client: EsiaClient = {
  clientId: 'CLINIC01',
  certificates: [clinic.certificate, expired.certificate, { pem: inactive.certificate, active: false }],
  redirectUris: [redirectUri, 'https://app.example/other'],
  scopes: [...scope.split(' '), 'addresses', 'id_doc'],
}
const neighbour: EsiaClient = {
  clientId: 'CLINIC02',
  certificates: [stranger.certificate],
  redirectUris: [redirectUri],
}

/** The ESIA of a test; options may be changed on the way. */
export function esia(changes: Partial<EsiaMockOptions> = {}) {
  const options = { clients: [client, neighbour], persons, now: () => now, ...changes }
  const mock = esiaMock(options)
  const server = inProcess(mock)
  onTestFinished(() => server.close())
  return { mock, server, options }
}
export type Esia = ReturnType<typeof esia>

export type Values = Readonly<Record<string, string | undefined>>

/** How a request differs from a right one. */
export interface Change {
  /** Changed before it is signed; undefined leaves a parameter out. */
  readonly values?: Values
  /** Changed after it is signed. */
  readonly spoiled?: Values
  /** A parameter that is sent a second time. */
  readonly twice?: string
  /** Default: what the protocol wants signed. */
  readonly text?: (values: Values) => string
  readonly secret?: (signature: Uint8Array) => string
  readonly signer?: { readonly key: GostPrivateKey; readonly certificate: string }
  readonly method?: string
  /** Changes the parameters as they are sent. */
  readonly sent?: (text: string) => string
  readonly contentType?: string
}

export function timestampAt(epoch: number): string {
  const [date = '', time = ''] = new Date(epoch).toISOString().split('T')
  return `${date.replaceAll('-', '.')} ${time.slice(0, 8)} +0000`
}

export const authorizeText = (values: Values): string =>
  ['client_id', 'scope', 'scope_org', 'timestamp', 'state', 'redirect_uri'].map((name) => values[name] ?? '').join('')
const tokenText = (values: Values): string => authorizeText(values) + (values.code ?? '')

function signedParameters(values: Values, change: Change, text: (values: Values) => string): string {
  const { signer = clinic, secret = inBase64Url } = change
  const hash = certificateHash(signer.certificate)
  const whole: Values = { client_certificate_hash: hash, ...values, ...change.values }
  const signature = sign(new TextEncoder().encode((change.text ?? text)(whole)), signer.key)
  return written({ client_secret: secret(signature), ...whole, ...change.spoiled }, change)
}

/** Parameters as they are sent. */
export function written(values: Values, { twice, sent = (text) => text }: Change): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined) parameters.append(name, value)
  if (twice !== undefined) parameters.append(twice, values[twice] ?? '')
  return sent(parameters.toString())
}

export function inBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

/** The address that a person is sent to. */
export function authorizeUrl({ server }: Esia, change: Change = {}): string {
  const values: Values = {
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope,
    response_type: 'code',
    state: crypto.randomUUID(),
    access_type: 'offline',
    timestamp: timestampAt(now),
  }
  return `${server.url}/aas/oauth2/v2/ac?${signedParameters(values, change, authorizeText)}`
}

/** What the app finds in its callback's address. */
export async function callback(
  place: Esia,
  change: Change = {},
  oid = woman.oid,
  decision: 'allow' | 'deny' = 'allow',
) {
  const { fetch } = place.server
  const url = new URL(await signIn(authorizeUrl(place, change), { oid, decision, fetch }))
  return { address: url.origin + url.pathname, ...Object.fromEntries(url.searchParams) } as Readonly<
    Record<string, string>
  >
}

/** A token answer, or what is said instead. */
export interface TokenAnswer {
  readonly status: number
  readonly access_token?: string
  readonly refresh_token?: string
  readonly id_token?: string
  readonly state?: string
  readonly error_description?: string
}

/** What the token address answers. */
export async function exchange(place: Esia, code: string, change: Change = {}): Promise<TokenAnswer> {
  const values: Values = {
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope,
    code,
    grant_type: 'authorization_code',
    state: crypto.randomUUID(),
    timestamp: timestampAt(place.options.now()),
    token_type: 'Bearer',
  }
  return await post(place, '/aas/oauth2/v3/te', signedParameters(values, change, tokenText), change)
}

export function refresh(place: Esia, token: string, change: Change = {}): Promise<TokenAnswer> {
  const values = { grant_type: 'refresh_token', refresh_token: token, code: undefined, ...change.values }
  return exchange(place, '', { text: authorizeText, ...change, values })
}

export async function post(
  { server }: Esia,
  path: string,
  body: string,
  { method = 'POST', contentType }: Change,
): Promise<TokenAnswer> {
  const headers = { 'content-type': contentType ?? 'application/x-www-form-urlencoded' }
  const response = await server.fetch(server.url + path, { method, headers, ...(method !== 'GET' && { body }) })
  return { ...((await response.json()) as object), status: response.status }
}

/** A whole sign-in of a person. */
export async function signedIn(place: Esia, change: Change = {}, oid = woman.oid) {
  const { code = '' } = await callback(place, change, oid)
  const { scope: wanted = scope } = change.values ?? {}
  return { code, ...(await exchange(place, code, { values: { scope: wanted } })) }
}

/** Header and claims of a token. */
export function parts(token = ''): readonly Readonly<Record<string, unknown>>[] {
  return token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
}

/** The code of an answer or of a callback; undefined where it is none. */
export function codeOf({ error_description: text = '' }: { readonly error_description?: string }): string | undefined {
  return /^(ESIA-\d{6}): /.exec(text)?.[1]
}

/** The elements of a collection that was answered. */
export function elementsOf(body: Readonly<Record<string, unknown>>): readonly unknown[] {
  return body.elements as readonly unknown[]
}

/** GET of a person's data. */
export async function read({ server }: Esia, path: string, token: string | undefined) {
  const response = await server.fetch(
    server.url + path,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  )
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> }
}

export function hashOf(pem: string): string {
  return certificateHash(readCertificate(pem).der)
}
