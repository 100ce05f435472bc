// Tokens as ESIA makes them, for the suites of their verification.
import { generateKeyPairSync, type KeyObject, sign as signRsa } from 'node:crypto'
import { certificateHash, type GostPrivateKey, generateCertificate, generateKeyPair, sign } from '../src/gost/index.ts'
import type { TokenVerifierOptions } from '../src/tokens/types.ts'
import { createTokenVerifier } from '../src/tokens/verifier.ts'

export const nowMs = Date.parse('2031-03-03T05:00:00Z')
export const nowSeconds = nowMs / 1000
export const begin = new Date('2030-06-01T00:00:00Z')
export const end = new Date('2031-06-01T00:00:00Z')
export const issuer = 'http://esia.gosuslugi.ru/'

export interface Authority {
  readonly key: GostPrivateKey | KeyObject
  readonly certificate: string
  readonly hash: string
}

export function authority(key: Authority['key'], dates = { notBefore: begin, notAfter: end }): Authority {
  const certificate = generateCertificate({ key, subject: 'CN=ESIA', ...dates })
  return { key, certificate, hash: certificateHash(certificate) }
}

export const rsaKey = (bits = 2048): KeyObject => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey
export const rsa = authority(rsaKey())
export const gost = authority(generateKeyPair().privateKey)

/** Of an access token; ids are numbers, as ESIA sends them. */
export const accessClaims = {
  nbf: nowSeconds - 10,
  iat: nowSeconds - 10,
  exp: nowSeconds + 3590,
  iss: issuer,
  client_id: 'CLINIC',
  scope: 'fullname?oid=1000000001 openid',
  'urn:esia:sid': '1c9e',
  'urn:esia:sbj_id': 1000000001,
}

export const idClaims = {
  aud: 'CLINIC',
  sub: 1000000001,
  nbf: nowSeconds - 10,
  iat: nowSeconds - 10,
  exp: nowSeconds + 3590,
  iss: issuer,
  amr: 'PWD',
  'urn:esia:sbj': { 'urn:esia:sbj:typ': 'P', 'urn:esia:sbj:is_tru': true, 'urn:esia:sbj:oid': 1000000001 },
}

export const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs with the key of an authority by the algorithm of that key, whatever the header says. */
export function token(claims: unknown, { key, hash }: Authority, header: object = {}): string {
  const algorithm = 'scalar' in key ? 'GOST3410_2012_256' : 'RS256'
  const head = { ver: 1, typ: 'JWT', sbt: 'access', alg: algorithm, 'x5t#St256': hash, ...header }
  const signed = `${part(head)}.${part(claims)}`
  const bytes = Buffer.from(signed)
  const signature = 'scalar' in key ? sign(bytes, key) : signRsa('RSA-SHA256', bytes, key)
  return `${signed}.${Buffer.from(signature).toString('base64url')}`
}

export function verifier(options: Partial<TokenVerifierOptions> = {}) {
  const certificates = [rsa.certificate, gost.certificate]
  return createTokenVerifier({ certificates, issuer, audience: 'CLINIC', now: () => nowMs, ...options })
}
