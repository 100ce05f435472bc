import type { FaultCase } from '../case.ts'
import { answered, once, repeated, unknown } from '../case.ts'
import { blackHole } from '../places.ts'
import { chunkedHead, good, head, lengthHead, reply, say, stall } from '../replies.ts'
import type { Turn } from '../upstream.ts'

/** One byte a turn of the event loop, for ever. */
function drip({ socket, clock }: Turn): void {
  const more = () => {
    if (!socket.destroyed) socket.write('1\r\n \r\n', () => setImmediate(more))
  }
  socket.write(chunkedHead, more)
  void clock.next()
}

/** Each byte of a whole answer by itself. */
function byteByByte({ socket }: Turn): void {
  const bytes = Buffer.from(lengthHead(Buffer.byteLength(good)) + good)
  const more = (at: number) => {
    if (at < bytes.length) socket.write(bytes.subarray(at, at + 1), () => setImmediate(more, at + 1))
  }
  socket.setNoDelay(true)
  more(0)
}

// Three attempts of 8 s do not fit into the 20 s of a call; the last one gets what is left.
const read = repeated('timeout', { seconds: 20 })
const book = { ...unknown, seconds: 8 }
const silent = { read, book, connection: 'closed' } as const

export const silence: readonly FaultCase[] = [
  { fault: 'The MIS takes the request and never answers', play: stall(), ...silent },
  { fault: 'The answer stops within its first line', play: stall('HTTP/1.1 2'), ...silent },
  { fault: 'The answer stops within its headers', play: stall('HTTP/1.1 200 OK\r\ncontent-ty'), ...silent },
  { fault: 'The answer stops before its body', play: stall(lengthHead(100)), ...silent },
  { fault: 'The answer stops within its body', play: stall(`${lengthHead(500)}{"id":"501"`), ...silent },
  { fault: 'The answer drips byte by byte and never ends', play: drip, ...silent },
  {
    fault: 'The answer comes byte by byte, but in time',
    play: byteByByte,
    read: answered,
    book: answered,
    connection: 'kept',
  },
  {
    fault: '`103 Early Hints`, and then the answer',
    play: (turn) => {
      turn.socket.write(head(103, 'link: </x>; rel=preload'))
      reply()(turn)
    },
    read: answered,
    book: answered,
    connection: 'kept',
  },
  {
    fault: 'The address takes no connection and refuses none (a black hole)',
    place: blackHole,
    meanwhile: 'time passes',
    read: { outcome: 'timeout', requests: 0, attempts: 3, seconds: 20 },
    book: { outcome: 'outcome-unknown', requests: 0, attempts: 1, seconds: 8 },
    connection: 'none',
  },
  {
    fault: 'The caller gives up while there is no connection yet',
    place: blackHole,
    meanwhile: 'the caller gives up',
    read: once('given up', { requests: 0 }),
    book: { outcome: 'outcome-unknown', requests: 0, attempts: 1 },
    connection: 'none',
  },
  {
    fault: 'The caller gives up in the pause before a second attempt',
    play: ({ socket, clock, giveUp }) => {
      socket.write(head(429, 'retry-after: 2', 'content-length: 0'))
      void clock.armed(2_000).then(giveUp)
    },
    done: false,
    read: once('given up'),
    book: once('given up'),
    connection: 'kept',
  },
  {
    fault: 'The caller gives up while the MIS is silent',
    play: ({ giveUp }) => giveUp(),
    read: once('given up'),
    book: unknown,
    connection: 'closed',
  },
  {
    fault: 'The caller gives up within the answer',
    play: (turn) => {
      say(`${lengthHead(500)}{"id":"501"`)(turn)
      setImmediate(turn.giveUp)
    },
    read: once('given up'),
    book: unknown,
    connection: 'closed',
  },
]
