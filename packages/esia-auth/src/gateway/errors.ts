import { isMisError } from '@mis/core/adapter'
import { codeIn } from '../error-codes.ts'
import type { EsiaReason } from '../error-reasons.ts'
import { EsiaError, refusalError } from '../errors.ts'
import { transportError } from '../transport-errors.ts'

/** What the library found wrong, by its own codes. */
const reasons: Readonly<Record<string, EsiaReason>> = {
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'token-malformed',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'token-expired',
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: 'person-mismatch',
  OAUTH_KEY_SELECTION_FAILED: 'token-certificate-unknown',
  OAUTH_INVALID_RESPONSE: 'bad-response',
  OAUTH_PARSE_ERROR: 'bad-response',
  OAUTH_RESPONSE_IS_NOT_JSON: 'bad-response',
  OAUTH_RESPONSE_IS_NOT_CONFORM: 'bad-response',
}

/** An error of the library, in the words of this package: what a gateway wrote does not get into it. */
export function gatewayError(error: unknown): unknown {
  const links = chain(error)
  const ours = links.find((link) => link instanceof EsiaError || isMisError(link))
  if (ours !== undefined) return transportError(ours)
  const [top] = links
  if (top === undefined) return error
  const { error: word, error_description, status, code } = top
  if (typeof word === 'string') {
    const esiaCode = typeof error_description === 'string' ? codeIn(error_description) : null
    return refusalError({ code: esiaCode ?? codeIn(word), word, ...(typeof status === 'number' && { status }) })
  }
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') return new EsiaError('token-refused', { cause: error })
  const said = links.map((link) => link.code).find((each) => typeof each === 'string' && /^OAUTH_\w+$/.test(each))
  if (typeof said !== 'string') return error
  const known = Object.hasOwn(reasons, said) ? reasons[said] : undefined
  const reason = links.some(({ message }) => message === badSignature) ? 'token-signature' : known
  return new EsiaError(reason ?? 'bad-response', { hint: `the gateway's answer does not hold: ${said}`, cause: error })
}

/** The library has no code of its own for it. */
const badSignature = 'JWT signature verification failed'

const deepest = 6

function chain(error: unknown, depth = 0): readonly Readonly<Record<string, unknown>>[] {
  if (typeof error !== 'object' || error === null || depth > deepest) return []
  return [error as Readonly<Record<string, unknown>>, ...chain((error as { cause?: unknown }).cause, depth + 1)]
}
