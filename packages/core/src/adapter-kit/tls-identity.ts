import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import type { TlsOptions } from './tls-options.ts'
import { certificatesIn, openSslCode, refuseTls, textOf } from './tls-pem.ts'

/** Our certificate with its key, known to fit together. */
export interface Identity {
  /** The option that holds the certificate. */
  readonly field: 'cert' | 'pfx'
  readonly certificate: X509Certificate
  readonly secrets: Pick<SecureContextOptions, 'cert' | 'key' | 'pfx' | 'passphrase'>
}

/** Null where there is none. @throws MisError `invalid-request` where parts are missing, unreadable or foreign. */
export function identityOf(options: TlsOptions): Identity | null {
  const { cert, key, pfx, passphrase } = options
  if (passphrase !== undefined && typeof passphrase !== 'string') throw refuseTls('passphrase', 'give it as text')
  if (pfx !== undefined) {
    if (cert !== undefined || key !== undefined) throw refuseTls('pfx', 'give either pfx, or cert and key')
    return fromPfx(pfx, passphrase)
  }
  if (cert === undefined && key === undefined) return null
  if (key === undefined) throw refuseTls('key', 'cert is given without its key')
  if (cert === undefined) throw refuseTls('cert', 'key is given without its certificate')
  return fromPem(cert, key, passphrase)
}

function fromPem(cert: string | Uint8Array, pem: string | Uint8Array, passphrase: string | undefined): Identity {
  const chain = certificatesIn(cert, 'cert')
  const [certificate] = chain
  const key = privateKey(pem, passphrase)
  if (!certificate.checkPrivateKey(key)) {
    throw refuseTls('key', 'it does not belong to the certificate, the first one in tls.cert')
  }
  const plain = key.export({ type: 'pkcs8', format: 'pem' })
  return { field: 'cert', certificate, secrets: { cert: chain.map(String).join(''), key: plain } }
}

function privateKey(pem: string | Uint8Array, passphrase: string | undefined): KeyObject {
  const wanted = 'give the private key in PEM: -----BEGIN PRIVATE KEY----- …'
  if (typeof pem !== 'string' && !(pem instanceof Uint8Array)) throw refuseTls('key', wanted)
  const isEncrypted = /ENCRYPTED/.test(textOf(pem))
  if (isEncrypted && !passphrase) throw refuseTls('passphrase', 'tls.key is encrypted; give its passphrase')
  try {
    return createPrivateKey({ key: textOf(pem), format: 'pem', ...(passphrase !== undefined && { passphrase }) })
  } catch (error) {
    if (!isEncrypted) throw refuseTls('key', wanted)
    if (/UNSUPPORTED/.test(openSslCode(error))) {
      throw refuseTls('key', `its encryption is too old; encrypt it anew: ${newKey}`)
    }
    throw refuseTls('passphrase', 'it does not open tls.key')
  }
}

const newKey = 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key'
const newPfx = 'openssl pkcs12 -legacy -in old.pfx -nodes | openssl pkcs12 -export -out new.pfx'

function fromPfx(pfx: Uint8Array, passphrase: string | undefined): Identity {
  if (!(pfx instanceof Uint8Array)) throw refuseTls('pfx', 'give the bytes of the file, as readFileSync gives them')
  if (/^-----BEGIN /.test(textOf(pfx.subarray(0, 11))))
    throw refuseTls('pfx', 'it is PEM; give it as tls.cert and tls.key')
  const secrets = { pfx: Buffer.from(pfx), ...(passphrase !== undefined && { passphrase }) }
  return { field: 'pfx', certificate: certificateOf(secrets), secrets }
}

/** OpenSSL opens the PFX and picks the certificate of its key; a socket that is never connected shows which. */
function certificateOf(secrets: SecureContextOptions): X509Certificate {
  let socket: TLSSocket | undefined
  try {
    socket = new TLSSocket(new PassThrough(), { secureContext: createSecureContext(secrets) })
    const own = socket.getX509Certificate()
    if (own) return new X509Certificate(own.raw)
  } catch (error) {
    throw pfxRefusal(error, secrets.passphrase)
  } finally {
    socket?.destroy()
  }
  throw refuseTls('pfx', 'it holds no certificate with its key')
}

function pfxRefusal(error: unknown, passphrase: string | undefined) {
  const { message = '' } = error as { message?: string }
  if (/mac verify failure/i.test(message)) {
    return refuseTls(
      'passphrase',
      passphrase ? 'it does not open tls.pfx' : 'tls.pfx is encrypted; give its passphrase',
    )
  }
  if (/unsupported/i.test(message)) {
    return refuseTls('pfx', `its encryption is too old (RC2); re-export with modern encryption: ${newPfx}`)
  }
  return refuseTls('pfx', 'it cannot be read: give a whole PKCS#12 file with one certificate and its key')
}
