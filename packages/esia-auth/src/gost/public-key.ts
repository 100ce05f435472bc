// SubjectPublicKeyInfo: the algorithm, then X and Y of the point, the least significant byte first.
import { keyAlgorithm, readKeyAlgorithm } from './algorithm.ts'
import { concat, fromLittleEndian, toLittleEndian } from './bytes.ts'
import { bitsOf, childrenAs, type Element, octetsOf, readElement, tags, unreadable } from './der-reader.ts'
import { bitString, octetString, sequence } from './der-writer.ts'
import { type GostPublicKey, pointOf } from './keys.ts'

/** Null where the key is of another algorithm. @throws GostError `key` when the point is not on its curve */
export function readPublicKey(element: Element | undefined, what: string): GostPublicKey | null {
  const [algorithm, bits] = childrenAs(element, tags.sequence, what)
  const { parameterSet } = readKeyAlgorithm(algorithm, what)
  if (!parameterSet) return null
  const point = octetsOf(readElement(bitsOf(bits, what), what), what)
  if (point.length !== 64) throw unreadable(what)
  const key = {
    parameterSet,
    x: fromLittleEndian(point.subarray(0, 32)),
    y: fromLittleEndian(point.subarray(32)),
  }
  pointOf(key)
  return key
}

export function writePublicKey({ parameterSet, x, y }: GostPublicKey): Uint8Array {
  const point = octetString(concat(toLittleEndian(x), toLittleEndian(y)))
  return sequence(keyAlgorithm(parameterSet), bitString(point))
}
