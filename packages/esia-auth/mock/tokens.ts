import { writeToken } from './jwt.ts'
import type { KeyRing } from './keys.ts'
import { type Access, type Grant, type Memory, revoke } from './memory.ts'
import type { EsiaMockOptions, EsiaTokenFault } from './options.ts'
import { namesOf } from './scopes.ts'

const codeSeconds = 240
const tokenSeconds = 3_600
const hour = 3_600
const testIssuer = 'http://esia-portal1.test.gosuslugi.ru/'

/** A new code. [run: claims of a real one] */
export function issueCode(
  grant: Grant,
  keys: KeyRing,
  memory: Memory,
  { issuer = testIssuer }: EsiaMockOptions,
): string {
  const { client, state } = grant
  const iat = seconds(grant.at)
  const claims = {
    nbf: iat,
    iat,
    exp: iat + codeSeconds,
    iss: issuer,
    client_id: client.clientId,
    scope: scopeOfPerson(grant),
    auth_mthd: 'PWD',
    acr: '2fa:otp',
    'urn:esia:sid': grant.sid,
    'urn:esia:client:state': state,
    'urn:esia:sbj': subjectOf(grant),
  }
  const code = writeToken('authorization_code', claims, client, keys.current(grant.at))
  memory.codes.set(code, { grant, expires: grant.at + codeSeconds * 1_000, used: false })
  return code
}

/** The members of a token answer but its state. */
export function issueTokens(
  grant: Grant,
  now: number,
  keys: KeyRing,
  memory: Memory,
  { issuer = testIssuer, tokenFault: fault }: EsiaMockOptions,
): Readonly<Record<string, unknown>> {
  const { client } = grant
  const signing = fault === 'unknown-certificate' ? keys.unknown(now) : keys.current(now)
  const common = { ...validity(seconds(now), fault), iss: fault === 'wrong-issuer' ? 'http://example.org/' : issuer }
  const audience = fault === 'wrong-audience' ? 'ANOTHER' : client.clientId
  const claims = {
    ...common,
    client_id: audience,
    scope: scopeOfPerson(grant),
    'urn:esia:sid': grant.sid,
    'urn:esia:sbj_id': grant.person.oid,
  }
  // Two tokens of one second would be the same text otherwise.
  const access = writeToken('access', { ...claims, jti: crypto.randomUUID() }, client, signing, fault)
  const record: Access = { grant, expires: common.exp * 1_000 }
  memory.accessTokens.set(access, record)
  const isOpenId = namesOf(grant.scope)?.includes('openid')
  const identity = { ...common, aud: audience, ...identityOf(grant, fault) }
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: tokenSeconds,
    ...(grant.offline && { refresh_token: issueRefreshToken(grant, memory) }),
    ...(isOpenId && { id_token: writeToken('id', identity, client, signing, fault) }),
  }
}

/** A used code or refresh token that comes again: whatever came of it is void. */
export function revokeReplayed(ticket: { readonly used: boolean; readonly grant: Grant } | undefined, memory: Memory) {
  if (ticket?.used === true) revoke(memory, ticket.grant)
}

function issueRefreshToken(grant: Grant, memory: Memory): string {
  const token = crypto.randomUUID()
  memory.refreshTokens.set(token, { grant, expires: Infinity, used: false })
  return token
}

/** Claims of an id token that tell who it is. No nonce: it has not come back since 2022-11-16. [1] */
function identityOf(grant: Grant, fault: EsiaTokenFault | undefined): Readonly<Record<string, unknown>> {
  const oid = grant.person.oid + (fault === 'other-subject' ? 1 : 0)
  return {
    sub: oid,
    auth_time: seconds(grant.at),
    amr: 'PWD',
    'urn:esia:amd': 'PWD',
    'urn:esia:sid': grant.sid,
    'urn:esia:sbj': { ...subjectOf(grant), 'urn:esia:sbj:oid': oid, 'urn:esia:sbj:nam': `OID.${oid}` },
  }
}

function subjectOf({ person }: Grant): Readonly<Record<string, unknown>> {
  return {
    'urn:esia:sbj:typ': 'P',
    'urn:esia:sbj:is_tru': person.trusted,
    'urn:esia:sbj:oid': person.oid,
    'urn:esia:sbj:nam': `OID.${person.oid}`,
  }
}

function validity(now: number, fault: EsiaTokenFault | undefined): { nbf: number; iat: number; exp: number } {
  const iat = fault === 'expired' ? now - 2 * hour : fault === 'not-yet-valid' ? now + hour : now
  return { nbf: iat, iat, exp: iat + tokenSeconds }
}

/** Scopes come back by subject, all but openid. [run: a real token of 2018] */
function scopeOfPerson({ scope, person }: Grant): string {
  return (namesOf(scope) ?? []).map((name) => (name === 'openid' ? name : `${name}?oid=${person.oid}`)).join(' ')
}

function seconds(epoch: number): number {
  return Math.floor(epoch / 1_000)
}
