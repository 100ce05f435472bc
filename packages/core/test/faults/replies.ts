// What a server writes, byte by byte.
import type { Socket } from 'node:net'
import type { Turn } from './upstream.ts'

/** A good answer to both operations of the suite, in the wire of `adapter.ts`. */
export const good = JSON.stringify({
  id: '501',
  room: 'Кабинет 7',
  slots: [{ id: 's1', start: '2031-03-05T09:00:00+03:00', end: '2031-03-05T09:30:00+03:00' }],
})

export interface Reply {
  readonly status?: number
  /** Whole header lines. Default: JSON in UTF-8. */
  readonly headers?: readonly string[]
  readonly body?: string | Uint8Array
}

const json = 'content-type: application/json'

export function head(status: number, ...lines: readonly string[]): string {
  return `HTTP/1.1 ${status} Status\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
}

/** Answers as it should be done: with the length of the body, on a connection that stays. */
export function reply({ status = 200, headers = [json], body = good }: Reply = {}): (turn: Turn) => void {
  const bytes = Buffer.from(body)
  return ({ socket }) => {
    socket.write(Buffer.concat([Buffer.from(head(status, ...headers, `content-length: ${bytes.byteLength}`)), bytes]))
  }
}

/** Writes these texts and then does that with the connection, once they are on their way. */
export function say(text: string, then?: 'end' | 'reset'): (turn: Turn) => void {
  return ({ socket }) => {
    socket.write(text, () => {
      if (then === 'end') socket.end()
      if (then === 'reset') socket.resetAndDestroy()
    })
  }
}

/** Writes this, then falls silent until the call is given up. */
export function stall(text = ''): (turn: Turn) => void {
  return ({ socket, clock }) => {
    if (text !== '') socket.write(text)
    void clock.next()
  }
}

export const chunkedHead = head(200, json, 'transfer-encoding: chunked')
export const lengthHead = (length: number, ...more: readonly string[]) =>
  head(200, json, `content-length: ${length}`, ...more)

/** Pieces without an end, as long as somebody reads. */
export function flood(socket: Socket, pieces: () => Uint8Array): void {
  const more = () => {
    while (!socket.destroyed && socket.writable && socket.write(pieces()));
  }
  socket.on('drain', more)
  more()
}
