import { getEventListeners } from 'node:events'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { http } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf, serve, serveBytes, serveText, type TestServer } from './support.ts'

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

describe('a connection that breaks', () => {
  it.each([
    ['reset before the answer', (socket: Socket) => void socket.resetAndDestroy()],
    ['closed before the answer', (socket: Socket) => void socket.end()],
    ['closed within the head', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    ['reset within the body', (socket: Socket) => start(socket, () => socket.resetAndDestroy())],
    ['closed within the body', (socket: Socket) => start(socket, () => socket.end())],
    ['closed within a chunked body', (socket: Socket) => void socket.end(`${chunked}5\r\n{"a":`)],
    ['closed before the last chunk', (socket: Socket) => void socket.end(`${chunked}2\r\n{}\r\n`)],
  ])('%s is unavailable, and may have been sent', async (_, talk) => {
    await using server = await serveBytes(talk)
    const context = contextOf('book')
    const error = await failureOf(call(server, context))
    expect(error).toMatchObject({ code: 'unavailable', details: { by: 'mis', retryAfterMs: null } })
    expect(context.sent).toBe(true)
    expect(server.arrived()).toBe(1)
  })

  it('a body shorter than its content-length is unavailable, never partial data', async () => {
    await using server = await serveText('HTTP/1.1 200 OK', 'content-length: 100', '', '{"a":1}')
    expect((await failureOf(call(server))).code).toBe('unavailable')
  })

  it('a body longer than its content-length is refused or read up to it, never further', async () => {
    await using server = await serveText('HTTP/1.1 200 OK', 'content-length: 7', '', '{"a":1}, {"b":2}')
    const response = await call(server)
    expect(response.text).toBe('{"a":1}')
  })

  it('a body that ends with the connection is read whole', async () => {
    await using server = await serveText('HTTP/1.1 200 OK', 'connection: close', '', '{"a":1}')
    expect((await call(server)).json()).toEqual({ a: 1 })
  })

  it('a cut body that only the connection ends is no JSON, so bad-response', async () => {
    await using server = await serveText('HTTP/1.1 200 OK', 'connection: close', '', '{"a":')
    const response = await call(server)
    expect((await failureOf(() => response.json())).code).toBe('bad-response')
  })

  it.each([
    ['what is not HTTP', '220 smtp.example ready\r\n'],
    ['a header without a colon', 'HTTP/1.1 200 OK\r\nbroken header\r\n\r\n'],
    ['headers without an end of sense', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`],
  ])('%s is bad-response, and was sent', async (_, text) => {
    await using server = await serveText(text)
    const context = contextOf('book')
    expect((await failureOf(call(server, context))).code).toBe('bad-response')
    expect(context.sent).toBe(true)
  })

  it('a body that is not the gzip it says is bad-response', async () => {
    await using server = await serveGzip(Buffer.from('{"a":1}'))
    expect((await failureOf(call(server))).code).toBe('bad-response')
  })

  it('a gzip body packed only in part is never JSON', async () => {
    // The platform's fetch hands the unpacked part over without a word.
    await using server = await serveGzip(gzipSync('{"a":1, "b":2, "c":3}').subarray(0, 24))
    const ended = call(server).then((response) => response.json())
    expect((await failureOf(ended)).code).toBe('bad-response')
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

describe('a redirect is never followed', () => {
  const cases = [301, 302, 303, 307, 308].flatMap((status) => [[status, 'POST'] as const, [status, 'GET'] as const])
  it.each(cases)('%d to another host after %s is bad-response, and nothing goes there', async (status, method) => {
    await using other = await serve((_, response) => response.end('{}'))
    await using server = await serve((_, response) => {
      response.writeHead(status, { location: `${other.url}/steal` })
      response.end()
    })
    const headers = { authorization: 'Bearer secret' }
    const request = method === 'GET' ? reading : booking
    const error = await failureOf(http({ baseUrl: server.url, headers })(request, contextOf('book')))
    expect(error).toMatchObject({ code: 'bad-response', status })
    expect(error.message).not.toContain('steal')
    expect([server.arrived(), other.arrived()]).toEqual([1, 0])
  })

  it.each([300, 304])('%d is bad-response too', async (status) => {
    await using server = await serve((_, response) => response.writeHead(status).end())
    expect(await failureOf(call(server))).toMatchObject({ code: 'bad-response', status })
  })
})

function serveGzip(body: Uint8Array): Promise<TestServer> {
  return serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(body)
  })
}

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

/** Head and half of a body, then `next` once they are on their way. */
function start(socket: Socket, next: () => void): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":1', next)
}

/** One byte a turn of the event loop, as long as anybody is there. */
function drip(socket: Socket): void {
  if (socket.destroyed) return
  socket.write('1\r\na\r\n', () => setImmediate(drip, socket))
}
