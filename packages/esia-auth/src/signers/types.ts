/** How one signature is asked for. */
export interface SignOptions {
  /** Gives the signature up; `sign` then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
}

/**
 * What signs the requests of the system to ESIA. Write your own for a module that is not here; `checkSigner` proves that
 * it signs as ESIA expects.
 */
export interface EsiaSigner {
  /**
   * `raw`: the bare value of GOST R 34.10-2012, 64 bytes, s then r, each with its most significant byte first; protocol
   * v2 wants it. `cms`: a CMS SignedData in DER; protocol v1 wants it.
   */
  readonly format: 'raw' | 'cms'
  /**
   * Signs bytes as they are; hashing is the signer's part (Streebog-256).
   *
   * @throws EsiaError where no signature came; the reason of `options.signal` where that aborted
   */
  sign(data: Uint8Array, options?: SignOptions): Promise<Uint8Array>
  /** `client_certificate_hash`: Streebog-256 over the certificate in DER, 64 upper-case hex digits. */
  certificateHash(): Promise<string>
  /** The certificate of the system in PEM, for `checkSigner`. Absent where the signer does not have it. */
  readonly certificate?: string
}
