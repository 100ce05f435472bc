// Writes DER. Every function gives the bytes of one whole element.
import { concat } from './bytes.ts'
import { tags } from './der-reader.ts'

/** An element by its identifier octet. */
export function write(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts)
  return concat(Uint8Array.of(tag), lengthOf(body.length), body)
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return write(tags.sequence, ...parts)
}

/** SET OF: DER wants its elements sorted by their bytes. */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return write(tags.set, ...[...parts].sort((a, b) => Buffer.compare(a, b)))
}

/** INTEGER that is not negative. */
export function integer(value: bigint): Uint8Array {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return write(tags.integer, (bytes[0] as number) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(), bytes)
}

export function oid(dotted: string): Uint8Array {
  const [root = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return write(tags.oid, Uint8Array.from([root * 40 + second, ...rest].flatMap(base128)))
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return write(tags.octetString, bytes)
}

export function bitString(bytes: Uint8Array): Uint8Array {
  return write(tags.bitString, Uint8Array.of(0), bytes)
}

export function utf8String(text: string): Uint8Array {
  return write(tags.utf8String, Buffer.from(text, 'utf8'))
}

export function nothing(): Uint8Array {
  return write(tags.null)
}

export function boolean(value: boolean): Uint8Array {
  return write(tags.boolean, Uint8Array.of(value ? 0xff : 0))
}

/** The moment in whole seconds: UTCTime up to 2049, GeneralizedTime after it, as certificates and CMS want. */
export function time(moment: Date): Uint8Array {
  const digits = `${moment.toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  const year = moment.getUTCFullYear()
  const short = year >= 1950 && year < 2050
  return short
    ? write(tags.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : write(tags.generalizedTime, Buffer.from(digits, 'latin1'))
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(0x80 + bytes.length, ...bytes)
}

function base128(arc: number): number[] {
  const digits = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 + (rest % 128))
  return digits
}
