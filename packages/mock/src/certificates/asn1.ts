import forge from 'node-forge'

// The few shapes of ASN.1 that PKCS#12 needs.
const { Class, Type } = forge.asn1

export function sequence(...values: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, values)
}

export function oid(dotted: string): forge.asn1.Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.OID, false, forge.asn1.oidToDer(dotted).getBytes())
}

export function octetString(bytes: string): forge.asn1.Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes)
}

export function integer(value: number): forge.asn1.Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.INTEGER, false, forge.asn1.integerToDer(value).getBytes())
}

export function explicit(tag: number, value: forge.asn1.Asn1): forge.asn1.Asn1 {
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [value])
}

export function implicit(tag: number, bytes: string): forge.asn1.Asn1 {
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, tag, false, bytes)
}

/** ContentInfo of PKCS#7 with plain data. */
export function data(bytes: string): forge.asn1.Asn1 {
  return sequence(oid('1.2.840.113549.1.7.1'), explicit(0, octetString(bytes)))
}

/** What stands in such a ContentInfo. */
export function octets(contentInfo: forge.asn1.Asn1): string {
  const [, wrapped] = childrenOf(contentInfo)
  const [inner] = childrenOf(wrapped)
  return inner?.value as string
}

export function childrenOf(value: forge.asn1.Asn1 | undefined): readonly forge.asn1.Asn1[] {
  return Array.isArray(value?.value) ? value.value : []
}

export const nothing: forge.asn1.Asn1 = forge.asn1.create(Class.UNIVERSAL, Type.NULL, false, '')
