import type { X509Certificate } from 'node:crypto'
import { checkServerIdentity, createSecureContext, type SecureContext } from 'node:tls'
import { type Identity, identityOf } from './tls-identity.ts'
import type { TlsCertificate, TlsOptions } from './tls-options.ts'
import { certificatesIn, openSslCode, refuseTls } from './tls-pem.ts'
import { trustOnly } from './tls-trust.ts'

/** Checked options, ready for a handshake. */
export interface TlsSettings {
  readonly secureContext: SecureContext
  readonly serverName: string | undefined
  readonly checkServerIdentity: typeof checkServerIdentity
  readonly certificate: TlsCertificate | null
}

/**
 * @throws MisError `invalid-request` naming what is wrong and how to mend it; no passphrase and no key is ever in it,
 * nor in a cause.
 */
export function tlsSettings(options: TlsOptions, nowMs: number): TlsSettings {
  const { serverName, minVersion = 'TLSv1.2' } = options
  if (minVersion !== 'TLSv1.2' && minVersion !== 'TLSv1.3') throw refuseTls('minVersion', 'give TLSv1.2 or TLSv1.3')
  if (serverName !== undefined && !/^[\w.-]+$/.test(serverName)) throw refuseTls('serverName', 'give a host name')
  const ca = options.ca === undefined ? undefined : trusted(options.ca)
  const identity = identityOf(options)
  if (identity) checkDates(identity, nowMs)
  return {
    secureContext: contextOf(identity, ca, minVersion),
    serverName,
    checkServerIdentity: identity?.field === 'pfx' ? trustOnly(ca) : checkServerIdentity,
    certificate: identity ? describe(identity.certificate) : null,
  }
}

function trusted(ca: NonNullable<TlsOptions['ca']>): readonly X509Certificate[] {
  const parts = Array.isArray(ca) ? ca : [ca]
  if (parts.length === 0)
    throw refuseTls('ca', 'give at least one certificate, or leave it out for the roots of the system')
  return parts.flatMap((part) => certificatesIn(part, 'ca'))
}

function contextOf(
  identity: Identity | null,
  ca: readonly X509Certificate[] | undefined,
  minVersion: 'TLSv1.2' | 'TLSv1.3',
) {
  try {
    return createSecureContext({ ...identity?.secrets, ...(ca && { ca: ca.map(String) }), minVersion })
  } catch (error) {
    throw refuseTls(identity?.field ?? 'ca', `OpenSSL does not take it${openSslCode(error)}`)
  }
}

function checkDates({ field, certificate }: Identity, nowMs: number): void {
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  if (nowMs > to) throw refuseTls(field, `the certificate expired on ${dateOf(to)}; give the new one`)
  if (nowMs < from)
    throw refuseTls(field, `the certificate is not valid before ${dateOf(from)}; check the clock of this machine`)
}

function dateOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function describe({ subject, validTo }: X509Certificate): TlsCertificate {
  return { subject: subject.split('\n').join(', '), notAfter: new Date(validTo).toISOString() }
}
