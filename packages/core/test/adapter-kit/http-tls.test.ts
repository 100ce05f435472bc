import type { ServerOptions } from 'node:https'
import { listen, type MockHandler, type MockServer } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'
import { http, type TlsOptions } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf } from './support.ts'

const all = testCertificates()
const { ca, client, clientForeign, server } = all
const { cert, key, passphrase } = client
const booking = { method: 'POST', path: '/appointments', json: { name: 'Тестова' } } as const
const reading = { method: 'GET', path: '/doctors' } as const
const ok: MockHandler = async () => Response.json({ ok: true })
const mutual = { ...server, ca, requestCert: true, rejectUnauthorized: true } satisfies ServerOptions
const serve = (tls: ServerOptions = mutual, handler = ok) => listen(handler, { tls, strict: false })

/** One booking; the client is closed after it. */
async function book(mock: MockServer, tls: TlsOptions) {
  const send = http({ baseUrl: mock.url, tls })
  const context = contextOf('book')
  try {
    return { response: await send(booking, context), sent: context.sent }
  } catch (error) {
    return { error, sent: context.sent }
  } finally {
    await send.close()
  }
}

describe('a server that demands a certificate', () => {
  it.each<[string, TlsOptions]>([
    ['cert and key', { cert, key, ca }],
    ['cert and an encrypted key', { cert, key: client.encryptedKey, passphrase, ca }],
    ['a PFX', { pfx: client.pfx, passphrase, ca }],
    ['a PFX with its CA inside', { pfx: client.pfxWithCa, passphrase, ca }],
    ['TLS 1.3 alone', { cert, key, ca, minVersion: 'TLSv1.3' }],
  ])('answers a client with %s', async (_, tls) => {
    await using mock = await serve()
    expect((await book(mock, tls)).response?.json()).toEqual({ ok: true })
  })

  it.each<[string, TlsOptions]>([
    ['PEM', { cert, key, ca }],
    ['PFX', { pfx: client.pfxWithCa, passphrase, ca }],
  ])('may stand below another CA than the one given, ours in %s', async (_, tls) => {
    await using mock = await serve({ ...mutual, ...all.serverOfIntermediate })
    expect((await book(mock, tls)).response?.status).toBe(200)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('answers over %s', async (version) => {
    await using mock = await serve({ ...mutual, minVersion: version, maxVersion: version })
    expect((await book(mock, { pfx: client.pfx, passphrase, ca })).response?.status).toBe(200)
  })

  it('refuses one without: unauthorized, and nothing was done', async () => {
    await using mock = await serve()
    const { error, sent } = await book(mock, { ca })
    expect(error).toMatchObject({ code: 'unauthorized', notDone: true })
    expect(String(error)).toContain('the server demands a client certificate; give tls')
    expect(sent).toBe(false)
    expect(mock.requests()).toEqual([])
  })

  it('that hangs up on a foreign one is unavailable, and the certificate is named as what may be wrong', async () => {
    await using mock = await serve()
    const { error, sent } = await book(mock, { cert: clientForeign.cert, key: clientForeign.key, ca })
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(String(error)).toContain('does not accept our certificate')
    expect(sent).toBe(true)
    expect(mock.requests()).toEqual([])
  })

  it('of the past, below TLS 1.2, is refused', async () => {
    await using mock = await serve({
      ...mutual,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    const { error, sent } = await book(mock, { cert, key, ca })
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(String(error)).toContain('no TLS connection')
    expect(sent).toBe(false)
  })
})

describe('a server that is not the one meant is unavailable, and nothing was sent', () => {
  const forms: readonly (readonly [string, TlsOptions])[] = [
    ['PEM', { cert, key }],
    ['PFX', { pfx: client.pfx, passphrase }],
    ['PFX with CA', { pfx: client.pfxWithCa, passphrase }],
  ]
  const faults: readonly (readonly [string, ServerOptions, Partial<TlsOptions>, string])[] = [
    ['of another host', all.serverWrongHost, { ca }, 'is for another host name; mend baseUrl, or give tls.serverName'],
    ['expired', all.serverExpired, { ca }, 'has expired'],
    ['of another CA', all.serverForeign, { ca }, 'comes from a CA that is not trusted; give that CA as tls.ca'],
    ['whose CA is in the PFX at most', server, {}, 'comes from a CA that is not trusted; give that CA as tls.ca'],
    ['whose CA is in the PFX, another given', server, { ca: all.foreignCa }, 'comes from a CA that is not trusted'],
    ['far below the CA in the PFX', all.serverOfIntermediate, {}, 'comes from a CA that is not trusted'],
    ['of another name than tls.serverName', server, { ca, serverName: 'mis.example' }, 'is for another host name'],
  ]
  const versions = ['TLSv1.2', 'TLSv1.3'] as const
  const cases = faults.flatMap((fault) =>
    forms.flatMap((form) => versions.map((version) => ({ fault, form, version }))),
  )
  it.each(cases)('$fault.0, ours in $form.0, $version', async ({ fault, form, version }) => {
    const [, certificates, more, words] = fault
    await using mock = await serve({ ...mutual, ...certificates, minVersion: version, maxVersion: version })
    // Twice: a session kept from the first try must not open the second.
    for (const tls of [form[1], form[1]]) {
      const { error, sent } = await book(mock, { ...tls, ...more })
      expect(error).toMatchObject({ code: 'unavailable', details: { by: 'mis', retryAfterMs: null } })
      expect(String(error)).toContain(`the certificate of the server ${words}`)
      expect(sent).toBe(false)
    }
    expect(mock.requests()).toEqual([])
  })

  it('a refused server stays refused for the same client', async () => {
    await using mock = await serve({ ...mutual, maxVersion: 'TLSv1.2' })
    const send = http({ baseUrl: mock.url, tls: { pfx: client.pfxWithCa, passphrase } })
    for (const context of [contextOf('book'), contextOf('book'), contextOf('book')]) {
      expect((await failureOf(send(booking, context))).code).toBe('unavailable')
    }
    await send.close()
    expect(mock.requests()).toEqual([])
  })

  it('with the server name given, a certificate of another host fits', async () => {
    await using mock = await serve({ ...mutual, ...all.serverWrongHost })
    const tls = { cert, key, ca, serverName: 'another-host.example' }
    expect((await book(mock, tls)).response?.status).toBe(200)
    expect((await book(mock, { pfx: client.pfxWithCa, passphrase, ca, serverName: 'another-host.example' })).sent).toBe(
      true,
    )
  })
})

describe('connections', () => {
  it('1,000 calls one after the other take one handshake a connection, and two connections at most', async () => {
    let handshakes = 0
    await using mock = await serve({
      ...mutual,
      ALPNCallback: () => {
        handshakes += 1
        return 'http/1.1'
      },
    })
    const send = http({ baseUrl: mock.url, tls: { pfx: client.pfx, passphrase, ca } })
    const context = contextOf()
    for (let call = 0; call < 1_000; call += 1) await send(reading, context)
    // undici opens a second one where the first has not yet said that it is free.
    expect(handshakes).toBeLessThanOrEqual(2)
    expect(handshakes).toBe(mock.connections())
    expect(mock.requests()).toHaveLength(1_000)
    await send.close()
  })

  it('end with close, which may be called twice; later calls are refused and not sent', async () => {
    await using mock = await serve()
    const send = http({ baseUrl: mock.url, tls: { cert, key, ca } })
    await Promise.all(Array.from({ length: 5 }, () => send(reading, contextOf())))
    expect(mock.connections()).toBeGreaterThan(0)
    await Promise.all([send.close(), send.close()])
    await mock.idle()
    await gone(mock)
    const context = contextOf('book')
    const error = await failureOf(send(booking, context))
    expect(error).toMatchObject({ code: 'unavailable', details: { by: 'mis' } })
    expect(error.message).toContain('the client is closed')
    expect(context.sent).toBe(false)
    expect((await failureOf(send.updateTls({ cert, key, ca }))).code).toBe('unavailable')
  })

  it('end with close under a running request, which may have been done', async () => {
    await using mock = await serve()
    mock.arm({ fault: 'stall' })
    const send = http({ baseUrl: mock.url, tls: { cert, key, ca } })
    const context = contextOf('book')
    const ended = failureOf(send(booking, context))
    await mock.waitFor(1)
    await send.close()
    expect((await ended).code).toBe('unavailable')
    expect(context.sent).toBe(true)
    await gone(mock)
  })

  it('that close while they are still being set up send nothing', async () => {
    await using mock = await serve()
    const send = http({ baseUrl: mock.url, tls: { cert, key, ca } })
    const context = contextOf('book')
    const ended = failureOf(send(booking, context))
    await send.close()
    expect(await ended).toMatchObject({ code: 'unavailable' })
    expect(context.sent).toBe(false)
    expect(mock.requests()).toEqual([])
  })

  it('an abort while they are still being set up ends the call at once and sends nothing', async () => {
    await using mock = await serve()
    const send = http({ baseUrl: mock.url, tls: { cert, key, ca } })
    const context = contextOf('book')
    const ended = expect(send(booking, context)).rejects.toBe('given up')
    context.abort('given up')
    await ended
    expect(context.sent).toBe(false)
    await send.close()
    expect(mock.requests()).toEqual([])
  })

  it('that close before any request never were', async () => {
    await http({ baseUrl: 'https://mis.invalid', tls: { cert, key } }).close()
  })

  it('change over while requests run: those end on the old ones, new ones show the new certificate', async () => {
    const subjects: (string | undefined)[] = []
    const slow = Promise.withResolvers<void>()
    const handler: MockHandler = async (request) => {
      if (request.url.endsWith('/slow')) await slow.promise
      return Response.json({ ok: true })
    }
    await using mock = await serve(
      {
        ...mutual,
        ca: [ca, all.foreignCa],
        ALPNCallback: () => {
          subjects.push('handshake')
          return 'http/1.1'
        },
      },
      handler,
    )
    const send = http({ baseUrl: mock.url, tls: { cert, key, ca } })
    const running = send({ method: 'GET', path: '/slow' }, contextOf())
    await mock.waitFor(1)
    await send.updateTls({ pfx: clientForeign.pfx, passphrase, ca })
    expect(send.certificate()?.subject).toContain('another CA')
    expect((await send(reading, contextOf())).status).toBe(200)
    expect(subjects).toHaveLength(2)
    expect(mock.connections()).toBe(2)
    slow.resolve()
    expect((await running).json()).toEqual({ ok: true })
    while (mock.connections() > 1) await new Promise(setImmediate)
    expect((await send(reading, contextOf())).status).toBe(200)
    expect(subjects).toHaveLength(2)
    await send.close()
    await gone(mock)
  })
})

/** Until the last socket is closed. */
async function gone(mock: MockServer): Promise<void> {
  while (mock.connections() > 0) await new Promise(setImmediate)
}
