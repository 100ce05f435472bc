import { generateKeyPairSync, sign } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'

/** An RSA pair in PEM; OpenSSL makes it, since node-forge takes seconds. */
export interface Keys {
  readonly publicPem: string
  readonly privatePem: string
}

interface Validity {
  readonly from: Date
  readonly to: Date
}

interface Wanted extends Validity {
  /** The common name. */
  readonly name: string
  readonly keys: Keys
  readonly usage: 'server' | 'client'
  /** Host names and addresses it is for. */
  readonly hosts: readonly string[]
}

/** Signs certificates. */
export interface Authority {
  /** Its own, PEM. */
  readonly certificate: string
  issue(wanted: Wanted): string
}

export function keyPair(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { publicPem: publicKey, privatePem: privateKey }
}

/** The extensions are those that strict verifiers (Python 3.13, for one) demand. */
export function makeAuthority(name: string, keys: Keys, validity: Validity): Authority {
  const own = draft(name, keys, validity)
  const subject = own.subject.attributes
  own.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  const keyIdentifier = own.generateSubjectKeyIdentifier().getBytes()
  return {
    certificate: signed(own, subject, keys),
    issue({ usage, hosts, ...wanted }) {
      const certificate = draft(wanted.name, wanted.keys, wanted)
      certificate.setExtensions([
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: usage === 'server', clientAuth: usage === 'client' },
        { name: 'subjectKeyIdentifier' },
        { name: 'authorityKeyIdentifier', keyIdentifier },
        ...(hosts.length > 0 ? [{ name: 'subjectAltName', altNames: hosts.map(altName) }] : []),
      ])
      return signed(certificate, subject, keys)
    },
  }
}

let serial = 0

function draft(name: string, { publicPem }: Keys, { from, to }: Validity): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicPem)
  serial += 1
  certificate.serialNumber = `01${serial.toString(16).padStart(6, '0')}`
  certificate.validity.notBefore = from
  certificate.validity.notAfter = to
  certificate.setSubject([
    { name: 'commonName', value: name },
    { name: 'organizationName', value: 'Tests of the MIS SDK' },
  ])
  return certificate
}

function altName(host: string): object {
  return isIP(host) ? { type: 7, ip: host } : { type: 2, value: host }
}

/** node-forge builds what is signed, OpenSSL signs it, forty times as fast. */
function signed(
  certificate: forge.pki.Certificate,
  issuer: forge.pki.CertificateField[],
  { privatePem }: Keys,
): string {
  certificate.setIssuer(issuer)
  const signer = {
    sign: () => {
      const { tbsCertificate } = certificate as unknown as { tbsCertificate: forge.asn1.Asn1 }
      const bytes = Buffer.from(forge.asn1.toDer(tbsCertificate).getBytes(), 'latin1')
      return sign('sha256', bytes, privatePem).toString('latin1')
    },
  }
  certificate.sign(signer as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}
