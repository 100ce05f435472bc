import { sign } from 'node:crypto'
import { sign as signGost } from '../src/gost/index.ts'
import type { TokenKeys } from './keys.ts'
import type { EsiaClient, EsiaTokenFault } from './options.ts'

type Claims = Readonly<Record<string, unknown>>

/** A token as ESIA writes it. `fault` spoils the signature or the header; faults of the claims are not of here. */
export function writeToken(
  kind: 'access' | 'authorization_code' | 'id',
  claims: Claims,
  { tokenAlgorithm = 'RS256' }: EsiaClient,
  keys: TokenKeys,
  fault?: EsiaTokenFault,
): string {
  const { rsa, gost } = keys
  const alg = fault === 'alg-none' ? 'none' : tokenAlgorithm
  const hash = tokenAlgorithm === 'RS256' ? rsa.hash : gost.hash
  const header = { ver: 1, typ: 'JWT', sbt: kind, alg, ...(fault !== 'without-x5t' && { 'x5t#St256': hash }) }
  const signed = `${encode(header)}.${encode(claims)}`
  if (fault === 'alg-none') return `${signed}.`
  const bytes = new TextEncoder().encode(signed)
  const signature = tokenAlgorithm === 'RS256' ? sign('sha256', bytes, rsa.key) : signGost(bytes, gost.key)
  const text = fault === 'tampered' ? `${encode(header)}.${encode({ ...claims, tampered: true })}` : signed
  return `${text}.${Buffer.from(signature).toString('base64url')}`
}

function encode(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
