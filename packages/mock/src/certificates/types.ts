/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  readonly cert: string
  readonly key: string
}

/** One client in all the forms that a clinic may be handed. */
export interface ClientCertificate extends KeyedCertificate {
  /** The key in PEM, encrypted with `passphrase`. */
  readonly encryptedKey: string
  /** Opens `encryptedKey` and every PFX. */
  readonly passphrase: string
  /** Key and certificate as PKCS#12, AES-256. */
  readonly pfx: Uint8Array
  /** The same, and the certificate of its CA: whoever reads it carelessly begins to trust that CA. */
  readonly pfxWithCa: Uint8Array
  /** The same in the encryption of old Windows and Java exports, RC2-40 and 3DES: OpenSSL 3 refuses it. */
  readonly pfxLegacy: Uint8Array
}

/** All that a test of mutual TLS needs. For tests only: the keys are young, weak and known to the whole process. */
export interface TestCertificates {
  /** The CA of servers and clients, PEM. */
  readonly ca: string
  /** Another CA of the same kind, whom nobody was told of, PEM. */
  readonly foreignCa: string
  /** For `127.0.0.1`, `::1` and `localhost`. */
  readonly server: KeyedCertificate
  /** For `another-host.example` alone. */
  readonly serverWrongHost: KeyedCertificate
  readonly serverExpired: KeyedCertificate
  /** Of a CA below `ca`, whose certificate stands behind its own. */
  readonly serverOfIntermediate: KeyedCertificate
  /** Of `foreignCa`, for the right hosts. */
  readonly serverForeign: KeyedCertificate
  readonly client: ClientCertificate
  /** Of `foreignCa`. */
  readonly clientForeign: ClientCertificate
  /** Until yesterday. */
  readonly clientExpired: ClientCertificate
  /** From tomorrow on. */
  readonly clientNotYetValid: ClientCertificate
  /** For ten more days. */
  readonly clientExpiringSoon: ClientCertificate
}
