import { createServer } from 'node:https'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { listen } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'
import { http } from '../../src/adapter-kit/index.ts'
import { defaultRuntime } from '../../src/kernel/runtime.ts'
import { contextOf, failureOf, listening } from './support.ts'

const { ca, client, server } = testCertificates()
const tls = { ca, cert: client.cert, key: client.key }
const text = 'Тестова '.repeat(20_000)
const reading = { method: 'GET', path: '/schedule' } as const

async function start(body: Uint8Array<ArrayBuffer>, encoding: string) {
  const answer = async () =>
    new Response(body, { headers: { 'content-encoding': encoding, 'content-type': 'text/plain' } })
  const mock = await listen(answer, { tls: { ...server, ca, requestCert: true, rejectUnauthorized: true } })
  const send = http({ baseUrl: mock.url, tls })
  return {
    mock,
    send,
    [Symbol.asyncDispose]: async () => {
      await send.close()
      await mock.close()
    },
  }
}

describe('an answer over mutual TLS', () => {
  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['gzip', gzipSync(text)],
    ['X-GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ])('packed as %s is unpacked', async (encoding, body) => {
    await using end = await start(body, encoding)
    expect((await end.send(reading, contextOf())).text).toBe(text)
  })

  it('says which packings it may have', async () => {
    await using end = await start(gzipSync(text), 'gzip')
    await end.send(reading, contextOf())
    expect(end.mock.requests()[0]?.headers['accept-encoding']).toBe('gzip, deflate, br')
  })

  it('in a packing nobody asked for stays as it is', async () => {
    await using end = await start(Buffer.from('as it came'), 'pack200')
    expect((await end.send(reading, contextOf())).text).toBe('as it came')
  })

  it.each(['gzip', 'deflate', 'br'])(
    'that ends in the middle of its %s is bad-response, never half a body',
    async (encoding) => {
      const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding] ?? gzipSync
      const packed = pack(text)
      await using end = await start(packed.subarray(0, packed.length >> 1), encoding)
      expect((await failureOf(end.send(reading, contextOf()))).code).toBe('bad-response')
    },
  )

  it('is left in the middle by closing the connection', async () => {
    await using end = await start(gzipSync(Buffer.alloc(50_000_000)), 'gzip')
    const first = await end.send.stream(reading, contextOf(), async (body) => {
      for await (const piece of body) return piece.byteLength
      return 0
    })
    expect(first).toBeGreaterThan(0)
    while (end.mock.connections() > 0) await new Promise(setImmediate)
  })

  it('whose reader takes its time is not gathered in memory: the server waits', async () => {
    const size = 64 * 1024 * 1024
    const mutual = { ...server, ca, requestCert: true, rejectUnauthorized: true }
    let written = 0
    const generous = createServer(mutual, (_, response) => {
      const piece = Buffer.alloc(64 * 1024)
      const write = () => {
        while (written < size) {
          written += piece.byteLength
          if (!response.write(piece)) return void response.once('drain', write)
        }
        response.end()
      }
      write()
    })
    await using end = await listening(generous, 'https')
    const send = http({ baseUrl: end.url, tls, maxResponseBytes: 2 * size })
    const read = await send.stream(reading, contextOf(), async (body) => {
      let bytes = 0
      for await (const piece of body) {
        if (bytes === 0) {
          for (let before = -1; before < written; ) {
            before = written
            for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
          }
          expect(written).toBeLessThan(size / 2)
        }
        bytes += piece.byteLength
      }
      return bytes
    })
    expect(read).toBe(size)
    await send.close()
  })

  it('comes by the fetch the app gave, where it gave one', async () => {
    await using end = await start(gzipSync(text), 'gzip')
    let calls = 0
    const fetcher: typeof fetch = (input, init) => {
      calls += 1
      return defaultRuntime.fetch(input, init)
    }
    expect((await end.send(reading, contextOf('listDoctors', { fetch: fetcher }))).text).toBe(text)
    expect(calls).toBe(1)
  })
})
