/** Bytes as a number, the most significant byte first. */
export function fromBigEndian(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${hexOf(bytes)}`)
}

/** Bytes as a number, the least significant byte first. */
export function fromLittleEndian(bytes: Uint8Array): bigint {
  return fromBigEndian(reversed(bytes))
}

/** A number in 32 bytes, the most significant byte first. */
export function toBigEndian(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex')
}

/** A number in 32 bytes, the least significant byte first. */
export function toLittleEndian(value: bigint): Uint8Array {
  return reversed(toBigEndian(value))
}

/** Lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

/** Equality of public values; the time it takes tells where they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function reversed(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes).reverse()
}
