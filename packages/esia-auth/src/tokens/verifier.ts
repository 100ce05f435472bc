import { defaultRuntime } from '@mis/core'
import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { EsiaError } from '../errors.ts'
import { checkedClaims } from './claims.ts'
import { expiryWarning } from './expiry.ts'
import { type Jwt, readJwt } from './jwt.ts'
import { type EsiaCertificate, esiaCertificate } from './keys.ts'
import type { TokenVerifier, TokenVerifierOptions } from './types.ts'

const text = z.string().min(1)
const callable = <T>() => z.custom<T>((value) => typeof value === 'function', 'must be a function')
const certificate = z.custom<string | Uint8Array>(
  (value) => (typeof value === 'string' && value !== '') || value instanceof Uint8Array,
  'must be a certificate, PEM or DER',
)

const optionsSchema = z.object({
  certificates: z.array(certificate).min(1),
  issuer: z.union([text, z.array(text).min(1)], 'must be one issuer, or several'),
  audience: text,
  toleranceSeconds: z.number().min(0).max(3600).default(60),
  now: callable<() => number>().default(() => defaultRuntime.now),
  warnDays: z.number().min(0).max(365).default(30),
  onExpiring: callable<NonNullable<TokenVerifierOptions['onExpiring']>>().optional(),
})

/**
 * Verifies tokens by certificates that the app gives: none is built in, since ESIA changes them each year. The one whose
 * hash the token names is tried; where it names none, or one that was not given, all are.
 *
 * @throws MisError `invalid-request` naming a wrong option
 * @throws EsiaError `token-signature` naming a certificate that cannot be used
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, toleranceSeconds, now, warnDays, onExpiring, ...rest } = checkOptions(
    optionsSchema,
    options,
    'createTokenVerifier',
  )
  const certificates = rest.certificates.map((each, index) => esiaCertificate(each, `certificates[${index}]`))
  const issuers = typeof issuer === 'string' ? [issuer] : issuer
  const warn = expiryWarning(certificates, warnDays, onExpiring)
  return {
    async verify(jwt) {
      const nowMs = now()
      warn(nowMs)
      const token = readJwt(jwt)
      const toleranceMs = toleranceSeconds * 1000
      // The signature first: what an unsigned token says is nobody's word.
      checkSignature(token, certificates, (each) => isInForce(each, nowMs, toleranceMs))
      return checkedClaims(token.claims, { issuers, audience, toleranceSeconds, nowMs })
    },
  }
}

function isInForce({ notBefore, notAfter }: EsiaCertificate, nowMs: number, toleranceMs: number): boolean {
  return nowMs >= notBefore.getTime() - toleranceMs && nowMs <= notAfter.getTime() + toleranceMs
}

const expired =
  'certificates: the one that verifies the token has ended, or has not begun; add the present one of esia.zip'

function checkSignature(
  { algorithm, certificateHash, signed, signature }: Jwt,
  certificates: readonly EsiaCertificate[],
  isInForce: (certificate: EsiaCertificate) => boolean,
): void {
  const named = certificates.filter(({ hash }) => hash === certificateHash)
  // The kind of key decides, never the token alone: a key of one kind is not tried as another.
  const candidates = (named.length > 0 ? named : certificates).filter((each) => each.algorithm === algorithm)
  const signer = candidates.find((each) => each.verifies(signed, signature))
  if (signer && isInForce(signer)) return
  if (signer) throw new EsiaError('token-signature', { hint: expired })
  throw new EsiaError(
    certificateHash !== undefined && named.length === 0 ? 'token-certificate-unknown' : 'token-signature',
  )
}
