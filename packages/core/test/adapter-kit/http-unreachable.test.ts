import { describe, expect, it } from 'vitest'
import { http } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf, serveText } from './support.ts'

const booking = { method: 'POST', path: '/appointments', json: { name: 'Тестова' } } as const
const notDone = { code: 'unavailable', details: { by: 'mis', retryAfterMs: null } }

describe('what never left is unavailable with sent = false', () => {
  it.each([
    ['ENOTFOUND', 'getaddrinfo', 'not resolved'],
    ['EAI_AGAIN', 'getaddrinfo', 'not resolved'],
    ['EHOSTUNREACH', 'connect', 'not reachable'],
    ['ENETUNREACH', 'connect', 'not reachable'],
    ['ETIMEDOUT', 'connect', 'no connection'],
    ['UND_ERR_CONNECT_TIMEOUT', undefined, 'no connection in time'],
    ['CERT_HAS_EXPIRED', undefined, 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'certificate'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', undefined, 'no TLS connection'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', undefined, 'no TLS connection'],
  ])('%s of %s', async (code, syscall, words) => {
    const { error, sent } = await failing({ code, syscall })
    expect(error).toMatchObject(notDone)
    expect(error.message).toContain(words)
    expect(sent).toBe(false)
  })

  it('a host whose every address refuses', async () => {
    const errors = ['::1', '127.0.0.1'].map(() =>
      Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' }),
    )
    const { error, sent } = await failing(new AggregateError(errors))
    expect(error).toMatchObject(notDone)
    expect(sent).toBe(false)
  })
})

describe('what may have left stays sent', () => {
  it.each([
    ['ECONNRESET', 'read'],
    ['EPIPE', 'write'],
    ['EHOSTUNREACH', 'read'],
    ['ETIMEDOUT', 'read'],
    ['UND_ERR_SOCKET', undefined],
    ['UND_ERR_HEADERS_TIMEOUT', undefined],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', undefined],
    ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', undefined],
    [undefined, undefined],
  ])('%s of %s', async (code, syscall) => {
    const { error, sent } = await failing({ code, syscall })
    expect(error.code).toBe('unavailable')
    expect(sent).toBe(true)
  })
})

describe('context.sent over several requests of one call', () => {
  const failsOnce = (...codes: readonly (string | null)[]) => {
    const left = [...codes]
    return async () => {
      const code = left.shift()
      if (code) throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) })
      return new Response('{}')
    }
  }
  const send = http({ baseUrl: 'http://mis.invalid' })
  const lookup = { method: 'GET', path: '/doctors' } as const

  it('is false while headers are fetched', async () => {
    const context = contextOf('book', { fetch: failsOnce() })
    let during: boolean | undefined = true
    const headers = async () => {
      during = context.sent
      return {}
    }
    await http({ baseUrl: 'http://mis.invalid', headers })(booking, context)
    expect([during, context.sent]).toEqual([false, true])
  })

  it('a look-up inside a write leaves it false, so that its failure is not an unknown outcome', async () => {
    const context = contextOf('book', { fetch: failsOnce('ECONNRESET') })
    await failureOf(send(lookup, context))
    expect(context.sent).toBe(false)
  })

  it('a POST that only reads leaves it false where it says so', async () => {
    const context = contextOf('book', { fetch: failsOnce('ECONNRESET') })
    await failureOf(send({ ...booking, effect: 'read' }, context))
    expect(context.sent).toBe(false)
  })

  it('a GET that books makes it true where it says so', async () => {
    const context = contextOf('book', { fetch: failsOnce('ECONNRESET') })
    await failureOf(send({ ...lookup, effect: 'write' }, context))
    expect(context.sent).toBe(true)
  })

  it('a request that never left does not hide an earlier one that did', async () => {
    const context = contextOf('book', { fetch: failsOnce(null, 'ECONNREFUSED') })
    await send(booking, context)
    await failureOf(send(booking, context))
    expect(context.sent).toBe(true)
    await send(lookup, context)
    expect(context.sent).toBe(true)
  })

  it('a read operation says what it sent', async () => {
    const context = contextOf('listDoctors', { fetch: failsOnce('ECONNRESET') })
    await failureOf(send(lookup, context))
    expect(context.sent).toBe(true)
  })

  it('a second request without an answer is made by nobody: one call, one request', async () => {
    await using server = await serveText('HTTP/1.1 503 Busy', 'content-length: 0', 'retry-after: 0', '', '')
    expect((await http({ baseUrl: server.url })(lookup, contextOf())).status).toBe(503)
    expect(server.arrived()).toBe(1)
  })
})

async function failing(cause: object) {
  const fetch = async () => {
    throw new TypeError('fetch failed', { cause: cause instanceof Error ? cause : Object.assign(new Error(), cause) })
  }
  const context = contextOf('book', { fetch })
  const error = await failureOf(http({ baseUrl: 'http://mis.invalid' })(booking, context))
  return { error, sent: context.sent }
}
