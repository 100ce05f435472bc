import { execFileSync } from 'node:child_process'
import { testCertificates } from '@mis/mock/certificates'
import { answered, type FaultCase, neverLeft, once, type Secured } from '../case.ts'

const all = testCertificates
const never = (says: string) => ({ read: neverLeft(says), book: neverLeft(says), connection: 'none' }) as const
const says = 'the server demands a client certificate; give tls'
const refusedByThem = once('unauthorized', { requests: 0, attempts: 1, says })
const inTheWay = { read: refusedByThem, book: refusedByThem, connection: 'none' } as const

/** A server with one of the test certificates; the client trusts their CA. */
const withServer =
  (which: 'server' | 'serverExpired' | 'serverWrongHost' | 'serverForeign', more: Partial<Secured['server']> = {}) =>
  (): Secured => ({ server: { ...all()[which], ...more }, client: { ca: all().ca } })

function selfSigned(): Secured {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '-', '-out', '-']
  const args = ['req', '-x509', '-days', '36500', ...key, ...subject]
  const pem = execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  return { server: { key: pem, cert: pem } }
}

const demanding = () => ({ ...all().server, ca: all().ca, requestCert: true, rejectUnauthorized: true })
const ours = () => ({ cert: all().client.cert, key: all().client.key, ca: all().ca })

export const tls: readonly FaultCase[] = [
  { fault: 'The certificate has expired', tls: withServer('serverExpired'), ...never('has expired') },
  {
    fault: 'The certificate is for another host',
    tls: withServer('serverWrongHost'),
    ...never('is for another host name'),
  },
  { fault: 'The certificate signs itself', tls: selfSigned, ...never('comes from a CA that is not trusted') },
  {
    fault: 'The certificate comes from another CA than `tls.ca`',
    tls: withServer('serverForeign'),
    ...never('comes from a CA that is not trusted'),
  },
  {
    fault: "The certificate comes from a CA that is not among the system's",
    tls: () => ({ server: all().server }),
    ...never('comes from a CA that is not trusted'),
  },
  {
    fault: 'The server knows no TLS newer than 1.1',
    tls: withServer('server', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    ...never('no TLS connection'),
  },
  {
    fault: 'The server demands a certificate of ours and there is none',
    tls: () => ({ server: demanding(), client: { ca: all().ca } }),
    ...inTheWay,
  },
  {
    fault: 'The server demands a certificate of ours and gets it',
    tls: () => ({ server: demanding(), client: ours() }),
    read: answered,
    book: answered,
    connection: 'kept',
  },
  { fault: 'The server hangs up in the handshake', greet: (socket) => socket.end(), ...never('no TLS connection') },
  {
    fault: 'The server speaks HTTP on the port of https',
    greet: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    ...never('no TLS connection'),
  },
]
