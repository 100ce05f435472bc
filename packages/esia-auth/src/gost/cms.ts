// CMS SignedData (RFC 5652) with one signer, DER.
import { concat } from './bytes.ts'
import { type GostCertificate, readCertificate } from './certificate.ts'
import { contextTag, tags } from './der-reader.ts'
import { integer, octetString, oid, sequence, setOf, time, write } from './der-writer.ts'
import { GostError } from './errors.ts'
import { oids } from './oids.ts'
import { isKeyOf, type Scheme, type SigningKey, schemeOf } from './signing-key.ts'

/** What is signed, by whom. */
export interface CmsRequest {
  readonly data: Uint8Array
  /** The signer's certificate, PEM or DER; it goes into the message. */
  readonly certificate: string | Uint8Array
  readonly key: SigningKey
  /** Whether content type and digest are signed (default), or the content alone. */
  readonly signedAttributes?: boolean
  /** Goes into the signed attributes. Default: no time is told. */
  readonly signingTime?: Date
}

/**
 * A signature without the content, the `client_secret` of ESIA's v1 before its base64url.
 * @returns DER
 * @throws GostError `key` when the key is not the certificate's; `unreadable`, `unsupported`
 */
export function cmsDetached(request: CmsRequest): Uint8Array {
  return signedMessage(request, [])
}

/** The same with the content inside. */
export function cmsAttached(request: CmsRequest): Uint8Array {
  return signedMessage(request, [write(contextTag(0), octetString(request.data))])
}

function signedMessage(request: CmsRequest, content: readonly Uint8Array[]): Uint8Array {
  const certificate = readCertificate(request.certificate)
  if (!isKeyOf(request.key, certificate)) {
    throw new GostError('key', 'The private key does not belong to the certificate')
  }
  const scheme = schemeOf(request.key)
  const message = sequence(
    integer(1n),
    setOf(scheme.digestAlgorithm),
    sequence(oid(oids.cmsData), ...content),
    write(contextTag(0), certificate.der),
    setOf(signerInfo(request, certificate, scheme)),
  )
  return sequence(oid(oids.cmsSignedData), write(contextTag(0), message))
}

function signerInfo(request: CmsRequest, { issuerDer, serialDer }: GostCertificate, scheme: Scheme): Uint8Array {
  const { data, signedAttributes = true } = request
  const attributes = signedAttributes ? attributesOf(request, scheme) : null
  return sequence(
    integer(1n),
    sequence(issuerDer, serialDer),
    scheme.digestAlgorithm,
    // Signed as a SET OF, carried under another tag.
    ...(attributes ? [concat(Uint8Array.of(contextTag(0)), attributes.subarray(1))] : []),
    scheme.cmsAlgorithm,
    octetString(scheme.sign(attributes ?? data)),
  )
}

function attributesOf({ data, signingTime }: CmsRequest, scheme: Scheme): Uint8Array {
  const attributes = [
    attribute(oids.contentType, oid(oids.cmsData)),
    attribute(oids.messageDigest, octetString(scheme.digest(data))),
  ]
  if (signingTime) attributes.push(attribute(oids.signingTime, time(signingTime)))
  return setOf(...attributes)
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), write(tags.set, value))
}
