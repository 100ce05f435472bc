// GOST R 34.11-2012 "Streebog" (RFC 6986). A block is 16 words of 32 bits, the least significant first.
import { iterationConstants, matrix, substitution } from './streebog-constants.ts'

const blockBytes = 64
const words = 16

/**
 * Streebog with 256 bits of output. The bytes stand in the order that OpenSSL prints; RFC 6986 prints them reversed.
 * @param data - any bytes, an empty array included
 * @returns 32 bytes
 */
export function streebog256(data: Uint8Array): Uint8Array {
  return hash(data, 0x01010101).slice(32)
}

/**
 * Streebog with 512 bits of output. The bytes stand in the order that OpenSSL prints; RFC 6986 prints them reversed.
 * @param data - any bytes, an empty array included
 * @returns 64 bytes
 */
export function streebog512(data: Uint8Array): Uint8Array {
  return hash(data, 0)
}

function hash(data: Uint8Array, initialWord: number): Uint8Array {
  const state = new Int32Array(words).fill(initialWord)
  const bits = new Int32Array(words)
  const sum = new Int32Array(words)
  const block = new Int32Array(words)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)

  let at = 0
  for (; at + blockBytes <= data.length; at += blockBytes) {
    for (let i = 0; i < words; i++) block[i] = view.getInt32(at + 4 * i, true)
    compress(state, bits, block)
    add(bits, lengthOf(blockBytes))
    add(sum, block)
  }
  block.set(lastBlock(data.subarray(at)))
  compress(state, bits, block)
  add(bits, lengthOf(data.length - at))
  add(sum, block)
  compress(state, new Int32Array(words), bits)
  compress(state, new Int32Array(words), sum)
  return bytesOf(state)
}

/** What is left of the data, then a one, then zeros. */
function lastBlock(rest: Uint8Array): Int32Array {
  const padded = new Uint8Array(blockBytes)
  padded.set(rest)
  padded[rest.length] = 1
  return wordsOf(padded)
}

function lengthOf(bytes: number): Int32Array {
  const length = new Int32Array(words)
  length[0] = bytes * 8
  return length
}

/** `sum + term` modulo 2^512, in place. */
function add(sum: Int32Array, term: Int32Array): void {
  let carry = 0
  for (let i = 0; i < words; i++) {
    const next = ((sum[i] as number) >>> 0) + ((term[i] as number) >>> 0) + carry
    sum[i] = next
    carry = next > 0xffffffff ? 1 : 0
  }
}

const key = new Int32Array(words)
const text = new Int32Array(words)
const row = new Int32Array(words)

/** The compression function g: `state` becomes E(state xor count, block) xor state xor block. */
function compress(state: Int32Array, count: Int32Array, block: Int32Array): void {
  const { tables, rounds } = prepared()
  transform(tables, state, count, key)
  text.set(block)
  for (const round of rounds) {
    transform(tables, key, text, text)
    transform(tables, key, round, key)
  }
  for (let i = 0; i < words; i++) {
    state[i] = (state[i] as number) ^ (text[i] as number) ^ (key[i] as number) ^ (block[i] as number)
  }
}

/** LPS(a xor b) by eight tables, one a byte of the row; `into` may be `a` or `b`. */
function transform(tables: Int32Array, a: Int32Array, b: Int32Array, into: Int32Array): void {
  for (let i = 0; i < words; i++) row[i] = (a[i] as number) ^ (b[i] as number)
  for (let half = 0; half < 2; half++) {
    for (let shift = 0; shift < 32; shift += 8) {
      let low = 0
      let high = 0
      for (let j = half, table = 0; j < words; j += 2, table += 512) {
        const at = table | ((((row[j] as number) >>> shift) & 255) << 1)
        low ^= tables[at] as number
        high ^= tables[at | 1] as number
      }
      const i = (half << 3) | (shift >> 2)
      into[i] = low
      into[i | 1] = high
    }
  }
}

interface Prepared {
  /** Pairs of words (low, high) for each of 256 values of each of eight bytes. */
  readonly tables: Int32Array
  readonly rounds: readonly Int32Array[]
}
let made: Prepared | undefined

function prepared(): Prepared {
  made ??= { tables: makeTables(), rounds: iterationConstants.map((hex) => wordsOf(fromHex(hex).reverse())) }
  return made
}

function makeTables(): Int32Array {
  const pi = fromHex(substitution)
  const rows = new DataView(fromHex(matrix).buffer)
  const tables = new Int32Array(8 * 256 * 2)
  for (let j = 0; j < 8; j++) {
    for (let value = 0; value < 256; value++) {
      const at = 2 * (256 * j + value)
      for (let bit = 0; bit < 8; bit++) {
        if ((((pi[value] as number) >> bit) & 1) === 0) continue
        const row = 8 * (63 - (8 * j + bit))
        tables[at] = (tables[at] as number) ^ rows.getInt32(row + 4)
        tables[at + 1] = (tables[at + 1] as number) ^ rows.getInt32(row)
      }
    }
  }
  return tables
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Int32Array.from({ length: words }, (_, i) => view.getInt32(4 * i, true))
}

function bytesOf(state: Int32Array): Uint8Array {
  const bytes = new Uint8Array(blockBytes)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < words; i++) view.setInt32(4 * i, state[i] as number, true)
  return bytes
}
