import { X509Certificate } from 'node:crypto'
import tls, { type DetailedPeerCertificate, type PeerCertificate } from 'node:tls'

/**
 * OpenSSL trusts the CA certificates of a PFX beside the roots, and cannot be told otherwise. So a chain it has accepted
 * is walked once more, by signatures, and must reach one of `ca`, or a root of the system where no `ca` is given.
 */
export function trustOnly(ca: readonly X509Certificate[] | undefined): typeof tls.checkServerIdentity {
  return (host, peer) => {
    return isTrusted(peer, ca) ? tls.checkServerIdentity(host, peer) : notTrusted()
  }
}

const deepest = 10

function isTrusted(peer: Peer, ca: readonly X509Certificate[] | undefined): boolean {
  try {
    return reaches(ca ?? systemRoots(), peer)
  } catch {
    // A key of a kind that OpenSSL does not have.
    return false
  }
}

type Peer = PeerCertificate | DetailedPeerCertificate

function reaches(roots: readonly X509Certificate[], peer: Peer): boolean {
  const known = new Set(roots.map(({ fingerprint256 }) => fingerprint256))
  let at: Peer | undefined = peer
  for (let depth = 0; at?.raw && depth < deepest; depth += 1) {
    const certificate = new X509Certificate(at.raw)
    if (known.has(certificate.fingerprint256) || roots.some((root) => isSignedBy(certificate, root))) return true
    const above: Peer | undefined = 'issuerCertificate' in at ? at.issuerCertificate : undefined
    if (!above?.raw) return false
    const issuer = new X509Certificate(above.raw)
    if (!issuer.ca || !isSignedBy(certificate, issuer)) return false
    at = above
  }
  return false
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function notTrusted(): Error {
  return Object.assign(new Error('the chain of the server ends outside of the trusted CAs'), {
    code: 'UNABLE_TO_GET_ISSUER_CERT',
  })
}

let roots: readonly X509Certificate[] | undefined

/** Read once: there are some 150. */
function systemRoots(): readonly X509Certificate[] {
  // Node before 22.15 tells only of the roots it brings along.
  roots ??= (tls.getCACertificates?.() ?? tls.rootCertificates).map((pem) => new X509Certificate(pem))
  return roots
}
