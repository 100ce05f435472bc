import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { testCertificates } from '@mis/mock/certificates'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { http, type TlsOptions } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf } from './support.ts'

const all = testCertificates()
const { ca, client, clientForeign, clientExpired } = all
const booking = { method: 'POST', path: '/', json: { name: 'Тестова' } } as const

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alerts-'))
  await writeFile(join(folder, 'ca.pem'), ca)
  await writeFile(join(folder, 'server.pem'), all.server.cert + all.server.key)
})
afterAll(() => rm(folder, { recursive: true }))

/** OpenSSL's own server: unlike Node's, it says by an alert what it holds against a certificate. */
async function strictServer(version: 'tls1_2' | 'tls1_3') {
  const verify = ['-Verify', '3', '-verify_return_error', '-CAfile', join(folder, 'ca.pem')]
  const args = [
    's_server',
    '-accept',
    '127.0.0.1:0',
    '-cert',
    join(folder, 'server.pem'),
    `-${version}`,
    ...verify,
    '-www',
  ]
  const child = spawn('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface(child.stdout)) {
    const port = /^ACCEPT 127\.0\.0\.1:(\d+)$/.exec(line)?.[1]
    if (port === undefined) continue
    return {
      url: `https://127.0.0.1:${port}`,
      [Symbol.asyncDispose]: async () => {
        const ended = once(child, 'close')
        child.stdout.resume()
        child.kill('SIGKILL')
        await ended
      },
    }
  }
  throw new Error('openssl s_server did not start')
}

const validFrom = ({ cert = clientForeign.cert }: TlsOptions) => Date.parse(new X509Certificate(cert).validFrom)

describe.each(['tls1_2', 'tls1_3'] as const)('a server that refuses our certificate by an alert (%s)', (version) => {
  const long = { ca, passphrase: client.passphrase }
  it.each<[string, TlsOptions, string]>([
    [
      'of another CA',
      { ...long, cert: clientForeign.cert, key: clientForeign.key },
      'does not know the CA of our certificate',
    ],
    ['of another CA in a PFX', { ...long, pfx: clientForeign.pfx }, 'does not know the CA of our certificate'],
    ['expired', { ...long, cert: clientExpired.cert, key: clientExpired.key }, 'says that our certificate has expired'],
  ])('%s: unauthorized, nothing done, nothing counts as sent', async (_, tls, words) => {
    await using server = await strictServer(version)
    // By our clock the certificate has just begun, so that it is not refused before it is shown.
    const send = http({ baseUrl: server.url, tls, now: () => validFrom(tls) })
    const context = contextOf('book')
    const error = await failureOf(send(booking, context))
    await send.close()
    expect(error).toMatchObject({ code: 'unauthorized', details: {}, notDone: true })
    expect(error.message).toContain(words)
    expect(context.sent).toBe(false)
  })

  it('but takes the right one', async () => {
    await using server = await strictServer(version)
    const send = http({ baseUrl: server.url, tls: { ca, cert: client.cert, key: client.key } })
    const response = await send({ method: 'GET', path: '/' }, contextOf())
    await send.close()
    expect(response.status).toBe(200)
  })
})

describe('an alert about our certificate is unauthorized, whatever fetch it comes through', () => {
  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'demands a client certificate'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'has expired'],
    ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'has expired'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED', 'is revoked'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'does not know the CA'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'does not accept our certificate'],
    ['ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', 'does not accept our certificate'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', 'does not accept our certificate'],
    ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', 'does not accept our certificate'],
  ])('%s', async (code, words) => {
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) })
    }
    const context = contextOf('book', { fetch })
    const error = await failureOf(http({ baseUrl: 'https://mis.invalid' })(booking, context))
    expect(error).toMatchObject({ code: 'unauthorized', notDone: true })
    expect(error.message).toContain(words)
    expect(context.sent).toBe(false)
  })
})
