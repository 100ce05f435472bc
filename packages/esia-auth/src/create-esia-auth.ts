import { randomBytes } from 'node:crypto'
import { defaultRuntime } from '@mis/core'
import { bounded } from './bounded.ts'
import { openChannel } from './channel.ts'
import { esiaClock } from './clock.ts'
import { EsiaError } from './errors.ts'
import { readCallback } from './login/callback.ts'
import { dialects } from './login/dialects.ts'
import { authorizeRequest, exchangeRequest, refreshRequest } from './login/requests.ts'
import { sameText, secretsOf } from './login/secrets.ts'
import { type Requester, signedRequest, tokenCall } from './login/token-call.ts'
import { checkedTokens } from './login/tokens.ts'
import { transactions } from './login/transaction.ts'
import { type EsiaAuthOptions, settingsOf } from './options.ts'
import { personApi } from './person/api.ts'
import { checkSigner } from './signers/check.ts'
import type { TokenVerifier } from './tokens/types.ts'
import { createTokenVerifier } from './tokens/verifier.ts'
import type { EsiaCallOptions, EsiaProvider } from './types.ts'

/** ESIA itself. */
export interface EsiaAuth extends EsiaProvider {
  /**
   * Proves that the signer signs as ESIA expects; call it when the app starts.
   *
   * @throws EsiaError `signer-…` naming the cause
   */
  checkSigner(options?: EsiaCallOptions): Promise<void>
  /**
   * Takes other certificates of ESIA from the next token on, without a restart.
   *
   * @throws MisError `invalid-request`, EsiaError `token-signature` as the factory does; the old ones stay
   */
  updateCertificates(certificates: EsiaAuthOptions['certificates']): void
}

/**
 * Sign-in through Gosuslugi. Nothing is asked, signed or kept until `beginLogin`.
 *
 * @throws MisError `invalid-request` naming a wrong option
 */
export function createEsiaAuth(options: EsiaAuthOptions): EsiaAuth {
  const settings = settingsOf(options)
  const { clientId, redirectUri, scopeOrg, signer, allowUnverified } = settings
  const runtime = { ...defaultRuntime, ...settings.runtime }
  const clock = esiaClock(runtime)
  const dialect = dialects[settings.protocol]
  const { baseUrl, tls, maxResponseBytes } = settings
  const channel = openChannel({ baseUrl, tls, maxResponseBytes, runtime, clock })
  const requester: Requester = { dialect, signer, clock, id: runtime.id }
  const draftOf = (scope: string, redirect: string) => ({ clientId, scope, scopeOrg, redirectUri: redirect })
  const verifierBy = (certificates: EsiaAuthOptions['certificates']): TokenVerifier =>
    createTokenVerifier({
      certificates,
      issuer: settings.issuer,
      audience: clientId,
      toleranceSeconds: settings.toleranceSeconds,
      now: clock.now,
      ...(settings.onExpiring && { onExpiring: settings.onExpiring }),
    })
  let verifier = verifierBy(settings.certificates)
  const book = transactions({
    secrets: secretsOf(settings.transactionSecret ?? randomBytes(32)),
    clientId,
    now: runtime.now,
    claim: settings.claimTransaction,
  })
  const persons = personApi({ channel, allowUnverified, now: clock.now })
  const call = <T>(given: EsiaCallOptions | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    bounded(runtime, { ...given, deadlineMs: given?.deadlineMs ?? settings.timeoutMs }, work)
  const check = (given?: EsiaCallOptions) => call(given, (signal) => checkSigner(signer, { now: clock.now, signal }))
  const firstCheck = once(check)

  return {
    beginLogin: (given) =>
      call(given, async (signal) => {
        if (settings.checkSigner) await firstCheck()
        const draft = draftOf(settings.scope, redirectUri)
        const prepare = authorizeRequest(dialect, settings, given?.codeChallenge)
        const { state, form } = await signedRequest(requester, draft, prepare, signal)
        const { scope } = draft
        const transaction = book.seal({ state, scope, redirectUri, clientId, issuedAt: runtime.now() })
        return { url: `${addressOf(baseUrl, dialect.authorizePath)}?${form}`, transaction }
      }),

    completeLogin: (parameters, sealed, given) =>
      call(given, async (signal) => {
        const transaction = book.open(sealed)
        const { state, outcome } = readCallback(parameters)
        if (!sameText(state, transaction.state)) throw new EsiaError('state-mismatch')
        await book.claim(transaction)
        if ('refusal' in outcome) {
          // The browser brought the refusal, so no answer has shown the time of ESIA yet: the next sign-in needs it.
          if (outcome.refusal.kind === 'clock') await channel.touch(dialect.tokenPath, signal).catch(() => {})
          throw outcome.refusal
        }
        const draft = draftOf(transaction.scope, transaction.redirectUri)
        const prepare = exchangeRequest(dialect, outcome.code, given?.codeVerifier)
        const answer = await tokenCall(requester, channel, draft, prepare, signal)
        const { tokens, trusted } = await checkedTokens(verifier, answer, transaction.scope)
        if (!trusted && !allowUnverified) throw new EsiaError('account-not-trusted')
        const patient = await persons.read(tokens, signal)
        return { patient: { ...patient, trusted: trusted && patient.trusted }, tokens }
      }),

    refresh: ({ refreshToken, esiaOid }, given) =>
      call(given, async (signal) => {
        if (refreshToken === undefined) throw new EsiaError('refresh-missing')
        const write = settings.refreshRequest ?? refreshRequest(dialect)
        const draft = draftOf(settings.scope, redirectUri)
        const answer = await tokenCall(requester, channel, draft, (facts) => write({ ...facts, refreshToken }), signal)
        const { tokens } = await checkedTokens(verifier, answer, draft.scope)
        if (tokens.esiaOid !== esiaOid) throw new EsiaError('person-mismatch')
        return { refreshToken, ...tokens }
      }),

    readPatient: (tokens, given) => call(given, (signal) => persons.read(tokens, signal)),

    logoutUrl(redirectUrl) {
      const query = new URLSearchParams({ client_id: clientId })
      if (redirectUrl !== undefined) query.append('redirect_url', redirectUrl)
      return `${addressOf(baseUrl, '/idp/ext/Logout')}?${query}`
    },

    checkSigner: check,
    updateCertificates: (certificates) => {
      verifier = verifierBy(certificates)
    },
    close: () => channel.close(),
  }
}

function addressOf(baseUrl: string, path: string): string {
  return baseUrl.replace(/\/+$/, '') + path
}

/** Runs once, for all who wait; a failure is tried again at the next call. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work().catch((error: unknown) => {
      running = undefined
      throw error
    })
    return running
  }
}
