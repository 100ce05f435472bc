import { getEventListeners } from 'node:events'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { http } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf, serve, serveBytes, type TestServer } from './support.ts'

const booking = { method: 'POST', path: '/appointments', json: { name: 'Тестова' } } as const
const reading = { method: 'GET', path: '/doctors' } as const
const call = (server: TestServer, context = contextOf('book')) => http({ baseUrl: server.url })(booking, context)

describe('an abort ends the call at once, with its own reason', () => {
  it('before anything is sent', async () => {
    await using server = await serve((_, response) => response.end())
    const context = contextOf('book')
    context.abort('given up')
    await expect(call(server, context)).rejects.toBe('given up')
    expect(context.sent).toBe(false)
    expect(server.arrived()).toBe(0)
  })

  it('while the server is silent; no socket and no listener stays', async () => {
    await using server = await serve(() => {})
    const context = contextOf('book')
    const ended = expect(call(server, context)).rejects.toBe('given up')
    await server.waitFor(1)
    context.abort('given up')
    await ended
    await server.disconnected()
    expect(context.sent).toBe(true)
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0)
  })

  it.each([
    ['drips byte by byte without an end', drip],
    ['stalls after the head', (socket: Socket) => void socket.write('1\r\na\r\n')],
  ])('while the body %s; no socket and no listener stays', async (_, talk) => {
    await using server = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      talk(socket)
    })
    const headed = Promise.withResolvers<void>()
    const watched: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      headed.resolve()
      return response
    }
    const context = contextOf('book', { fetch: watched })
    const ended = expect(call(server, context)).rejects.toBe('given up')
    await headed.promise
    context.abort('given up')
    await ended
    await server.disconnected()
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0)
  })

  it('even where fetch does not listen to any signal', async () => {
    const context = contextOf('book', { fetch: () => new Promise(() => {}) })
    const ended = expect(http({ baseUrl: 'http://mis.invalid' })(booking, context)).rejects.toBe('given up')
    await Promise.resolve()
    context.abort('given up')
    await ended
  })

  it('even where the body does not listen to any signal, and the body is told', async () => {
    const told = Promise.withResolvers<unknown>()
    const asked = Promise.withResolvers<void>()
    const source = { pull: () => asked.resolve(), cancel: (reason: unknown) => told.resolve(reason) }
    // Without a buffer, `pull` means that somebody is reading.
    const body = new ReadableStream(source, { highWaterMark: 0 })
    const context = contextOf('book', { fetch: async () => new Response(body) })
    const ended = expect(http({ baseUrl: 'http://mis.invalid' })(booking, context)).rejects.toBe('given up')
    await asked.promise
    context.abort('given up')
    await ended
    expect(await told.promise).toBe('given up')
  })

  it('and a call that ended well leaves no listener either', async () => {
    await using server = await serve((_, response) => response.end('ok'))
    const context = contextOf('book')
    await call(server, context)
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0)
  })
})

describe('an answer over the limit', () => {
  const limit = 64 * 1024
  const read = (server: TestServer, status = 200) =>
    http({ baseUrl: server.url, maxResponseBytes: limit })({ ...reading, query: { status } }, contextOf())

  it.each(['with', 'without'])('of 50 MB is stopped near the limit, %s a content-length', async (announced) => {
    const size = 50 * 1024 * 1024
    let written = 0
    await using server = await serve((_, response) => {
      response.writeHead(200, announced === 'with' ? { 'content-length': size } : {})
      response.on('close', () => {
        written = response.socket?.bytesWritten ?? written
      })
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(limit, 32)));
        written = response.socket?.bytesWritten ?? written
      }
      response.on('drain', more)
      more()
    })
    const error = await failureOf(read(server))
    expect(error).toMatchObject({ code: 'bad-response', status: 200 })
    expect(error.details).toEqual({ why: `the answer is larger than maxResponseBytes (${limit})` })
    await server.disconnected()
    expect(written).toBeLessThan(size / 2)
  })

  it('that is only announced is refused without waiting for it', async () => {
    await using server = await serveBytes((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${limit + 1}\r\n\r\n`)
    })
    expect((await failureOf(read(server))).code).toBe('bad-response')
    await server.disconnected()
  })

  it('that is a gzip bomb is stopped at the unpacked limit', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
    await using server = await serveGzip(bomb)
    let unpacked = 0
    const counting: typeof fetch = async (input, init) => {
      const { body, status } = await fetch(input, init)
      const count = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          unpacked += chunk.byteLength
          controller.enqueue(chunk)
        },
      })
      return new Response(body?.pipeThrough(count) ?? null, { status })
    }
    const send = http({ baseUrl: server.url, maxResponseBytes: limit })
    expect((await failureOf(send(reading, contextOf('listDoctors', { fetch: counting })))).code).toBe('bad-response')
    expect(unpacked).toBeLessThan(limit + 256 * 1024)
  })

  it('of exactly the limit is read', async () => {
    await using server = await serve((_, response) => response.end(Buffer.alloc(limit, 32)))
    expect((await read(server)).text).toHaveLength(limit)
  })

  it('with an error status keeps the status and drops the body', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(409)
      response.end(Buffer.alloc(limit + 1, 32))
    })
    expect(await read(server)).toMatchObject({ status: 409, text: '' })
  })
})

function serveGzip(body: Uint8Array): Promise<TestServer> {
  return serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(body)
  })
}

/** One byte a turn of the event loop, as long as anybody is there. */
function drip(socket: Socket): void {
  if (socket.destroyed) return
  socket.write('1\r\na\r\n', () => setImmediate(drip, socket))
}
