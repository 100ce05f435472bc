import { answered, type FaultCase, repeated, unknown } from '../case.ts'
import { good, reply } from '../replies.ts'

const as = (charset: string, body: Uint8Array) => reply({ headers: [`content-type: application/json${charset}`], body })
const utf16 = Buffer.from(good, 'utf16le')
const bigEndian = Buffer.from(utf16).swap16()

/** In a charset of one byte a letter, found through the platform's own decoder. */
function inBytes(charset: string): Uint8Array {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const letters = new TextDecoder(charset).decode(all)
  return Uint8Array.from(good, (letter) => letters.indexOf(letter))
}

const well = { read: answered, book: answered, connection: 'kept' } as const
const bad = { read: repeated('bad-response'), book: unknown, connection: 'kept' } as const
const windows1251 = inBytes('windows-1251')

export const charset: readonly FaultCase[] = [
  { fault: 'windows-1251, and it says so', play: as('; charset=windows-1251', windows1251), ...well },
  { fault: 'windows-1251 under its nickname', play: as('; charset="cp1251"', windows1251), ...well },
  { fault: 'koi8-r', play: as('; charset=koi8-r', inBytes('koi8-r')), ...well },
  { fault: 'UTF-16, little end first', play: as('; charset=utf-16', utf16), ...well },
  { fault: 'UTF-16, big end first', play: as('; charset=utf-16', bigEndian), ...well },
  {
    fault: 'A byte order mark against the header: the mark counts',
    play: as('; charset=windows-1251', Buffer.from(`\uFEFF${good}`)),
    ...well,
  },
  { fault: 'windows-1251 that does not say so', play: as('', windows1251), ...bad },
  { fault: 'windows-1251 that calls itself UTF-8', play: as('; charset=utf-8', windows1251), ...bad },
  { fault: 'A charset nobody knows', play: as('; charset=martian', Buffer.from(good)), ...bad },
  { fault: 'Half a letter at the end', play: as('', Buffer.from(`${good}Я`).subarray(0, -1)), ...bad },
]
