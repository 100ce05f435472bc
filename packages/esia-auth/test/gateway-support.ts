// A small OpenID Connect server: what an approved gateway is towards us.
import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { createEsiaGateway, type EsiaGatewayOptions } from '@mis/esia-auth'
import { inProcess, testPatient } from '@mis/mock'
import { onTestFinished } from 'vitest'
import { now } from './mock-support.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const redirectUri = 'https://app.example/callback'
const { lastName, firstName, middleName, snils, oms, phone, email } = testPatient(1)

/** What userinfo says; in the names of OpenID Connect, with what they do not have in ESIA's. */
const claims: Readonly<Record<string, unknown>> = {
  ...{ sub: 'subject-1', oid: 1_000_000_001, family_name: lastName, given_name: firstName, middle_name: middleName },
  ...{ birthdate: '1990-01-02', gender: 'female', snils, trusted: true },
  ...{ phone_number: phone, phone_number_verified: true, email, email_verified: false },
  documents: [{ type: 'MDCL_PLCY', number: oms, vrfStu: 'VERIFIED' }],
}

/** How this gateway behaves; may be changed on the way. */
export interface GatewayTraits {
  userinfo: Readonly<Record<string, unknown>>
  /** Replaces members of the id token. */
  idToken: Readonly<Record<string, unknown>>
  /** Whether the signature of the id token is a good one. */
  signature: 'good' | 'bad'
  /** Answers instead of the token call. */
  token?: () => Response
}

function jwt(payload: object, signature: GatewayTraits['signature']): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', kid: 'k1' })}.${part(payload)}`
  const sign = createSign('RSA-SHA256').update(signature === 'good' ? signed : `${signed}x`)
  return `${signed}.${sign.sign(privateKey, 'base64url')}`
}

export function gatewayPlace(changes: Partial<EsiaGatewayOptions> = {}, given: Partial<GatewayTraits> = {}) {
  const traits: GatewayTraits = { userinfo: claims, idToken: {}, signature: 'good', ...given }
  const codes = new Map<string, URLSearchParams>()
  const machine = { nowMs: now }

  const token = async (request: Request, issuer: string): Promise<Response> => {
    const form = new URLSearchParams(await request.text())
    const secret = form.get('client_secret') ?? request.headers.get('authorization')
    const basic = `Basic ${Buffer.from('clinic:a+secret').toString('base64')}`
    if (secret !== 'a secret' && secret !== basic) return Response.json({ error: 'invalid_client' }, { status: 401 })
    if (traits.token) return traits.token()
    const tokens = { access_token: 'access-1', token_type: 'Bearer', expires_in: 600, refresh_token: 'refresh-1' }
    if (form.get('grant_type') === 'refresh_token') return Response.json({ ...tokens, refresh_token: 'refresh-2' })
    const begun = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = begun?.get('code_challenge') ?? null
    const verified = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!begun || (challenge !== null && verified !== challenge)) {
      return Response.json({ error: 'invalid_grant', error_description: 'Тестова' }, { status: 400 })
    }
    const seconds = Math.floor(now / 1000)
    const payload = { iss: issuer, aud: 'clinic', sub: 'subject-1', iat: seconds, exp: seconds + 600 }
    const nonce = begun.get('nonce')
    const idToken = jwt({ ...payload, ...(nonce !== null && { nonce }), ...traits.idToken }, traits.signature)
    return Response.json({ ...tokens, ...(begun.get('scope')?.includes('openid') && { id_token: idToken }) })
  }
  const answer = async (request: Request): Promise<Response> => {
    const { origin, pathname } = new URL(request.url)
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return Response.json({
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          userinfo_endpoint: `${origin}/userinfo`,
          jwks_uri: `${origin}/jwks`,
          end_session_endpoint: `${origin}/logout`,
        })
      case '/jwks':
        return Response.json({
          keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }],
        })
      case '/token':
      case '/auth/token':
        return token(request, origin)
      default: {
        const isOurs = request.headers.get('authorization') === 'Bearer access-1'
        return isOurs ? Response.json(traits.userinfo) : new Response('no', { status: 401 })
      }
    }
  }
  const server = inProcess(async (request) => {
    const response = await answer(request)
    response.headers.set('date', new Date(now).toUTCString())
    return response
  })
  onTestFinished(() => server.close())
  const gateway = createEsiaGateway({
    server: server.url,
    clientId: 'clinic',
    clientSecret: 'a secret',
    redirectUri,
    scope: ['openid', 'profile'],
    ...changes,
    runtime: { now: () => machine.nowMs, fetch: server.fetch, ...changes.runtime },
  })
  onTestFinished(() => gateway.close())
  const browser = (url: string) => {
    const { searchParams } = new URL(url)
    const code = `code-${codes.size}`
    codes.set(code, searchParams)
    return { code, state: searchParams.get('state') ?? '' }
  }
  return {
    ...{ gateway, server, traits, machine, browser },
    async login() {
      const { url, transaction } = await gateway.beginLogin()
      return await gateway.completeLogin(browser(url), transaction)
    },
  }
}
