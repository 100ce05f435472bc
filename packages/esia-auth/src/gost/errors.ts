/**
 * What a `GostError` is about:
 * - `unreadable`: no PEM, no DER, or not the structure that was asked for;
 * - `unsupported`: readable, but of an algorithm or a shape that this package does not work with;
 * - `passphrase`: the key is encrypted and the passphrase is absent or wrong;
 * - `key`: numbers that are no key of the curve, or a key that does not belong to the certificate;
 * - `certificate`: the signer's certificate is not there;
 * - `content`: the content is absent, or not the one that was signed;
 * - `signature`: the signature does not fit.
 */
export type GostFault = 'unreadable' | 'unsupported' | 'passphrase' | 'key' | 'certificate' | 'content' | 'signature'

/** Something of GOST cryptography that cannot be used. The message names what is wrong and holds neither keys nor content. */
export class GostError extends Error {
  override readonly name = 'GostError'
  readonly fault: GostFault

  constructor(fault: GostFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}
