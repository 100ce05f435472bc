// CMS SignedData as data; nothing of it is verified here.
import { concat } from './bytes.ts'
import {
  childrenAs,
  childrenOf,
  contextTag,
  type Element,
  expectTag,
  octetsOf,
  oidOf,
  readElement,
  tags,
  unreadable,
} from './der-reader.ts'
import { GostError } from './errors.ts'
import { oids } from './oids.ts'
import { readTime } from './time.ts'

export interface SignedAttributes {
  /** The bytes that the signature is over. */
  readonly signed: Uint8Array
  readonly contentType: string
  readonly messageDigest: Uint8Array
  readonly signingTime: Date | null
}

export interface SignerInfo {
  readonly issuerAndSerial: { readonly issuer: Uint8Array; readonly serial: Uint8Array } | null
  readonly keyIdentifier: Uint8Array | null
  readonly digestOid: string
  readonly signatureOid: string
  /** Null where the signature is over the content itself. */
  readonly attributes: SignedAttributes | null
  readonly signature: Uint8Array
}

export interface CmsMessage {
  readonly contentType: string
  readonly content: Uint8Array | null
  readonly certificates: readonly Uint8Array[]
  readonly signer: SignerInfo
}

const what = 'The CMS message'

/** @throws GostError `unreadable`, or `unsupported` when it is not SignedData with one signer */
export function readCms(cms: Uint8Array): CmsMessage {
  const [type, wrapped] = childrenAs(readElement(Uint8Array.from(cms), what), tags.sequence, what)
  if (oidOf(type, what) !== oids.cmsSignedData) throw new GostError('unsupported', `${what} is not SignedData`)
  const [message] = childrenAs(wrapped, contextTag(0), what)
  const [, , encapsulated, ...rest] = childrenAs(message, tags.sequence, what)
  const [contentType, content] = childrenAs(encapsulated, tags.sequence, what)
  const certificates = rest.find(({ tag }) => tag === contextTag(0))
  const signers = childrenAs(rest.at(-1), tags.set, what)
  const [signer] = signers
  if (!signer || signers.length > 1) {
    throw new GostError('unsupported', `${what} has ${signers.length} signers where one is expected`)
  }
  return {
    contentType: oidOf(contentType, what),
    content: content ? octetsOf(childrenAs(content, contextTag(0), what)[0], what) : null,
    certificates: certificates
      ? childrenOf(certificates, what).flatMap(({ tag, der }) => (tag === tags.sequence ? [der] : []))
      : [],
    signer: readSigner(signer),
  }
}

function readSigner(signer: Element): SignerInfo {
  const [, identifier, digest, ...rest] = childrenAs(signer, tags.sequence, what)
  const attributes = rest[0]?.tag === contextTag(0) ? rest[0] : null
  const [algorithm, signature] = attributes ? rest.slice(1) : rest
  return {
    ...readIdentifier(identifier),
    digestOid: oidOf(childrenAs(digest, tags.sequence, what)[0], what),
    signatureOid: oidOf(childrenAs(algorithm, tags.sequence, what)[0], what),
    attributes: attributes ? readAttributes(attributes) : null,
    signature: octetsOf(signature, what),
  }
}

function readIdentifier(identifier: Element | undefined): Pick<SignerInfo, 'issuerAndSerial' | 'keyIdentifier'> {
  if (identifier?.tag === contextTag(0, false)) return { issuerAndSerial: null, keyIdentifier: identifier.body }
  const [issuer, serial] = childrenAs(identifier, tags.sequence, what)
  return {
    issuerAndSerial: {
      issuer: expectTag(issuer, tags.sequence, what).der,
      serial: expectTag(serial, tags.integer, what).der,
    },
    keyIdentifier: null,
  }
}

function readAttributes(element: Element): SignedAttributes {
  const values = new Map<string, Element>()
  for (const attribute of childrenOf(element, what)) {
    const [type, set] = childrenAs(attribute, tags.sequence, what)
    const [value, ...others] = childrenAs(set, tags.set, what)
    const dotted = oidOf(type, what)
    if (values.has(dotted)) throw unreadable(what)
    if (value && others.length === 0) values.set(dotted, value)
  }
  const signingTime = values.get(oids.signingTime)
  return {
    signed: concat(Uint8Array.of(tags.set), element.der.subarray(1)),
    contentType: oidOf(values.get(oids.contentType), what),
    messageDigest: octetsOf(values.get(oids.messageDigest), what),
    signingTime: signingTime ? readTime(signingTime, what) : null,
  }
}
