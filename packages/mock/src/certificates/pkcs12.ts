import { randomBytes } from 'node:crypto'
import forge from 'node-forge'
import { childrenOf, data, explicit, implicit, integer, nothing, octetString, octets, oid, sequence } from './asn1.ts'

/** Few, since these files guard nothing. */
const iterations = 100

/** A PKCS#12 file in AES-256, as OpenSSL 3 writes it: the key, its certificate first, then any others. */
export function pkcs12(key: string, certificates: readonly string[], passphrase: string): Uint8Array {
  return bytesOf(bag(key, certificates, passphrase, 'aes256'))
}

/**
 * The same as `openssl pkcs12 -export -legacy` writes it: the key in 3DES, the certificates in RC2-40, which OpenSSL 3
 * has put away. node-forge writes certificates open, so they are encrypted here and the seal is made anew.
 */
export function pkcs12Legacy(key: string, certificates: readonly string[], passphrase: string): Uint8Array {
  const file = bag(key, certificates, passphrase, '3des')
  const [version = nothing, authSafe = nothing] = childrenOf(file)
  // The certificates stand in the first one.
  const [open = nothing, ...others] = childrenOf(forge.asn1.fromDer(octets(authSafe)))
  const encrypted = encryptedData(octets(open), passphrase)
  const content = forge.asn1.toDer(sequence(encrypted, ...others)).getBytes()
  return bytesOf(sequence(version, data(content), seal(content, passphrase)))
}

function bag(key: string, certificates: readonly string[], passphrase: string, algorithm: 'aes256' | '3des') {
  const chain = certificates.map((pem) => forge.pki.certificateFromPem(pem))
  return forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(key), chain, passphrase, {
    algorithm,
    count: iterations,
  })
}

/** EncryptedData of PKCS#7 with pbeWithSHAAnd40BitRC2-CBC. */
function encryptedData(content: string, passphrase: string): forge.asn1.Asn1 {
  const salt = randomBytes(8).toString('latin1')
  const key = derive(passphrase, salt, 1, 5)
  const cipher = forge.rc2.createEncryptionCipher(key as never, 40)
  cipher.start(derive(passphrase, salt, 2, 8) as never)
  cipher.update(forge.util.createBuffer(content))
  cipher.finish()
  const algorithm = sequence(oid('1.2.840.113549.1.12.1.6'), sequence(octetString(salt), integer(iterations)))
  const encrypted = implicit(0, cipher.output.getBytes())
  return sequence(
    oid('1.2.840.113549.1.7.6'),
    explicit(0, sequence(integer(0), sequence(oid('1.2.840.113549.1.7.1'), algorithm, encrypted))),
  )
}

/** MacData: HMAC-SHA1 over the content. */
function seal(content: string, passphrase: string): forge.asn1.Asn1 {
  const salt = randomBytes(8).toString('latin1')
  const mac = forge.hmac.create()
  mac.start('sha1', derive(passphrase, salt, 3, 20))
  mac.update(content)
  const algorithm = sequence(oid('1.3.14.3.2.26'), nothing)
  return sequence(sequence(algorithm, octetString(mac.digest().getBytes())), octetString(salt), integer(iterations))
}

function derive(passphrase: string, salt: string, purpose: 1 | 2 | 3, length: number): forge.util.ByteStringBuffer {
  const { generatePkcs12Key } = (forge.pki as unknown as { pbe: Pbe }).pbe
  return generatePkcs12Key(passphrase, forge.util.createBuffer(salt), purpose, iterations, length)
}

/** Missing in the types of node-forge. */
interface Pbe {
  generatePkcs12Key(
    passphrase: string,
    salt: forge.util.ByteStringBuffer,
    purpose: number,
    iterations: number,
    length: number,
  ): forge.util.ByteStringBuffer
}

function bytesOf(file: forge.asn1.Asn1): Uint8Array {
  return new Uint8Array(Buffer.from(forge.asn1.toDer(file).getBytes(), 'latin1'))
}
