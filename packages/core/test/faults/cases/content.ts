import { gzipSync } from 'node:zlib'
import { answered, type FaultCase, repeated, unknown } from '../case.ts'
import { chunkedHead, flood, good, head, lengthHead, reply } from '../replies.ts'
import type { Turn } from '../upstream.ts'

const html = (text: string) => `<!doctype html><html lang="ru"><body>${text}</body></html>`
const page = (text: string) => reply({ headers: ['content-type: text/html; charset=utf-8'], body: html(text) })
const text = (body: string | Uint8Array) => reply({ body })
const packed = (body: Uint8Array) =>
  reply({ headers: ['content-type: application/json', 'content-encoding: gzip'], body })

const bad = { read: repeated('bad-response'), book: unknown, connection: 'kept' } as const
const cut = { ...bad, connection: 'closed' } as const
const well = { read: answered, book: answered, connection: 'kept' } as const

const size = 400 * 1024 * 1024
const spaces = Buffer.alloc(64 * 1024, ' ')
const chunk = Buffer.concat([Buffer.from('10000\r\n'), spaces, Buffer.from('\r\n')])
const bombs: Uint8Array[] = []
/** 64 KB that become 64 MB; made once, and only where it is needed. */
function explode(turn: Turn): void {
  if (bombs.length === 0) bombs.push(gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')))
  for (const bomb of bombs) packed(bomb)(turn)
}
const deep = '['.repeat(100_000) + ']'.repeat(100_000)

export const content: readonly FaultCase[] = [
  { fault: '200 with an error page in HTML', play: page('Ошибка 500'), ...bad },
  { fault: '200 with a login page', play: page('<form action="/login"><input name="password"></form>'), ...bad },
  { fault: '200 with a captcha that calls itself JSON', play: text(html('Подтвердите, что вы не робот')), ...bad },
  { fault: '200 with JSON that calls itself HTML', play: reply({ headers: ['content-type: text/html'] }), ...bad },
  { fault: '200 without a body', play: text(''), ...bad },
  { fault: '200 with blanks', play: text(' \r\n'), ...bad },
  { fault: '204', play: ({ socket }) => void socket.write(head(204)), ...bad },
  { fault: '200 with JSON of another shape', play: text('{"message":"ok"}'), ...bad },
  {
    fault: '400 MB with `Content-Length`',
    play: ({ socket }) => {
      socket.write(lengthHead(size))
      flood(socket, () => spaces)
    },
    ...cut,
  },
  {
    fault: '400 MB without `Content-Length`',
    play: ({ socket }) => {
      socket.write(chunkedHead)
      flood(socket, () => chunk)
    },
    ...cut,
  },
  { fault: 'A gzip bomb: 64 KB that unpack to 64 MB', play: explode, ...bad },
  { fault: 'gzip', play: packed(gzipSync(good)), ...well },
  { fault: 'gzip that is none', play: packed(Buffer.from(good)), ...bad },
  { fault: 'gzip, cut', play: packed(gzipSync(good).subarray(0, 60)), ...bad },
  { fault: 'JSON, cut', play: text(good.slice(0, 60)), ...bad },
  { fault: 'JSON behind a byte order mark', play: text(`\uFEFF${good}`), ...well },
  { fault: '`NaN` in JSON', play: text(good.replace('"501"', 'NaN')), ...bad },
  { fault: '`1e400` for a number', play: text(good.replace('"501"', '1e400')), ...bad },
  { fault: 'A member twice: the last one counts', play: text(good.replace('{', '{"id":"1",')), ...well },
  { fault: 'JSON 100,000 deep in a member nobody reads', play: text(good.replace('{', `{"deep":${deep},`)), ...well },
  {
    fault: '`__proto__` in JSON',
    play: text(good.replace('{', '{"__proto__":{"room":"13","admin":true},')),
    ...well,
  },
  {
    fault: 'A number beyond 2⁵³ for an id',
    play: text(good.replace('"501"', '9007199254740993')),
    holds: { id: '9007199254740993' },
    ...well,
  },
]
