import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Engine, makeEngine } from './engine.ts'
import { type Answer, dripOf, dripPauseMs, floodOf, type Outcome } from './outcome.ts'
import type { ListenOptions, MockHandler, MockServer } from './types.ts'

/**
 * Serves a dialect on a loopback socket, at `port` or one of the system's choice; `url` names it once the promise resolves.
 * Rejects when the socket or the certificate is refused, throws a `RangeError` on a fault that could never fire.
 */
export async function listen(handler: MockHandler, options: ListenOptions = {}): Promise<MockServer> {
  const { tls, port: wanted = 0, ...mockOptions } = options
  // The engine needs the port, and the port is known only after listening.
  let engine: Engine | undefined
  const onRequest: RequestListener = (incoming, response) => {
    if (engine === undefined) return
    // A client that goes away in the middle is no fault of the mock.
    serve(engine, incoming, response).catch(() => incoming.socket.destroy())
  }
  const server: Server = tls === undefined ? createServer(onRequest) : createSecureServer(tls, onRequest)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  try {
    engine = makeEngine(handler, url, mockOptions)
  } catch (error) {
    server.close()
    throw error
  }
  const shut = async () => {
    if (!server.listening) return
    const closed = [server, ...sockets].map((each) => once(each, 'close'))
    server.close()
    for (const socket of sockets) socket.destroy()
    await Promise.all(closed)
  }
  return engine.face({ shut, connections: () => sockets.size })
}

async function serve(engine: Engine, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  response.sendDate = false
  // Listened for before anything is awaited, so that it cannot be missed.
  const gone = new Promise<void>((resolve) => response.once('close', resolve))
  const body = await readBody(incoming)
  const { method = 'GET', url: path = '/' } = incoming
  const exchange = engine.accept({ method, path, headers: toHeaders(incoming), body })
  try {
    const outcome = await exchange.outcome
    if (response.destroyed) return
    if (outcome.kind !== 'reset' && outcome.kind !== 'silence') exchange.answered(outcome.answer.status)
    await send(outcome, response, engine)
    await gone
  } finally {
    exchange.finish()
  }
}

async function send(outcome: Outcome, response: ServerResponse, engine: Engine): Promise<void> {
  switch (outcome.kind) {
    case 'answer':
      writeHead(response, outcome.answer, outcome.answer.body.length)
      response.end(outcome.answer.body)
      return
    case 'cut': {
      const { body } = outcome.answer
      writeHead(response, outcome.answer, Math.max(1, body.length))
      response.flushHeaders()
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
      return
    }
    case 'drip':
      writeHead(response, outcome.answer)
      for (const byte of dripOf(outcome.answer.body)) {
        response.write(byte)
        if (!(await engine.pauses.pause(dripPauseMs)) || response.destroyed) return
      }
      return
    case 'flood':
      writeHead(response, outcome.answer)
      for (const chunk of floodOf()) {
        if (response.destroyed) return
        if (!response.write(chunk)) await drained(response)
      }
      response.end()
      return
    case 'reset':
      reset(response)
      return
    case 'silence':
      return
  }
}

/** Without `length` the body goes in chunks. */
function writeHead(response: ServerResponse, { status, headers, cookies }: Answer, length?: number): void {
  const { 'content-length': _ours, 'transfer-encoding': _ours2, ...rest } = headers
  const isBodiless = status === 204 || status === 304
  response.writeHead(status, {
    ...rest,
    ...(length !== undefined && !isBodiless && { 'content-length': length }),
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
  })
}

function reset(response: ServerResponse): void {
  const { socket } = response
  if (socket === null || socket instanceof TLSSocket) response.destroy()
  else socket.resetAndDestroy()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

function toHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers()
  const { rawHeaders } = incoming
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
  }
  return headers
}
