import { isMisError, MisError } from '../errors/mis-error.ts'

/** Failures of the way to the server: the request itself never left. */
const neverLeftCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host name not resolved',
  EAI_AGAIN: 'host name not resolved',
  EAI_FAIL: 'host name not resolved',
  EHOSTUNREACH: 'host not reachable',
  EHOSTDOWN: 'host not reachable',
  ENETUNREACH: 'network not reachable',
  ENETDOWN: 'network not reachable',
  EADDRNOTAVAIL: 'no local port is free',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_INVALID_ARG: 'the request cannot be put on the wire',
  UND_ERR_CLOSED: 'the connection pool is closed',
}

/** What is wrong with the certificate of the server: the handshake ended before anything was sent. */
const serverCertificate: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'has expired'],
  [/^CERT_NOT_YET_VALID$/, 'is not valid yet; check the clock of this machine'],
  [
    /^(?:ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/,
    'is for another host name; mend baseUrl, or give tls.serverName',
  ],
  [/^CERT_REVOKED$/, 'is revoked'],
  [
    /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT\w*|VERIFY_LEAF_SIGNATURE)|CERT_UNTRUSTED|INVALID_CA)$/,
    'comes from a CA that is not trusted; give that CA as tls.ca (those inside a PFX are not trusted)',
  ],
  [
    /^(?:ERR_TLS_\w+|CERT_\w+|UNABLE_TO_\w+|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|CRL_\w+|ERROR_IN_CERT_\w+)$/,
    'is not accepted',
  ],
]
/**
 * Alerts by which the server refuses the certificate of ours, or misses one. TLS 1.3 sends them after our handshake has
 * ended, so when the request is on its way; yet a server that says so has not looked at it.
 */
const ourCertificate: readonly (readonly [RegExp, string])[] = [
  [/ALERT_CERTIFICATE_REQUIRED$/, 'the server demands a client certificate; give tls'],
  [/ALERT_CERTIFICATE_EXPIRED$/, 'the server says that our certificate has expired'],
  [/ALERT_CERTIFICATE_REVOKED$/, 'the server says that our certificate is revoked'],
  [/ALERT_UNKNOWN_CA$/, 'the server does not know the CA of our certificate'],
  [
    /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_UNKNOWN|ACCESS_DENIED)$/,
    'the server does not accept our certificate',
  ],
]
/** What else the TLS handshake says; alerts that may also come later, such as a bad record, are not here. */
const handshakeCode =
  /^ERR_SSL_(?:\w+_)?(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION|WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|CERTIFICATE_VERIFY_FAILED|INSUFFICIENT_SECURITY|UNRECOGNIZED_NAME|NO_APPLICATION_PROTOCOL|NO_SHARED_CIPHER|(?:EE|DH|CA)_KEY_TOO_SMALL|CA_MD_TOO_WEAK|BAD_ECPOINT|UNSAFE_LEGACY_RENEGOTIATION_DISABLED)$/
/** Node gives this one the code of a plain reset. */
const endedInHandshake = 'before secure TLS connection was established'

/** The peer speaks, but not HTTP as we can read it. */
const brokenAnswer: readonly (readonly [RegExp, string])[] = [
  [/^(?:HPE_|HTTPParserError$)/, 'the answer is not HTTP'],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/, 'the answer has another length than it says'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'the headers of the answer are too large'],
  [/^(?:Z_|ERR_BROTLI|ERR__|ERR_ZSTD|ZSTD_)/, 'the answer is packed wrongly'],
]

interface Link {
  readonly name: string
  readonly code: string
  readonly syscall: string
  readonly message: string
}

const lost = 'the connection was lost'
/** Some servers (Node, for one) send no alert. Whether the request was read is then not known. */
const lostOrRefused = `${lost}, as it is by a server that does not accept our certificate`

/** An error thrown before any answer came, brought into the contract. */
export function transportFailure(
  error: unknown,
  showsCertificate = false,
): { readonly failure: unknown; readonly neverLeft: boolean } {
  if (isMisError(error)) return { failure: error, neverLeft: false }
  const links = chain(error)
  const refused = said(links, ourCertificate)
  if (refused !== undefined) return { failure: unauthorized(refused, links), neverLeft: true }
  const reason = neverLeftBecause(links)
  if (reason !== null) return { failure: unavailable(reason, links), neverLeft: true }
  return { failure: broken(links) ?? unavailable(showsCertificate ? lostOrRefused : lost, links), neverLeft: false }
}

/** An error thrown while the body was read. */
export function bodyFailure(error: unknown, status: number): unknown {
  if (isMisError(error)) return error
  const links = chain(error)
  return broken(links, status) ?? unavailable('the answer was cut', links, status)
}

export function tooLarge(limit: number, status: number): MisError {
  const why = `the answer is larger than maxResponseBytes (${limit})`
  return new MisError('bad-response', { details: { why }, hint: why, status })
}

function neverLeftBecause(links: readonly Link[]): string | null {
  const last = links.filter((link) => link.code !== '')
  if (last.some(({ syscall }) => syscall === 'read' || syscall === 'write')) return null
  for (const { code, syscall, message } of links) {
    if (Object.hasOwn(neverLeftCodes, code)) return neverLeftCodes[code] ?? null
    const fault = serverCertificate.find(([pattern]) => pattern.test(code))?.[1]
    if (fault !== undefined) return `the certificate of the server ${fault}, ${code}`
    if (handshakeCode.test(code)) return `no TLS connection, ${code}`
    if (message.includes(endedInHandshake)) return 'no TLS connection, closed in the handshake'
    if (syscall === 'connect' || syscall === 'getaddrinfo') return 'no connection'
    if (message === 'bad port') return 'fetch refuses this port'
  }
  return null
}

/** The first sentence of a table that fits a link. */
function said(links: readonly Link[], table: readonly (readonly [RegExp, string])[]): string | undefined {
  for (const { code, name } of links) {
    const sentence = table.find(([pattern]) => pattern.test(code) || pattern.test(name))?.[1]
    if (sentence !== undefined) return sentence
  }
  return undefined
}

function broken(links: readonly Link[], status?: number): MisError | null {
  const why = said(links, brokenAnswer)
  if (why === undefined) return null
  return new MisError('bad-response', {
    details: { why },
    hint: why,
    cause: traceOf(links),
    ...(status !== undefined && { status }),
  })
}

function unauthorized(hint: string, links: readonly Link[]): MisError {
  return new MisError('unauthorized', { details: {}, hint, notDone: true, cause: traceOf(links) })
}

function unavailable(hint: string, links: readonly Link[], status?: number): MisError {
  return new MisError('unavailable', {
    details: { by: 'mis', retryAfterMs: null },
    hint,
    cause: traceOf(links),
    ...(status !== undefined && { status }),
  })
}

/** A driver's error may hold the request with its headers and address, so only its codes go on. */
function traceOf(links: readonly Link[]): Error {
  const codes = links.map(({ code }) => code).filter((code) => /^\w{1,64}$/.test(code))
  return new Error(`network: ${codes.length > 0 ? [...new Set(codes)].join(', ') : 'no code'}`)
}

const deepest = 6

/** The error, its causes, and what an `AggregateError` of several addresses gathered. */
function chain(error: unknown, depth = 0): readonly Link[] {
  if (typeof error !== 'object' || error === null || depth > deepest) return []
  const { name, code, syscall, message, cause, errors } = error as Record<string, unknown>
  const own = { name: text(name), code: text(code), syscall: text(syscall), message: text(message) }
  const gathered = Array.isArray(errors) ? errors.flatMap((each) => chain(each, depth + 1)) : []
  return [own, ...chain(cause, depth + 1), ...gathered]
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
