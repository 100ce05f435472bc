// What ESIA demands of a request, in the order in which it looks. The first check that fails names the answer.
import { createHash } from 'node:crypto'
import { streebog256 } from '../src/gost/index.ts'
import { type Asked, isAuthorize, isRefresh } from './asked.ts'
import type { Refusal } from './codes.ts'
import { isKnownScope, namesOf } from './scopes.ts'
import { hasRawSignature, isHashSent, namedCertificate, readMessage } from './secret.ts'
import { timeOf } from './time.ts'

/** `what` is wrong when it fails. */
interface Check extends Refusal {
  readonly fails: (asked: Asked) => boolean
}

const isToken = (asked: Asked): boolean => !isAuthorize(asked)
const isV1 = ({ endpoint }: Asked): boolean => endpoint.startsWith('v1')
const isV2 = (asked: Asked): boolean => !isV1(asked)
const isExchange = (asked: Asked): boolean => isToken(asked) && !isRefresh(asked)
const scopeNames = ({ values }: Asked): readonly string[] => namesOf(values.scope ?? '') ?? []

/** Without `scope`, whose absence has a code of its own. */
function mandatory(asked: Asked): readonly string[] {
  const common = ['client_id', 'client_secret', 'state', 'timestamp']
  if (isV2(asked) && isHashSent(asked)) common.push('client_certificate_hash')
  if (isAuthorize(asked)) return [...common, 'redirect_uri', 'response_type', 'access_type']
  common.push('grant_type', 'token_type')
  if (isRefresh(asked)) return [...common, 'refresh_token', ...(isHashSent(asked) ? ['redirect_uri'] : [])]
  return [...common, 'code', 'redirect_uri']
}

export const checks: readonly Check[] = [
  {
    code: 'ESIA-007009',
    what: 'the call has another method',
    fails: (asked) => asked.method !== (isAuthorize(asked) ? 'GET' : 'POST'),
  },
  { code: 'ESIA-007038', what: 'parameters are no form or badly encoded', fails: ({ readable }) => !readable },
  {
    code: 'ESIA-007003',
    what: 'a parameter is repeated',
    fails: ({ names }) => new Set(names).size < names.length,
  },
  { code: 'ESIA-007013', what: 'there is no scope', fails: ({ values }) => (values.scope ?? '') === '' },
  {
    code: 'ESIA-007014',
    what: 'a mandatory parameter is missing or empty',
    fails: (asked) => mandatory(asked).some((name) => (asked.values[name] ?? '') === ''),
  },
  {
    code: 'ESIA-007005',
    what: 'nobody has this mnemonic, or it is not in upper case',
    fails: ({ client, values }) => client === undefined || values.client_id !== values.client_id?.toUpperCase(),
  },
  {
    code: 'ESIA-007023',
    what: 'redirect_uri is not registered',
    fails: (asked) => isAuthorize(asked) && !asked.client?.redirectUris.includes(asked.values.redirect_uri ?? ''),
  },
  {
    code: 'ESIA-007009',
    what: 'response_type is not code',
    fails: (asked) => isAuthorize(asked) && asked.values.response_type !== 'code',
  },
  {
    code: 'ESIA-007003',
    what: 'access_type is neither online nor offline',
    fails: (asked) => isAuthorize(asked) && !/^(online|offline)$/.test(asked.values.access_type ?? ''),
  },
  {
    code: 'ESIA-007012',
    what: 'grant_type is neither authorization_code nor refresh_token',
    fails: (asked) => isToken(asked) && !/^(authorization_code|refresh_token)$/.test(asked.values.grant_type ?? ''),
  },
  {
    code: 'ESIA-007003',
    what: 'token_type is not Bearer',
    fails: (asked) => isToken(asked) && asked.values.token_type !== 'Bearer',
  },
  {
    code: 'ESIA-007006',
    what: 'a scope is unknown, repeated, or not parted by one space',
    fails: ({ values }) => !namesOf(values.scope ?? '')?.every(isKnownScope),
  },
  {
    code: 'ESIA-007019',
    what: 'a scope is not granted to the system',
    fails: (asked) => scopeNames(asked).some((name) => asked.client?.scopes?.includes(name) === false),
  },
  {
    code: 'ESIA-007003',
    what: 'state is no UUID',
    fails: ({ values }) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(values.state ?? ''),
  },
  {
    code: 'ESIA-007015',
    what: 'timestamp is not written as yyyy.MM.dd HH:mm:ss +HHMM',
    fails: ({ values }) => timeOf(values.timestamp ?? '') === undefined,
  },
  {
    code: 'ESIA-007015',
    what: 'timestamp is too far from the time of ESIA',
    fails: ({ values, now, options: { windowSeconds = 300 } }) =>
      Math.abs((timeOf(values.timestamp ?? '') ?? 0) - now) > windowSeconds * 1_000,
  },
  {
    code: 'ESIA-007003',
    what: 'person_filter is unknown',
    fails: ({ values }) => !['conf_acc', 'acc_kid', 'acc_not_kid', undefined].includes(values.person_filter),
  },
  { code: 'ESIA-036700', what: 'permissions are no JSON array in base64url', fails: hasBadPermissions },
  {
    code: 'ESIA-007039',
    what: 'code_challenge comes without code_challenge_method, or the other way round',
    fails: (asked) => isAuthorize(asked) && !asked.values.code_challenge !== !asked.values.code_challenge_method,
  },
  {
    code: 'ESIA-007003',
    what: 'code_challenge_method is unknown',
    fails: (asked) =>
      isAuthorize(asked) && ![...Object.keys(challenges), undefined].includes(asked.values.code_challenge_method),
  },
  {
    code: 'ESIA-007053',
    what: 'client_certificate_hash is of no certificate that is loaded, active and in its dates',
    fails: (asked) => isV2(asked) && isHashSent(asked) && namedCertificate(asked) === undefined,
  },
  {
    code: 'ESIA-007053',
    what: 'client_secret is not the 64 bytes that sign this request',
    fails: (asked) => isV2(asked) && !hasRawSignature(asked),
  },
  {
    code: 'ESIA-007002',
    what: 'the message in client_secret is signed by a certificate that is not loaded',
    fails: (asked) => isV1(asked) && readMessage(asked) === 'foreign-certificate',
  },
  {
    code: 'ESIA-007053',
    what: 'client_secret is no message that signs this request',
    fails: (asked) => isV1(asked) && readMessage(asked) === 'wrong',
  },
  {
    code: 'ESIA-007003',
    what: 'the state was used before, be it by the authorization of this very code',
    fails: ({ values, memory }) => memory.states.has(values.state ?? ''),
  },
  {
    code: 'ESIA-007011',
    what: 'the code or refresh token is none, is used or has expired',
    fails: (asked) => isToken(asked) && (!asked.ticket || asked.ticket.used || asked.ticket.expires <= asked.now),
  },
  {
    code: 'ESIA-007011',
    what: 'the code or refresh token is of another system, redirect_uri or protocol',
    fails: isForeignTicket,
  },
  {
    code: 'ESIA-007006',
    what: 'the scope is not the one that was authorized',
    fails: (asked) => isToken(asked) && asked.values.scope !== asked.ticket?.grant.scope,
  },
  {
    code: 'ESIA-007039',
    what: 'there is a code_verifier, but there was no code_challenge',
    fails: (asked) => isExchange(asked) && !!asked.values.code_verifier && !asked.ticket?.grant.challenge,
  },
  { code: 'ESIA-007040', what: 'code_verifier does not fit code_challenge', fails: hasWrongVerifier },
]

/** The first check that fails. */
export function refusalOf(asked: Asked): Refusal | undefined {
  return checks.find(({ fails }) => fails(asked))
}

/** How a challenge is made of a verifier. [assumed] */
const challenges: Readonly<Record<string, (verifier: Uint8Array) => Uint8Array>> = {
  S256: (verifier) => createHash('sha256').update(verifier).digest(),
  GOST3411: streebog256,
}

function hasWrongVerifier(asked: Asked): boolean {
  const challenge = asked.ticket?.grant.challenge
  if (!isExchange(asked) || challenge === undefined) return false
  const made = challenges[challenge.method]?.(new TextEncoder().encode(asked.values.code_verifier ?? ''))
  return made === undefined || Buffer.from(made).toString('base64url') !== challenge.value.replace(/=+$/, '')
}

function isForeignTicket(asked: Asked): boolean {
  const { ticket, values } = asked
  if (isAuthorize(asked) || ticket === undefined) return false
  const { client, redirectUri, protocol } = ticket.grant
  const redirected = values.redirect_uri ?? redirectUri
  return client.clientId !== values.client_id || redirectUri !== redirected || (protocol === 'v1') !== isV1(asked)
}

function hasBadPermissions(asked: Asked): boolean {
  const { permissions } = asked.values
  if (permissions === undefined || !isAuthorize(asked)) return false
  try {
    return !Array.isArray(JSON.parse(Buffer.from(permissions, 'base64url').toString()))
  } catch {
    return true
  }
}
