import { z } from 'zod'
import type { Channel } from '../channel.ts'
import type { EsiaClock } from '../clock.ts'
import { EsiaError, isEsiaError } from '../errors.ts'
import type { EsiaSigner } from '../signers/types.ts'
import { timestampOf } from '../timestamp.ts'
import type { Dialect, RequestFacts } from './dialects.ts'
import { sameText } from './secrets.ts'

/** One request, before it has a time and a state. */
export type Draft = Pick<RequestFacts, 'clientId' | 'scope' | 'scopeOrg' | 'redirectUri'>

/** A request that is complete but for its signature. */
export interface Prepared {
  /** What is signed, in UTF-8. */
  readonly signed: string
  /** What is sent beside `client_id`, `client_secret` and, where the dialect has it, the certificate hash. */
  readonly fields: Readonly<Record<string, string | undefined>>
  /** Default: that of the dialect. */
  readonly sendsCertificateHash?: boolean
}

export interface Requester {
  readonly dialect: Dialect
  readonly signer: EsiaSigner
  readonly clock: EsiaClock
  /** A fresh state. */
  readonly id: () => string
}

/** Signs a request of this moment; its state is fresh. */
export async function signedRequest(
  { dialect, signer, clock, id }: Requester,
  draft: Draft,
  prepare: (facts: RequestFacts) => Prepared,
  signal: AbortSignal,
): Promise<{ readonly state: string; readonly form: URLSearchParams }> {
  const facts = { ...draft, timestamp: timestampOf(clock.now()), state: id() }
  const { signed, fields, sendsCertificateHash = dialect.sendsCertificateHash } = prepare(facts)
  const signature = await signer.sign(new TextEncoder().encode(signed), { signal })
  const form = new URLSearchParams({
    client_id: draft.clientId,
    client_secret: Buffer.from(signature).toString('base64url'),
  })
  if (sendsCertificateHash) form.append('client_certificate_hash', await signer.certificateHash())
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value)
  return { state: facts.state, form }
}

/** [2+] */
const answerSchema = z.object({
  access_token: z.string().min(1),
  id_token: z.string().min(1).nullish(),
  refresh_token: z.string().min(1).nullish(),
  state: z.string().nullish(),
})
export type TokenAnswer = z.infer<typeof answerSchema>

/**
 * One token call, and one more where ESIA refuses its time: its answer has set the clock, and what it would have spent
 * is unspent. Each has its own state, which the answer must repeat.
 */
export async function tokenCall(
  requester: Requester,
  channel: Channel,
  draft: Draft,
  prepare: (facts: RequestFacts) => Prepared,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const once = async (): Promise<TokenAnswer> => {
    const { state, form } = await signedRequest(requester, draft, prepare, signal)
    const answer = await channel.post(requester.dialect.tokenPath, form, answerSchema, signal)
    if (!sameText(answer.state ?? '', state)) throw new EsiaError('token-state-mismatch')
    return answer
  }
  try {
    return await once()
  } catch (error) {
    if (!isEsiaError(error) || error.reason !== 'clock') throw error
    return once()
  }
}
