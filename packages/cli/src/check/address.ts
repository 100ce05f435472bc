import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import { rootCertificates, TLSSocket } from 'node:tls'
import type { TlsOptions } from '@mis/core/adapter'
import type { Terminal } from '../terminal.ts'
import type { Finding } from './finding.ts'

/** An answer to a question that carries no credentials. */
interface Knock {
  readonly status: number
  readonly date: string | undefined
  /** How far this machine's clock was from the middle of the exchange, in milliseconds; positive: theirs is ahead. */
  readonly skewMs: number | undefined
  readonly protocol?: string
  readonly notAfter?: string
  readonly issuer?: string
}

const dayMs = 86_400_000

/** Looks at the name, the connection, TLS and the clock of the server, with one request that has no credentials. */
export async function lookAtAddress(
  place: { readonly url: string; readonly tls?: TlsOptions },
  terminal: Terminal,
): Promise<Finding[]> {
  const url = new URL(place.url)
  const secure = url.protocol === 'https:'
  try {
    const knock = await knockAt(url, place.tls, terminal)
    return [
      { about: 'address', outcome: 'good', says: `${url.host} answers (status ${knock.status} without credentials)` },
      secure ? tlsFinding(knock, terminal) : plainFinding(url),
      clockFinding(knock),
    ]
  } catch (error) {
    return [failure(url, error)]
  }
}

function knockAt(url: URL, tls: TlsOptions = {}, { signal, runtime }: Terminal): Promise<Knock> {
  const { cert, key, pfx, passphrase, ca, serverName } = tls
  const given = { cert, key, pfx, passphrase, ca: ca ?? [...rootCertificates], servername: serverName ?? sni(url) }
  const secure = url.protocol === 'https:'
  const options = {
    method: 'HEAD',
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    ...(secure && Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))),
  }
  return new Promise((resolve, reject) => {
    const asked = runtime.now()
    const sent = (secure ? secureRequest : plainRequest)(url, options, (response) => {
      const { date } = response.headers
      const middle = (asked + runtime.now()) / 2
      // The header has whole seconds: the middle of its second is the best guess.
      const theirs = date === undefined ? Number.NaN : Date.parse(date) + 500
      const { socket } = response
      response.resume()
      resolve({
        status: response.statusCode ?? 0,
        date,
        skewMs: Number.isNaN(theirs) ? undefined : Math.round(theirs - middle),
        ...(socket instanceof TLSSocket && secureFacts(socket)),
      })
      sent.destroy()
    })
    sent.on('error', reject)
    sent.end()
  })
}

function sni({ hostname }: URL): string | undefined {
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : undefined
}

function secureFacts(socket: TLSSocket): Pick<Knock, 'protocol' | 'notAfter' | 'issuer'> {
  const { valid_to: notAfter, issuer } = socket.getPeerCertificate()
  const name = issuer?.O ?? issuer?.CN
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    notAfter,
    ...(name !== undefined && { issuer: [name].flat().join(', ') }),
  }
}

function tlsFinding(
  { protocol = 'TLS', notAfter = '', issuer = 'an unnamed issuer' }: Knock,
  terminal: Terminal,
): Finding {
  const days = Math.floor((Date.parse(notAfter) - terminal.runtime.now()) / dayMs)
  const says = `${protocol}, certificate of ${issuer}, good for ${days} more days`
  if (days > 30) return { about: 'tls', outcome: 'good', says }
  return { about: 'tls', outcome: 'warning', says, next: 'Renew the certificate of the server before it runs out.' }
}

function plainFinding({ hostname }: URL): Finding {
  const local = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname)
  if (local) return { about: 'tls', outcome: 'warning', says: 'plain http, within a private network' }
  const next = 'Patients’ data may not travel in the clear: publish the service over https.'
  return { about: 'tls', outcome: 'failed', says: 'plain http over a public address', next }
}

function clockFinding({ skewMs }: Knock): Finding {
  if (skewMs === undefined)
    return { about: 'clock', outcome: 'unknown', says: 'the server does not tell its time (no Date header)' }
  const seconds = Math.round(Math.abs(skewMs) / 1_000)
  const says = `the server's clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`
  if (seconds <= 30) return { about: 'clock', outcome: 'good', says }
  return {
    about: 'clock',
    outcome: seconds > 300 ? 'failed' : 'warning',
    says,
    next: 'Set both clocks by NTP: computed secrets, holds and "in the past" depend on them.',
  }
}

/** A sentence for each way in which a server cannot be reached; anything else keeps its code alone. */
const reasons: Readonly<Record<string, readonly [about: 'address' | 'tls', says: string, next: string]>> = {
  ENOTFOUND: [
    'address',
    'the name does not resolve',
    'Check the host name; a clinic may need your address allowed or a VPN.',
  ],
  EAI_AGAIN: ['address', 'the name could not be resolved now', 'Check this machine’s DNS.'],
  ECONNREFUSED: ['address', 'the connection is refused', 'Is the service published, and on this port?'],
  ECONNRESET: ['address', 'the connection is reset', 'A firewall, or a server that wants TLS or a client certificate.'],
  ETIMEDOUT: ['address', 'nothing answers', 'A firewall: ask to let this machine’s address in.'],
  TimeoutError: ['address', 'nothing answered for 10 s', 'A firewall: ask to let this machine’s address in.'],
  CERT_HAS_EXPIRED: ['tls', 'the certificate of the server has expired', 'Ask for a new one.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'tls',
    'the certificate is for another name',
    'Use the name it is for, or ask for another one.',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', 'the certificate is signed by itself', 'Give its CA in tls.ca.'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', 'the chain ends in an unknown CA', 'Give the CA in tls.ca.'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'tls',
    'the chain is not complete',
    'Ask for the intermediate certificates, or give tls.ca.',
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', 'the CA is not known here', 'Give the CA in tls.ca.'],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: [
    'tls',
    'the server wants a client certificate',
    'Give tls.cert and tls.key, or tls.pfx.',
  ],
}

function failure({ host }: URL, error: unknown): Finding {
  const { code, name } = error as { readonly code?: string; readonly name?: string }
  const word = [code, name].find((each) => each !== undefined && Object.hasOwn(reasons, each))
  const [about, says, next] = reasons[word ?? ''] ?? ['address', `no connection (${code ?? name ?? 'unknown'})`, '']
  return { about, outcome: 'failed', says: `${host}: ${says}`, ...(next && { next }) }
}
