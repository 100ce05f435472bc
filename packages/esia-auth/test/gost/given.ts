// What most suites start from: keys, certificates, and what a refusal looks like.
import fc from 'fast-check'
import { curveOf } from '../../src/gost/curves.ts'
import {
  GostError,
  type GostFault,
  type GostPrivateKey,
  generateCertificate,
  generateKeyPair,
  type ParameterSet,
} from '../../src/gost/index.ts'

export const notBefore = new Date('2030-01-01T00:00:00Z')
export const notAfter = new Date('2040-01-01T00:00:00Z')

export function certified(parameterSet?: ParameterSet): { key: GostPrivateKey; certificate: string } {
  const key = generateKeyPair(parameterSet).privateKey
  return { key, certificate: generateCertificate({ key, subject: 'CN=Clinic, C=RU', notBefore, notAfter }) }
}

/** Random private keys of a parameter set, those at the edges of its range among them. */
export function anyKey(parameterSet: ParameterSet): fc.Arbitrary<GostPrivateKey> {
  const { q } = curveOf(parameterSet)
  return fc.bigInt({ min: 1n, max: q - 1n }).map((scalar) => ({ parameterSet, scalar }))
}

/** The GostError that this throws. Other errors are thrown on; nothing thrown is an error too. */
export function errorOf(run: () => unknown): GostError {
  try {
    run()
  } catch (error) {
    if (error instanceof GostError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

export const faultOf = (run: () => unknown): GostFault => errorOf(run).fault

export const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'))
