import { answered, type FaultCase, neverLeft, repeated, unknown } from '../case.ts'
import { forbiddenPort, noSuchHost, refusing } from '../places.ts'
import { chunkedHead, good, head, lengthHead, reply, say } from '../replies.ts'

const json = 'content-type: application/json'
const half = good.slice(0, 40)
const length = Buffer.byteLength(good)
const broken = { read: repeated('unavailable'), book: unknown, connection: 'closed' } as const
const nonsense = { read: repeated('bad-response'), book: unknown, connection: 'closed' } as const
const never = (says: string) => ({ read: neverLeft(says), book: neverLeft(says), connection: 'none' }) as const
const well = { read: answered, book: answered } as const

export const connection: readonly FaultCase[] = [
  { fault: 'The connection is refused', place: refusing, ...never('connection refused') },
  { fault: 'The host name is not known', place: noSuchHost, ...never('host name not resolved') },
  { fault: 'The port is one that fetch refuses', place: forbiddenPort, ...never('fetch refuses this port') },
  { fault: 'Reset before the answer', play: ({ socket }) => void socket.resetAndDestroy(), ...broken },
  { fault: 'Closed before the answer', play: ({ socket }) => void socket.end(), ...broken },
  { fault: 'Closed within the headers', play: say('HTTP/1.1 200 OK\r\ncontent-le', 'end'), ...broken },
  { fault: 'Reset after the headers', play: say(lengthHead(length), 'reset'), ...broken },
  { fault: 'Reset within the body', play: say(lengthHead(length) + half, 'reset'), ...broken },
  { fault: 'Closed within a body of known length', play: say(lengthHead(length) + half, 'end'), ...broken },
  { fault: 'Closed within a chunk', play: say(`${chunkedHead}1ff\r\n${half}`, 'end'), ...broken },
  {
    fault: 'Closed before the last chunk, with all of the JSON there',
    play: say(`${chunkedHead}${length.toString(16)}\r\n${good}\r\n`, 'end'),
    ...broken,
  },
  { fault: 'A body without a length, cut', play: say(head(200, json, 'connection: close') + half, 'end'), ...nonsense },
  {
    fault: 'A body without a length, whole',
    play: say(head(200, json, 'connection: close') + good, 'end'),
    ...well,
    connection: 'closed',
  },
  { fault: '`Content-Length` larger than the body', play: say(lengthHead(length + 10) + good, 'end'), ...broken },
  { fault: '`Content-Length` smaller than the body', play: say(lengthHead(length - 10) + good), ...nonsense },
  {
    fault: 'Two different `Content-Length`',
    play: say(lengthHead(length, `content-length: ${length - 10}`) + good),
    ...nonsense,
  },
  {
    fault: 'A kept connection that the MIS closed between two calls',
    before: { day: '2031-03-06', closed: true },
    play: (turn) => (turn.nth === 1 ? say(lengthHead(length) + good, 'end')(turn) : reply()(turn)),
    ...well,
    connection: 'kept',
  },
  {
    fault: 'A kept connection that is reset when the next request comes',
    before: { day: '2031-03-06' },
    play: (turn) => (turn.nth === 2 ? turn.socket.resetAndDestroy() : reply()(turn)),
    done: false,
    read: { outcome: 'answered', requests: 2 },
    book: unknown,
    connection: 'kept',
  },
  { fault: 'Words that are not HTTP', play: say('220 smtp.example ready\r\n'), ...nonsense },
  {
    fault: 'Bytes that are not even text',
    play: ({ socket }) => void socket.write(Buffer.alloc(64, 0xff)),
    ...nonsense,
  },
  { fault: 'A header without a colon', play: say('HTTP/1.1 200 OK\r\nbroken header\r\n\r\n'), ...nonsense },
  { fault: 'One header of 64 KB', play: say(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(65_536)}\r\n\r\n`), ...nonsense },
  {
    fault: '5,000 headers',
    play: say(head(200, ...Array.from({ length: 5_000 }, (_, index) => `x-${index}: y`))),
    ...nonsense,
  },
]
