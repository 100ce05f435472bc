/** Who we are to the server, and whom we believe. The server is always verified: its chain, its name, its dates. */
export interface TlsOptions {
  /** Our certificate in PEM, then those that lead to its CA. Comes with `key`. Default: we show none. */
  readonly cert?: string | Uint8Array
  /** The private key of `cert`, in PEM; with `passphrase` where it is encrypted. */
  readonly key?: string | Uint8Array
  /** Instead of `cert` and `key`: the bytes of a PKCS#12 file (`.pfx`, `.p12`). CA certificates in it are not trusted. */
  readonly pfx?: Uint8Array
  /** Opens `key` or `pfx`. */
  readonly passphrase?: string
  /** The CAs the server's certificate may come from, in PEM or DER. Default: the system's roots; given, only these. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[]
  /** The name in the server's certificate, where it is not the host of `baseUrl`. */
  readonly serverName?: string
  /** Default: `TLSv1.2`. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
}

/** Our certificate, as far as an operator must know it. */
export interface TlsCertificate {
  /** Such as `CN=clinic, O=Clinic`. */
  readonly subject: string
  /** The instant after which the server refuses it, `2027-01-31T09:00:00.000Z`. */
  readonly notAfter: string
}
