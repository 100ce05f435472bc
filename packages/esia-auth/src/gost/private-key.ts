import { keyAlgorithm, readKeyAlgorithm } from './algorithm.ts'
import { fromBigEndian, fromLittleEndian, toLittleEndian } from './bytes.ts'
import { curveOf, type ParameterSet } from './curves.ts'
import { childrenAs, type Element, octetsOf, readElement, smallIntegerOf, tags, unreadable } from './der-reader.ts'
import { integer, octetString, sequence } from './der-writer.ts'
import { decryptKey, encryptKey } from './encrypted-key.ts'
import { GostError } from './errors.ts'
import type { GostPrivateKey } from './keys.ts'
import { fromPem, toPem } from './pem.ts'

/**
 * How the number of a private key stands inside of PKCS#8:
 * - `raw`: 32 bytes, the least significant first, as OpenSSL's engine writes it;
 * - `octets`: the same inside an OCTET STRING, as BouncyCastle and GnuTLS write it;
 * - `integer`: an INTEGER, the most significant byte first, as older tools write it.
 */
export type PrivateKeyShape = 'raw' | 'octets' | 'integer'

const what = 'The private key'
const plain = 'PRIVATE KEY'
const encrypted = 'ENCRYPTED PRIVATE KEY'

/**
 * Reads a private key of GOST R 34.10-2012 (256 bits) from PKCS#8 in PEM, in each of the three shapes.
 * @param pem - text with `BEGIN PRIVATE KEY` or `BEGIN ENCRYPTED PRIVATE KEY` (PBES2: PBKDF2 with AES-CBC or 3DES)
 * @param passphrase - of an encrypted key; a plain one does not need it
 * @throws GostError `unreadable`, `unsupported` (another algorithm, a masked key, another encryption), `passphrase`, `key`
 */
export function readPrivateKey(pem: string, passphrase?: string): GostPrivateKey {
  const { label, der } = fromPem(pem, [plain, encrypted], what)
  const inner = label === encrypted ? decryptKey(der, passphrase) : der
  const [version, algorithm, key] = childrenAs(readElement(inner, what), tags.sequence, what)
  smallIntegerOf(version, what)
  const { oid, parameterSet } = readKeyAlgorithm(algorithm, what)
  if (!parameterSet) throw new GostError('unsupported', `${what} is not GOST R 34.10-2012 with 256 bits: ${oid}`)
  return { parameterSet, scalar: checked(numberOf(octetsOf(key, what)), parameterSet) }
}

/**
 * A private key as PKCS#8 in PEM.
 * @param shape - default `raw`, which OpenSSL, GnuTLS and BouncyCastle all read
 * @param passphrase - encrypts it: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC
 */
export function privateKeyPem(key: GostPrivateKey, shape: PrivateKeyShape = 'raw', passphrase?: string): string {
  const der = sequence(integer(0n), keyAlgorithm(key.parameterSet), octetString(shapes[shape](key.scalar)))
  return passphrase === undefined ? toPem(plain, der) : toPem(encrypted, encryptKey(der, passphrase))
}

const shapes: Readonly<Record<PrivateKeyShape, (scalar: bigint) => Uint8Array>> = {
  raw: toLittleEndian,
  octets: (scalar) => octetString(toLittleEndian(scalar)),
  integer: (scalar) => integer(scalar),
}

/** 32 bytes are always the number itself, as OpenSSL reads them, even where they look like a short INTEGER. */
function numberOf(bytes: Uint8Array): bigint {
  if (bytes.length === 32) return fromLittleEndian(bytes)
  if (bytes.length > 0 && bytes.length % 32 === 0) throw masked()
  const element = readElement(bytes, what)
  if (element.tag === tags.integer) return positive(element)
  const inner = octetsOf(element, what)
  if (inner.length > 32) throw masked()
  if (inner.length < 32) throw unreadable(what)
  return fromLittleEndian(inner)
}

function positive({ body }: Element): bigint {
  if (body.length === 0 || body.length > 33 || (body[0] as number) >= 0x80) throw unreadable(what)
  return fromBigEndian(body)
}

function masked(): GostError {
  const advice = 'export it without a mask, or sign in the module that holds it'
  return new GostError('unsupported', `${what} is masked, or of 512 bits: ${advice}`)
}

function checked(scalar: bigint, parameterSet: ParameterSet): bigint {
  if (scalar <= 0n || scalar >= curveOf(parameterSet).q) {
    throw new GostError('key', `The number of the private key is out of the range of ${parameterSet}`)
  }
  return scalar
}
