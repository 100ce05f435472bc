import { createHash, randomBytes } from 'node:crypto'
import { defaultRuntime, MisError } from '@mis/core'
import type { TokenEndpointResponse } from 'openid-client'
import { bounded } from '../bounded.ts'
import { esiaClock, watchedFetch } from '../clock.ts'
import { EsiaError } from '../errors.ts'
import { readCallback } from '../login/callback.ts'
import { sameText, secretsOf } from '../login/secrets.ts'
import { transactions } from '../login/transaction.ts'
import type { VerifiedPatient } from '../person/types.ts'
import type { EsiaCallOptions, EsiaProvider, EsiaTokens } from '../types.ts'
import { connection, type Session } from './connection.ts'
import { gatewayError } from './errors.ts'
import { type EsiaGatewayOptions, gatewaySettingsOf } from './options.ts'
import { patientOfGateway } from './patient.ts'

/**
 * Sign-in through an approved gateway, which signs for ESIA in its own certified module: plain OAuth2 or OpenID Connect
 * towards us. Needs `openid-client` beside this package, loaded at the first call.
 *
 * @throws MisError `invalid-request` naming a wrong option
 */
export function createEsiaGateway(options: EsiaGatewayOptions): EsiaProvider {
  const settings = gatewaySettingsOf(options)
  const { clientId, redirectUri, allowUnverified } = settings
  const own = { ...defaultRuntime, ...settings.runtime }
  const clock = esiaClock(own)
  const runtime = { ...own, fetch: watchedFetch(own, clock) }
  const gateway = connection(settings, runtime, clock)
  const secrets = secretsOf(settings.transactionSecret ?? randomBytes(32))
  const book = transactions({ secrets, clientId, now: runtime.now, claim: settings.claimTransaction })
  const scope = settings.scope.join(' ')
  const usesNonce = settings.scope.includes('openid')
  // Made of the state anew at the end, so that neither has to be kept in between.
  const verifierOf = (state: string) => (settings.pkce ? secrets.sign('pkce', state) : undefined)
  const nonceOf = (state: string) => (usesNonce ? secrets.sign('nonce', state) : undefined)

  const call = <T>(given: EsiaCallOptions | undefined, work: (session: Session) => Promise<T>): Promise<T> =>
    bounded(runtime, { ...given, deadlineMs: given?.deadlineMs ?? settings.timeoutMs }, async (signal) => {
      try {
        return await work(await gateway.session(signal))
      } catch (error) {
        throw gatewayError(error)
      }
    })

  const personOf = async (session: Session, accessToken: string, subject?: string): Promise<VerifiedPatient> => {
    const patient = patientOfGateway(settings.person(await session.userinfo(accessToken, subject)), clock.now())
    if (!patient.trusted && !allowUnverified) throw new EsiaError('account-not-trusted')
    return patient
  }
  const tokensOf = (answer: TokenEndpointResponse, esiaOid: string): EsiaTokens => ({
    accessToken: answer.access_token,
    ...(answer.id_token !== undefined && { idToken: answer.id_token }),
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
    // Where the gateway does not say, nothing is promised.
    expiresAt: new Date(runtime.now() + (answer.expires_in ?? 0) * 1000).toISOString(),
    scope: (answer.scope ?? scope).split(/\s+/).filter((name) => name !== ''),
    esiaOid,
  })

  return {
    beginLogin: (given) =>
      call(given, async ({ library, configuration }) => {
        const state = runtime.id()
        const [verifier, nonce] = [verifierOf(state), nonceOf(state)]
        const challenge = verifier && createHash('sha256').update(verifier).digest('base64url')
        const url = library.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope,
          state,
          ...(nonce !== undefined && { nonce }),
          ...(challenge !== undefined && { code_challenge: challenge, code_challenge_method: 'S256' }),
          ...settings.parameters,
        })
        const transaction = book.seal({ state, scope, redirectUri, clientId, issuedAt: runtime.now() })
        return { url: url.href, transaction }
      }),

    completeLogin: (parameters, sealed, given) =>
      call(given, async (session) => {
        const transaction = book.open(sealed)
        const { state, issuer, outcome } = readCallback(parameters)
        if (!sameText(state, transaction.state)) throw new EsiaError('state-mismatch')
        await book.claim(transaction)
        if ('refusal' in outcome) throw outcome.refusal
        const address = new URL(transaction.redirectUri)
        const brought = { code: outcome.code, state, ...(issuer !== undefined && { iss: issuer }) }
        for (const [name, value] of Object.entries(brought)) address.searchParams.append(name, value)
        const [verifier, nonce] = [verifierOf(state), nonceOf(state)]
        const answer = await session.library.authorizationCodeGrant(session.configuration, address, {
          expectedState: state,
          ...(verifier !== undefined && { pkceCodeVerifier: verifier }),
          ...(nonce !== undefined && { expectedNonce: nonce }),
        })
        const patient = await personOf(session, answer.access_token, answer.claims()?.sub)
        return { patient, tokens: tokensOf(answer, patient.esiaOid) }
      }),

    refresh: ({ refreshToken, esiaOid }, given) =>
      call(given, async ({ library, configuration }) => {
        if (refreshToken === undefined) throw new EsiaError('refresh-missing')
        return { refreshToken, ...tokensOf(await library.refreshTokenGrant(configuration, refreshToken), esiaOid) }
      }),

    readPatient: ({ accessToken, esiaOid }, given) =>
      call(given, async (session) => {
        const patient = await personOf(session, accessToken)
        if (patient.esiaOid !== esiaOid) throw new EsiaError('person-mismatch')
        return patient
      }),

    logoutUrl(redirectUrl) {
      const endpoint = gateway.logoutEndpoint()
      if (endpoint === undefined) {
        throw new MisError('unsupported', {
          operation: 'logoutUrl',
          details: { operation: 'logoutUrl' },
          hint: 'server.logoutEndpoint: give it; the gateway names none, or no sign-in has begun',
        })
      }
      const url = new URL(endpoint)
      url.searchParams.append('client_id', clientId)
      if (redirectUrl !== undefined) url.searchParams.append(settings.logoutParameter, redirectUrl)
      return url.href
    },

    close: () => gateway.close(),
  }
}
