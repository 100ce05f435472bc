// PKCS#8 under a passphrase: PBES2 (RFC 8018) with the primitives of node:crypto, whose own reader knows no GOST key.
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'
import { childrenAs, type Element, octetsOf, oidOf, readElement, smallIntegerOf, tags } from './der-reader.ts'
import { integer, nothing, octetString, oid, sequence } from './der-writer.ts'
import { GostError } from './errors.ts'
import { oids } from './oids.ts'

const what = 'The encrypted private key'

interface Cipher {
  readonly name: string
  readonly keyBytes: number
}

const ciphers: Readonly<Record<string, Cipher>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
}

const hmacSha1 = '1.2.840.113549.2.7'
const hmacSha256 = '1.2.840.113549.2.9'
const digests: Readonly<Record<string, string>> = {
  [hmacSha1]: 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [hmacSha256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

/** More than any tool asks for; a file that asks for more would only keep the process busy. */
const mostIterations = 10_000_000

/** PKCS#8 that was inside. A wrong passphrase shows by the padding or, one time in 256, by what the caller reads. */
export function decryptKey(der: Uint8Array, passphrase: string | undefined): Uint8Array {
  if (passphrase === undefined) throw new GostError('passphrase', `${what} needs its passphrase`)
  const [algorithm, data] = childrenAs(readElement(der, what), tags.sequence, what)
  const { cipher, iv, key } = readScheme(algorithm, passphrase)
  try {
    const decipher = createDecipheriv(cipher, key, iv)
    const plain = Buffer.concat([decipher.update(octetsOf(data, what)), decipher.final()])
    readElement(plain, what)
    return Uint8Array.from(plain)
  } catch (cause) {
    throw new GostError('passphrase', `${what} does not open with this passphrase`, { cause })
  }
}

export function encryptKey(der: Uint8Array, passphrase: string): Uint8Array {
  const salt = randomBytes(16)
  const iv = randomBytes(16)
  const iterations = 100_000
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(passphrase, salt, iterations, 32, 'sha256'), iv)
  const prf = sequence(oid(hmacSha256), nothing())
  const derivation = sequence(oid(oids.pbkdf2), sequence(octetString(salt), integer(BigInt(iterations)), prf))
  const scheme = sequence(derivation, sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(iv)))
  const data = Buffer.concat([cipher.update(der), cipher.final()])
  return sequence(sequence(oid(oids.pbes2), scheme), octetString(data))
}

interface Scheme {
  readonly cipher: string
  readonly iv: Uint8Array
  readonly key: Uint8Array
}

function readScheme(algorithm: Element | undefined, passphrase: string): Scheme {
  const [scheme, parameters] = childrenAs(algorithm, tags.sequence, what)
  if (oidOf(scheme, what) !== oids.pbes2) throw unknown('scheme', oidOf(scheme, what))
  const [derivation, encryption] = childrenAs(parameters, tags.sequence, what)
  const [cipherOid, iv] = childrenAs(encryption, tags.sequence, what)
  const cipher = ciphers[oidOf(cipherOid, what)]
  if (!cipher) throw unknown('cipher', oidOf(cipherOid, what))
  return { cipher: cipher.name, iv: octetsOf(iv, what), key: deriveKey(derivation, cipher.keyBytes, passphrase) }
}

function deriveKey(derivation: Element | undefined, keyBytes: number, passphrase: string): Uint8Array {
  const [name, parameters] = childrenAs(derivation, tags.sequence, what)
  if (oidOf(name, what) !== oids.pbkdf2) throw unknown('key derivation', oidOf(name, what))
  const [salt, iterations, ...optional] = childrenAs(parameters, tags.sequence, what)
  const prf = optional.find(({ tag }) => tag === tags.sequence)
  const prfOid = prf ? oidOf(childrenAs(prf, tags.sequence, what)[0], what) : hmacSha1
  const digest = digests[prfOid]
  if (!digest) throw unknown('key derivation', prfOid)
  const count = smallIntegerOf(iterations, what)
  if (count < 1 || count > mostIterations) throw new GostError('unsupported', `${what} asks for ${count} iterations`)
  return pbkdf2Sync(passphrase, octetsOf(salt, what), count, keyBytes, digest)
}

function unknown(part: string, dotted: string): GostError {
  const advice = 'write it anew with PBES2, PBKDF2-HMAC-SHA256 and AES-256-CBC'
  return new GostError('unsupported', `${what} has an unknown ${part}, ${dotted}: ${advice}`)
}
