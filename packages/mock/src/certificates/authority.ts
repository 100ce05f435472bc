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
  /** An authority below this one. */
  below(name: string, keys: Keys, validity: Validity): Authority
}

export function keyPair(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { publicPem: publicKey, privatePem: privateKey }
}

export function makeAuthority(name: string, keys: Keys, validity: Validity): Authority {
  const own = draftAuthority(name, keys, validity)
  return authorityOf(own, signed(own, signerOf(own, keys)), keys)
}

/** Who signs: the name and the key identifier go into what is signed. */
interface Signer {
  readonly subject: forge.pki.CertificateField[]
  readonly keyIdentifier: string
  readonly keys: Keys
}

function authorityOf(own: forge.pki.Certificate, certificate: string, keys: Keys): Authority {
  const signer = signerOf(own, keys)
  const by = { name: 'authorityKeyIdentifier', keyIdentifier: signer.keyIdentifier }
  return {
    certificate,
    issue({ usage, hosts, ...wanted }) {
      const draft = draftOf(wanted.name, wanted.keys, wanted)
      draft.setExtensions([
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: usage === 'server', clientAuth: usage === 'client' },
        { name: 'subjectKeyIdentifier' },
        by,
        ...(hosts.length > 0 ? [{ name: 'subjectAltName', altNames: hosts.map(altName) }] : []),
      ])
      return signed(draft, signer)
    },
    below(name, keysBelow, validity) {
      const draft = draftAuthority(name, keysBelow, validity, [by])
      return authorityOf(draft, signed(draft, signer), keysBelow)
    },
  }
}

function signerOf(own: forge.pki.Certificate, keys: Keys): Signer {
  return { subject: own.subject.attributes, keyIdentifier: own.generateSubjectKeyIdentifier().getBytes(), keys }
}

/** The extensions are those that strict verifiers (Python 3.13, for one) demand. */
function draftAuthority(name: string, keys: Keys, validity: Validity, more: readonly object[] = []) {
  const draft = draftOf(name, keys, validity)
  draft.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    ...more,
  ])
  return draft
}

let serial = 0

function draftOf(name: string, { publicPem }: Keys, { from, to }: Validity): forge.pki.Certificate {
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
function signed(certificate: forge.pki.Certificate, { subject, keys }: Signer): string {
  certificate.setIssuer(subject)
  const signer = {
    sign: () => {
      const { tbsCertificate } = certificate as unknown as { tbsCertificate: forge.asn1.Asn1 }
      const bytes = Buffer.from(forge.asn1.toDer(tbsCertificate).getBytes(), 'latin1')
      return sign('sha256', bytes, keys.privatePem).toString('latin1')
    },
  }
  certificate.sign(signer as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}
