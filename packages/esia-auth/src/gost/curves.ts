import { type WeierstrassPointCons, weierstrass } from '@noble/curves/abstract/weierstrass.js'

/**
 * Parameter sets of GOST R 34.10-2012 with a key of 256 bits. Several are names of one curve:
 * CryptoPro-A = CryptoPro-XchA = TC26-256-B, CryptoPro-B = TC26-256-C, CryptoPro-C = CryptoPro-XchB = TC26-256-D.
 * Certificates of ESIA and of most of its clients are of CryptoPro-XchA.
 */
export type ParameterSet =
  | 'CryptoPro-A'
  | 'CryptoPro-B'
  | 'CryptoPro-C'
  | 'CryptoPro-XchA'
  | 'CryptoPro-XchB'
  | 'TC26-256-A'
  | 'TC26-256-B'
  | 'TC26-256-C'
  | 'TC26-256-D'

/** Numbers of an elliptic curve y^2 = x^3 + ax + b over p, with a base point of order q; h is the cofactor, 1 where absent. */
export interface CurveNumbers {
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
  readonly q: bigint
  readonly h?: bigint
  readonly x: bigint
  readonly y: bigint
}

export interface Curve {
  /** Order of the base point. */
  readonly q: bigint
  readonly Point: WeierstrassPointCons<bigint>
}

export function curveFrom({ p, a, b, q, h = 1n, x, y }: CurveNumbers): Curve {
  return { q, Point: weierstrass({ p, a, b, n: q, h, Gx: x, Gy: y }) }
}

const first = 2n ** 256n - 617n
const cryptoProA: CurveNumbers = {
  p: first,
  a: first - 3n,
  b: 0xa6n,
  q: 0xffffffffffffffffffffffffffffffff6c611070995ad10045841b09b761b893n,
  x: 1n,
  y: 0x8d91e471e0989cda27df505a453f2b7635294f2ddf23e3b122acc99c9e9f1e14n,
}
const second = 0x8000000000000000000000000000000000000000000000000000000000000c99n
const cryptoProB: CurveNumbers = {
  p: second,
  a: second - 3n,
  b: 0x3e1af419a269a5f866a7d3c25c3df80ae979259373ff2b182f49d4ce7e1bbc8bn,
  q: 0x800000000000000000000000000000015f700cfff1a624e5e497161bcc8a198fn,
  x: 1n,
  y: 0x3fa8124359f96680b83d1c3eb2c070e5c545c9858d03ecfb744bf8d717717efcn,
}
const third = 0x9b9f605f5a858107ab1ec85e6b41c8aacf846e86789051d37998f7b9022d759bn
const cryptoProC: CurveNumbers = {
  p: third,
  a: third - 3n,
  b: 0x805an,
  q: 0x9b9f605f5a858107ab1ec85e6b41c8aa582ca3511eddfb74f02f3a6598980bb9n,
  x: 0n,
  y: 0x41ece55743711a8c3cbf3783cd08c0ee4d4dc440d4641a8f366e550dfdb3bb67n,
}
const tc26A: CurveNumbers = {
  p: first,
  a: 0xc2173f1513981673af4892c23035a27ce25e2013bf95aa33b22c656f277e7335n,
  b: 0x295f9bae7428ed9ccc20e7c359a9d41a22fccd9108e17bf7ba9337a6f8ae9513n,
  q: 0x400000000000000000000000000000000fd8cddfc87b6635c115af556c360c67n,
  h: 4n,
  x: 0x91e38443a5e82c0d880923425712b2bb658b9196932e02c78b2582fe742daa28n,
  y: 0x32879423ab1a0375895786c4bb46e9565fde0b5344766740af268adb32322e5cn,
}

interface Entry {
  readonly oid: string
  readonly numbers: CurveNumbers
  /** Whether the parameters of a key name the digest too, as those of the older sets do. */
  readonly namesDigest: boolean
}

const older = (oid: string, numbers: CurveNumbers): Entry => ({ oid, numbers, namesDigest: true })
const newer = (oid: string, numbers: CurveNumbers): Entry => ({ oid, numbers, namesDigest: false })

const entries: Readonly<Record<ParameterSet, Entry>> = {
  'CryptoPro-A': older('1.2.643.2.2.35.1', cryptoProA),
  'CryptoPro-B': older('1.2.643.2.2.35.2', cryptoProB),
  'CryptoPro-C': older('1.2.643.2.2.35.3', cryptoProC),
  'CryptoPro-XchA': older('1.2.643.2.2.36.0', cryptoProA),
  'CryptoPro-XchB': older('1.2.643.2.2.36.1', cryptoProC),
  'TC26-256-A': newer('1.2.643.7.1.2.1.1.1', tc26A),
  'TC26-256-B': newer('1.2.643.7.1.2.1.1.2', cryptoProA),
  'TC26-256-C': newer('1.2.643.7.1.2.1.1.3', cryptoProB),
  'TC26-256-D': newer('1.2.643.7.1.2.1.1.4', cryptoProC),
}

/** All names, in the order of the type. */
export const parameterSets: readonly ParameterSet[] = Object.keys(entries) as ParameterSet[]

const curves = new Map<CurveNumbers, Curve>()

/** The curve of a parameter set. Its tables are made at the first use and shared by all names of the curve. */
export function curveOf(parameterSet: ParameterSet): Curve {
  const { numbers } = entries[parameterSet]
  const known = curves.get(numbers) ?? curveFrom(numbers)
  curves.set(numbers, known)
  return known
}

export function oidOfParameterSet(parameterSet: ParameterSet): string {
  return entries[parameterSet].oid
}

export function namesDigest(parameterSet: ParameterSet): boolean {
  return entries[parameterSet].namesDigest
}

/** Undefined where the identifier is of no set with a key of 256 bits. */
export function parameterSetOf(oid: string): ParameterSet | undefined {
  return parameterSets.find((name) => entries[name].oid === oid)
}
