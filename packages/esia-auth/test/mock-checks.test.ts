import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checks } from '../mock/checks.ts'
import { certificateHash, readCertificate } from '../src/gost/index.ts'
import {
  authorizeText,
  authorizeUrl,
  type Change,
  callback,
  clinic,
  esia,
  exchange,
  expired,
  inactive,
  inBase64Url,
  now,
  redirectUri,
  scope,
  stranger,
  timestampAt,
} from './mock-support.ts'

interface Row {
  readonly what: string
  readonly code: string
  readonly change: Change
  /** Default: the change itself. */
  readonly title?: string
}
const row = (what: string, code: string, change: Change): Row => ({ what, code, change })

/** These are the same at both addresses. */
const anywhere: readonly Row[] = [
  row('parameters are no form or badly encoded', 'ESIA-007038', { sent: (text) => `${text}&extra=%zz` }),
  row('a parameter is repeated', 'ESIA-007003', { twice: 'scope' }),
  row('there is no scope', 'ESIA-007013', { values: { scope: '' } }),
  ...['client_id', 'client_secret', 'client_certificate_hash', 'redirect_uri', 'state', 'timestamp'].map((name) =>
    row('a mandatory parameter is missing or empty', 'ESIA-007014', { spoiled: { [name]: undefined } }),
  ),
  row('nobody has this mnemonic, or it is not in upper case', 'ESIA-007005', { values: { client_id: 'NOBODY' } }),
  row('nobody has this mnemonic, or it is not in upper case', 'ESIA-007005', { values: { client_id: 'clinic01' } }),
  ...[`${scope} nonsense`, `${scope} openid`, `${scope}  inn`, ` ${scope}`, scope.replaceAll(' ', ',')].map((wrong) =>
    row('a scope is unknown, repeated, or not parted by one space', 'ESIA-007006', { values: { scope: wrong } }),
  ),
  row('a scope is not granted to the system', 'ESIA-007019', { values: { scope: `${scope} inn` } }),
  ...['1', 'not-a-uuid', '0123456789abcdef0123456789abcdef'].map((state) =>
    row('state is no UUID', 'ESIA-007003', { values: { state } }),
  ),
  ...[
    '2031-03-03T05:00:00Z',
    '2031.03.03 05:00:00',
    '2031.03.03 24:00:00 +0000',
    '2031.02.30 05:00:00 +0000',
    '03/03/2031, 05:00:00 +0000',
  ].map((timestamp) =>
    row('timestamp is not written as yyyy.MM.dd HH:mm:ss +HHMM', 'ESIA-007015', { values: { timestamp } }),
  ),
  row('timestamp is not written as yyyy.MM.dd HH:mm:ss +HHMM', 'ESIA-007015', {
    // The `+` of the zone goes out as it is and arrives as a space.
    sent: (text) => text.replace('%2B0000', '+0000'),
  }),
  ...[-301, 301].map((seconds) =>
    row('timestamp is too far from the time of ESIA', 'ESIA-007015', {
      values: { timestamp: timestampAt(now + seconds * 1_000) },
    }),
  ),
  ...[expired, inactive, stranger].map((signer) =>
    row('client_certificate_hash is of no certificate that is loaded, active and in its dates', 'ESIA-007053', {
      signer,
    }),
  ),
  row('client_certificate_hash is of no certificate that is loaded, active and in its dates', 'ESIA-007053', {
    spoiled: { client_certificate_hash: sha256OfDer() },
  }),
  row('client_certificate_hash is of no certificate that is loaded, active and in its dates', 'ESIA-007053', {
    spoiled: { client_certificate_hash: certificateHash(clinic.certificate).toLowerCase() },
  }),
]

const wrongSecrets: readonly (readonly [title: string, change: Change])[] = [
  ['signs nothing', { text: () => '' }],
  ['signs in the order of v1', { text: (v) => `${v.scope}${v.timestamp}${v.client_id}${v.state}` }],
  ['signs encoded values', { text: (v) => encodeURIComponent(authorizeText(v)) }],
  ['signs with separators', { text: (v) => `${v.client_id} ${v.scope} ${v.timestamp} ${v.state} ${v.redirect_uri}` }],
  ['is by another key', { signer: { ...stranger, certificate: clinic.certificate } }],
  ['is reversed', { secret: (bytes) => inBase64Url(bytes.toReversed()) }],
  ['is r before s', { secret: (bytes) => inBase64Url(Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)])) }],
  ['is in hex', { secret: (bytes) => Buffer.from(bytes).toString('hex') }],
  ['is cut', { secret: (bytes) => inBase64Url(bytes.subarray(0, 63)) }],
  ['is no base64', { secret: () => 'не подпись' }],
  ['signs another state', { spoiled: { state: crypto.randomUUID() } }],
  ['signs another redirect_uri', { spoiled: { redirect_uri: 'https://app.example/other' } }],
  ['signs another scope', { spoiled: { scope: scope.replace('openid ', '') } }],
]
const wrongSecret = 'client_secret is not the 64 bytes that sign this request'
const secrets = wrongSecrets.map(([title, change]) => ({ ...row(wrongSecret, 'ESIA-007053', change), title }))

const atAuthorize: readonly Row[] = [
  ...['response_type', 'access_type'].map((name) =>
    row('a mandatory parameter is missing or empty', 'ESIA-007014', { spoiled: { [name]: undefined } }),
  ),
  row('redirect_uri is not registered', 'ESIA-007023', { values: { redirect_uri: 'https://evil.example/callback' } }),
  row('redirect_uri is not registered', 'ESIA-007023', { values: { redirect_uri: `${redirectUri}/` } }),
  row('response_type is not code', 'ESIA-007009', { values: { response_type: 'token' } }),
  row('access_type is neither online nor offline', 'ESIA-007003', { values: { access_type: 'always' } }),
  row('person_filter is unknown', 'ESIA-007003', { values: { person_filter: 'everybody' } }),
  ...['%', inBase64Url(Buffer.from('{}')), inBase64Url(Buffer.from('['))].map((permissions) =>
    row('permissions are no JSON array in base64url', 'ESIA-036700', { values: { permissions } }),
  ),
  ...[{ code_challenge: 'abc' }, { code_challenge_method: 'S256' }].map((values) =>
    row('code_challenge comes without code_challenge_method, or the other way round', 'ESIA-007039', { values }),
  ),
  row('code_challenge_method is unknown', 'ESIA-007003', {
    values: { code_challenge: 'abc', code_challenge_method: 'plain' },
  }),
]

const atToken: readonly Row[] = [
  row('the call has another method', 'ESIA-007009', { method: 'GET' }),
  row('parameters are no form or badly encoded', 'ESIA-007038', { contentType: 'application/json' }),
  ...['code', 'grant_type', 'token_type'].map((name) =>
    row('a mandatory parameter is missing or empty', 'ESIA-007014', { spoiled: { [name]: undefined } }),
  ),
  row('grant_type is neither authorization_code nor refresh_token', 'ESIA-007012', {
    values: { grant_type: 'password' },
  }),
  row('token_type is not Bearer', 'ESIA-007003', { values: { token_type: 'MAC' } }),
  row(wrongSecret, 'ESIA-007053', { text: authorizeText }),
  row('the code or refresh token is none, is used or has expired', 'ESIA-007011', { values: { code: 'none' } }),
  row('the code or refresh token is of another system, redirect_uri or protocol', 'ESIA-007011', {
    values: { redirect_uri: 'https://app.example/other' },
  }),
  row('the code or refresh token is of another system, redirect_uri or protocol', 'ESIA-007011', {
    values: { client_id: 'CLINIC02' },
    signer: stranger,
  }),
  row('the scope is not the one that was authorized', 'ESIA-007006', { values: { scope: 'openid' } }),
  row('there is a code_verifier, but there was no code_challenge', 'ESIA-007039', { values: { code_verifier: 'x' } }),
]

/** Shown by tests of their own, below or for v1. */
const elsewhere = [
  'the message in client_secret is signed by a certificate that is not loaded',
  'client_secret is no message that signs this request',
  'the state was used before, be it by the authorization of this very code',
  'code_verifier does not fit code_challenge',
]

describe('the check list', () => {
  it('has every check shown by a test', () => {
    const shown = [...anywhere, ...atAuthorize, ...atToken].map(({ what }) => what)
    expect(new Set([...shown, ...elsewhere, wrongSecret])).toEqual(new Set(checks.map(({ what }) => what)))
  })

  it('lets a right request through', async () => {
    const place = esia()
    const { code } = await callback(place)
    expect(await exchange(place, code ?? '')).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 3_600 })
  })
})

describe('the authorization address refuses when', () => {
  for (const each of [...anywhere, ...atAuthorize, ...secrets]) {
    it(`${each.what}: ${each.code} ${described(each)}`, async () => {
      const place = esia()
      const url = authorizeUrl(place, each.change)
      const response = await place.server.fetch(url, { redirect: 'manual' })
      const location = response.headers.get('location')
      const page = await response.text()
      const sentBack = location === null ? {} : Object.fromEntries(new URL(location).searchParams)
      const text = sentBack.error_description ?? /<p role="alert">([^<]*)</.exec(page)?.[1]
      expect(text).toBe(`${each.code}: ${each.what}`)
      // Nobody is sent to an address that is not registered.
      expect(response.status).toBe(location === null ? 400 : 302)
      expect(location ?? redirectUri).toMatch(/^https:\/\/app\.example\/(esia\/callback|other)(\?|$)/)
    })
  }
})

describe('the token address refuses when', () => {
  for (const each of [...anywhere, ...atToken, ...secrets]) {
    it(`${each.what}: ${each.code} ${described(each)}`, async () => {
      const place = esia()
      const { code = '' } = await callback(place)
      const answer = await exchange(place, code, each.change)
      expect(answer).toMatchObject({ status: 400, error_description: `${each.code}: ${each.what}` })
      // Nothing is lost: the code is still good.
      expect(await exchange(place, code)).toMatchObject({ status: 200 })
    })
  }
})

function described({ title, change }: Row): string {
  const { values, spoiled, twice } = change
  return title ?? JSON.stringify(values ?? spoiled ?? twice ?? Object.keys(change).join())
}

/** SHA-256 where Streebog is due. */
function sha256OfDer(): string {
  return createHash('sha256').update(readCertificate(clinic.certificate).der).digest('hex').toUpperCase()
}
