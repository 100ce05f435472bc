import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { type Context, MisError, type Operation, type Runtime } from '@mis/core'
import { expect } from 'vitest'
import { defaultRuntime } from '../../src/kernel/runtime.ts'

export interface TestContext extends Context {
  /** Gives the call up. */
  readonly abort: (reason?: unknown) => void
}

export function contextOf(operation: Operation = 'listDoctors', runtime: Partial<Runtime> = {}): TestContext {
  const controller = new AbortController()
  return {
    operation,
    signal: controller.signal,
    runtime: { ...defaultRuntime, ...runtime },
    sent: undefined,
    abort: (reason) => controller.abort(reason),
  }
}

/** A server of this test alone, gone with the scope it was made in. */
export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** How many requests (of a plain socket server: connections) came. */
  arrived(): number
  /** Resolves when that many came. */
  waitFor(count: number): Promise<void>
  /** Resolves when no connection is open. */
  disconnected(): Promise<void>
}

export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestServer> {
  const requests = counter()
  const server = createHttpServer((request, response) => {
    response.on('error', () => {})
    answer(request, response)
    requests.add()
  })
  return listening(server, 'http', requests)
}

/** A server that speaks in bytes: `talk` gets each connection after its first bytes came. */
export async function serveBytes(talk: (socket: Socket) => void, scheme = 'http'): Promise<TestServer> {
  const connections = counter()
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      talk(socket)
      connections.add()
    })
  })
  return listening(server, scheme, connections)
}

/** Answers every connection with these bytes and ends it. */
export function serveText(...parts: readonly string[]): Promise<TestServer> {
  return serveBytes((socket) => socket.end(parts.join('\r\n')))
}

export async function listening(server: Server, scheme: string, arrivals = counter()): Promise<TestServer> {
  const open = new Set<Socket>()
  const waiting: (() => void)[] = []
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) for (const resolve of waiting.splice(0)) resolve()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    arrived: arrivals.count,
    waitFor: arrivals.reaches,
    disconnected: () => new Promise((resolve) => (open.size === 0 ? resolve() : waiting.push(resolve))),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

export function counter() {
  let total = 0
  const waiting: { readonly at: number; readonly resolve: () => void }[] = []
  return {
    count: () => total,
    add: () => {
      total += 1
      for (const { at, resolve } of waiting) if (at <= total) resolve()
    },
    reaches: (at: number) => new Promise<void>((resolve) => (total >= at ? resolve() : waiting.push({ at, resolve }))),
  }
}

/** The error that `work` ends with; fails the test where it ends well or with something else. */
export async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<MisError> {
  const error = await (async () => (typeof work === 'function' ? work() : work))().then(
    () => expect.fail('expected a failure'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(MisError)
  return error as MisError
}
