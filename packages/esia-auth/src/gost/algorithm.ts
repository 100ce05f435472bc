// AlgorithmIdentifier of a key: which algorithm, which curve.
import { namesDigest, oidOfParameterSet, type ParameterSet, parameterSetOf } from './curves.ts'
import { childrenAs, type Element, oidOf, tags } from './der-reader.ts'
import { oid, sequence } from './der-writer.ts'
import { oids } from './oids.ts'

export interface KeyAlgorithm {
  readonly oid: string
  /** Null where the algorithm is not GOST R 34.10-2012 with 256 bits, or the curve is none that we know. */
  readonly parameterSet: ParameterSet | null
}

export function readKeyAlgorithm(element: Element | undefined, what: string): KeyAlgorithm {
  const [algorithm, parameters] = childrenAs(element, tags.sequence, what)
  const dotted = oidOf(algorithm, what)
  if (dotted !== oids.gost256) return { oid: dotted, parameterSet: null }
  const [curve] = childrenAs(parameters, tags.sequence, what)
  return { oid: dotted, parameterSet: parameterSetOf(oidOf(curve, what)) ?? null }
}

export function keyAlgorithm(parameterSet: ParameterSet): Uint8Array {
  const parameters = [oid(oidOfParameterSet(parameterSet))]
  if (namesDigest(parameterSet)) parameters.push(oid(oids.streebog256))
  return sequence(oid(oids.gost256), sequence(...parameters))
}
