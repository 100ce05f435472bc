import { execFile } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'

const all = testCertificates()
const read = ({ cert }: { readonly cert: string }) => new X509Certificate(cert)
const daysLeft = (certificate: X509Certificate, now: number) => (Date.parse(certificate.validTo) - now) / 86_400_000

describe('test certificates', () => {
  it('are made once a process', () => {
    expect(testCertificates()).toBe(all)
  })

  it('of servers and clients are signed by the CA, and their keys fit', () => {
    const ca = new X509Certificate(all.ca)
    const { server, serverWrongHost, serverExpired, client, clientExpired, clientNotYetValid, clientExpiringSoon } = all
    const ours = [server, serverWrongHost, serverExpired, client, clientExpired, clientNotYetValid, clientExpiringSoon]
    for (const each of ours) {
      expect(read(each).checkIssued(ca)).toBe(true)
      expect(read(each).verify(ca.publicKey)).toBe(true)
      expect(read(each).checkPrivateKey(createPrivateKey(each.key))).toBe(true)
    }
    expect(new Set(ours.map((each) => read(each).serialNumber)).size).toBe(ours.length)
  })

  it('of the foreign CA are not signed by ours', () => {
    const [ca, foreign] = [new X509Certificate(all.ca), new X509Certificate(all.foreignCa)]
    for (const each of [all.serverForeign, all.clientForeign]) {
      expect(read(each).verify(ca.publicKey)).toBe(false)
      expect(read(each).verify(foreign.publicKey)).toBe(true)
    }
  })

  it.each(['127.0.0.1', '::1'])('of the server are for %s', (address) => {
    expect(read(all.server).checkIP(address)).toBe(address)
    expect(read(all.serverWrongHost).checkIP(address)).toBeUndefined()
  })

  it('of the server are for localhost', () => {
    expect(read(all.server).checkHost('localhost')).toBe('localhost')
    expect(read(all.serverWrongHost).checkHost('localhost')).toBeUndefined()
  })

  it('count their dates from a moment of choice', () => {
    const now = Date.parse('2031-03-03T05:00:00Z')
    const then = testCertificates({ now })
    expect(daysLeft(read(then.client), now)).toBe(20 * 365)
    expect(daysLeft(read(then.clientExpired), now)).toBe(-1)
    expect(daysLeft(read(then.clientExpiringSoon), now)).toBe(10)
    expect(Date.parse(read(then.clientNotYetValid).validFrom) - now).toBe(86_400_000)
  })
})

describe('the forms of a client certificate', () => {
  const { client } = all

  it('an encrypted key opens with the passphrase alone', () => {
    const { encryptedKey: key, passphrase } = client
    expect(read(client).checkPrivateKey(createPrivateKey({ key, passphrase }))).toBe(true)
    expect(() => createPrivateKey({ key, passphrase: 'wrong' })).toThrow()
  })

  it.each(['pfx', 'pfxWithCa'] as const)('%s is read by OpenSSL 3 with the passphrase alone', (form) => {
    const pfx = Buffer.from(client[form])
    expect(() => createSecureContext({ pfx, passphrase: client.passphrase })).not.toThrow()
    expect(() => createSecureContext({ pfx, passphrase: 'wrong' })).toThrow('mac verify failure')
  })

  it('pfxLegacy is refused by OpenSSL 3 for its encryption, not for its passphrase', () => {
    const pfx = Buffer.from(client.pfxLegacy)
    expect(() => createSecureContext({ pfx, passphrase: client.passphrase })).toThrow('Unsupported PKCS12 PFX data')
  })

  it('pfxLegacy is opened by the openssl command with -legacy', async () => {
    const { passphrase, pfxLegacy } = client
    const args = ['pkcs12', '-legacy', '-noenc', '-passin', `pass:${passphrase}`]
    const text = await new Promise<string>((resolve, reject) => {
      const child = execFile('openssl', args, (error, stdout) => (error ? reject(error) : resolve(stdout)))
      child.stdin?.end(pfxLegacy)
    })
    expect(text).toContain('BEGIN PRIVATE KEY')
    expect(new X509Certificate(text.slice(text.indexOf('-----BEGIN CERT'))).raw).toEqual(read(client).raw)
  })
})
