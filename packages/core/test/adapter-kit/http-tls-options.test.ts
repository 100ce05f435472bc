import { X509Certificate } from 'node:crypto'
import { inspect } from 'node:util'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'
import { http, type TlsOptions } from '../../src/adapter-kit/index.ts'
import { failureOf } from './support.ts'

const all = testCertificates()
const { client, clientForeign, clientExpired, clientNotYetValid, server } = all
const { cert, key, encryptedKey, passphrase, pfx } = client
const baseUrl = 'https://mis.example'
const make = (tls: TlsOptions) => http({ baseUrl, tls })
const day = (text: string) => new Date(text).toISOString().slice(0, 10)

describe('tls that fits is taken when the client is made', () => {
  it.each<[string, TlsOptions]>([
    ['cert and key', { cert, key }],
    ['cert and key as bytes', { cert: Buffer.from(cert), key: new TextEncoder().encode(key) }],
    ['cert and an encrypted key', { cert, key: encryptedKey, passphrase }],
    ['cert with the CA behind it', { cert: cert + all.ca, key }],
    ['cert in DER', { cert: new X509Certificate(cert).raw, key }],
    ['a PFX', { pfx, passphrase }],
    ['a PFX with CA', { pfx: client.pfxWithCa, passphrase, ca: all.ca }],
    ['a CA alone', { ca: all.ca }],
    ['several CAs, PEM and DER', { ca: [all.ca, new X509Certificate(all.foreignCa).raw] }],
    ['nothing', {}],
    ['all the rest', { cert, key, serverName: 'mis.example', minVersion: 'TLSv1.3' }],
  ])('%s', (_, tls) => {
    const send = make(tls)
    const own = tls.cert ?? tls.pfx
    const { subject, notAfter } = send.certificate() ?? {}
    expect(subject).toBe(own && 'CN=Test clinic, O=Tests of the MIS SDK')
    expect(notAfter).toBe(own && new Date(new X509Certificate(cert).validTo).toISOString())
  })
})

describe('tls that does not fit is refused when the client is made, in words', () => {
  const cut = pfx.subarray(0, pfx.length / 2)
  it.each<[string, string, string, unknown]>([
    ['a wrong passphrase of a PFX', 'passphrase', 'it does not open tls.pfx', { pfx, passphrase: 'geheim' }],
    ['a PFX without its passphrase', 'passphrase', 'tls.pfx is encrypted; give its passphrase', { pfx }],
    [
      'a wrong passphrase of a key',
      'passphrase',
      'it does not open tls.key',
      { cert, key: encryptedKey, passphrase: 'x' },
    ],
    ['an encrypted key alone', 'passphrase', 'tls.key is encrypted; give its passphrase', { cert, key: encryptedKey }],
    ['a passphrase that is no text', 'passphrase', 'give it as text', { pfx, passphrase: Buffer.from(passphrase) }],
    ['the key of another certificate', 'key', 'it does not belong to the certificate', { cert, key: server.key }],
    ['the CA before the certificate', 'key', 'the first one in tls.cert', { cert: all.ca + cert, key }],
    ['a key that is a certificate', 'key', 'give the private key in PEM', { cert, key: cert }],
    ['a key that is no text', 'key', 'give the private key in PEM', { cert, key: 5 }],
    ['a certificate without key', 'key', 'cert is given without its key', { cert }],
    ['a key without certificate', 'cert', 'key is given without its certificate', { key }],
    ['a certificate that is a key', 'cert', 'give certificates in PEM', { cert: key, key }],
    ['a cut certificate', 'cert', 'give certificates in PEM', { cert: cert.slice(0, 500), key }],
    ['a path for a certificate', 'cert', 'give certificates in PEM', { cert: '/etc/ssl/clinic.pem', key }],
    ['a PFX beside a certificate', 'pfx', 'give either pfx, or cert and key', { pfx, passphrase, cert, key }],
    ['a cut PFX', 'pfx', 'it cannot be read', { pfx: cut, passphrase }],
    ['an empty PFX', 'pfx', 'it cannot be read', { pfx: new Uint8Array(), passphrase }],
    ['a PFX that is PEM', 'pfx', 'it is PEM; give it as tls.cert and tls.key', { pfx: Buffer.from(cert + key) }],
    ['a PFX in base64', 'pfx', 'give the bytes of the file', { pfx: Buffer.from(pfx).toString('base64') }],
    ['an old PFX', 'pfx', 're-export with modern encryption: openssl pkcs12', { pfx: client.pfxLegacy, passphrase }],
    ['a CA that is none', 'ca', 'give certificates in PEM', { ca: 'mis-ca.pem' }],
    ['one CA of two that is none', 'ca', 'give certificates in PEM', { ca: [all.ca, key] }],
    ['no CA at all', 'ca', 'give at least one certificate', { ca: [] }],
    ['a version of the past', 'minVersion', 'give TLSv1.2 or TLSv1.3', { minVersion: 'TLSv1' }],
    ['a server name that is an address', 'serverName', 'give a host name', { serverName: 'https://mis.example' }],
  ])('%s', async (_, field, words, tls) => {
    const error = await failureOf(() => make(tls as TlsOptions))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: [`tls.${field}`] } })
    expect(error.message).toContain(`tls.${field}: `)
    expect(error.message).toContain(words)
    const text = inspect(error, { depth: null, showHidden: true }) + error.stack + String(error.cause)
    for (const secret of ['geheim', passphrase, key.split('\n')[1], encryptedKey.split('\n')[1]]) {
      expect(text).not.toContain(secret)
    }
  })

  it.each([
    ['cert', { cert: clientExpired.cert, key: clientExpired.key }],
    ['pfx', { pfx: clientExpired.pfx, passphrase }],
  ])('an expired certificate in tls.%s, with its date', async (field, tls) => {
    const error = await failureOf(() => make(tls))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: [`tls.${field}`] } })
    expect(error.message).toContain(`expired on ${day(new X509Certificate(clientExpired.cert).validTo)}`)
  })

  it('a certificate that is not valid yet, with its date', async () => {
    const error = await failureOf(() => make({ cert: clientNotYetValid.cert, key: clientNotYetValid.key }))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['tls.cert'] } })
    expect(error.message).toContain(`not valid before ${day(new X509Certificate(clientNotYetValid.cert).validFrom)}`)
  })

  it('a certificate whose end is reached on the clock that was given, not a second before', async () => {
    const end = Date.parse(new X509Certificate(cert).validTo)
    expect(http({ baseUrl, tls: { cert, key }, now: () => end }).certificate()).not.toBeNull()
    const error = await failureOf(() => http({ baseUrl, tls: { cert, key }, now: () => end + 1 }))
    expect(error.details).toEqual({ fields: ['tls.cert'] })
  })

  it('an address without TLS', async () => {
    const error = await failureOf(() => http({ baseUrl: 'http://mis.example', tls: { cert, key } }))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['baseUrl'] } })
  })
})

describe('updateTls', () => {
  it('checks what it is given, and keeps the old certificate where it is refused', async () => {
    const send = make({ cert, key })
    const before = send.certificate()
    const error = await failureOf(send.updateTls({ pfx, passphrase: 'wrong' }))
    expect(error.details).toEqual({ fields: ['tls.passphrase'] })
    expect(send.certificate()).toEqual(before)
  })

  it('shows the new certificate at once', async () => {
    const send = make({ cert, key })
    await send.updateTls({ pfx: clientForeign.pfx, passphrase })
    expect(send.certificate()?.subject).toContain('another CA')
  })

  it('of a client without tls is refused', async () => {
    const error = await failureOf(http({ baseUrl }).updateTls({ cert, key }))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['tls'] } })
  })
})
