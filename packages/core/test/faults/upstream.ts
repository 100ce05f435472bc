import type { ServerOptions } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { counter, listening, type TestServer } from '../adapter-kit/support.ts'
import type { Clock } from './clock.ts'

/** One whole request, and what a server can do with it. */
export interface Turn {
  readonly socket: Socket
  /** 1 for the first request. */
  readonly nth: number
  readonly clock: Clock
  /** Another host, where nothing must arrive. */
  readonly elsewhere: string
  /** The caller gives the call up. */
  giveUp(): void
}

export interface Upstream extends TestServer {
  /** Requests by their methods. */
  methods(): readonly string[]
  /** All that came, as text. */
  received(): string
  /** Connections that are open. */
  open(): number
}

export interface UpstreamOptions {
  readonly play: (turn: Turn) => void
  readonly around: Pick<Turn, 'clock' | 'elsewhere' | 'giveUp'>
  readonly tls?: ServerOptions
  readonly greet?: (socket: Socket) => void
}

/** A server that reads whole requests and then does with the socket what `play` wants: nothing of HTTP is done for it. */
export async function startUpstream({ play, around, tls, greet }: UpstreamOptions): Promise<Upstream> {
  const arrivals = counter()
  const methods: string[] = []
  const open = new Set<Socket>()
  let received = ''
  const talk = (socket: Socket) => {
    let buffer = ''
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    if (greet) return void socket.once('data', () => greet(socket))
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text
      buffer += text
      const method = wholeRequest(buffer)
      if (method === undefined) return
      buffer = ''
      methods.push(method)
      play({ socket, nth: methods.length, ...around })
      arrivals.add()
    })
  }
  const server: Server = tls ? createTlsServer(tls, talk) : createServer(talk)
  server.on('tlsClientError', () => {})
  const listener = await listening(server, tls || greet ? 'https' : 'http', arrivals)
  return { ...listener, methods: () => methods, received: () => received, open: () => open.size }
}

/** The method of a request that is here with its body. */
function wholeRequest(text: string): string | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const length = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0)
  return Buffer.byteLength(text.slice(end + 4)) < length ? undefined : text.slice(0, text.indexOf(' '))
}
