import type { Context } from '@mis/core'
import { type HeaderValues, type Http, isMisError, MisError } from '@mis/core/adapter'
import type { GatewaySettings } from '../options.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** Who we are, as headers of one message. */
export interface Authority {
  headers(context: Context): Promise<HeaderValues>
  /** Other headers after a 401 to these; null where there are none to be had. */
  renewed(refused: HeaderValues, context: Context): Promise<HeaderValues | null>
}

const bearerOf = (token: string): HeaderValues => ({ authorization: `Bearer ${token}` })

/** [doc] a token of our own, [client] a certificate with the host it is for, or a token of the app's. */
export function createAuthority({ auth, baseUrl, timeZone }: GatewaySettings, send: Http): Authority {
  switch (auth.kind) {
    case 'oauth2':
      return ofTokens(createTokens(auth, timeZone, send))
    case 'certificate': {
      const headers = { 'x-forwarded-host': auth.forwardedHost ?? new URL(baseUrl).host }
      return { headers: async () => headers, renewed: async () => null }
    }
    case 'bearer': {
      const { token } = auth
      if (typeof token === 'string') return { headers: async () => bearerOf(token), renewed: async () => null }
      return {
        headers: async () => bearerOf(await suppliedBy(token)),
        renewed: async () => bearerOf(await suppliedBy(token)),
      }
    }
  }
}

function ofTokens(tokens: Tokens): Authority {
  return {
    headers: async (context) => bearerOf(await tokens.get(context)),
    renewed: async ({ authorization = '' }, context) =>
      bearerOf(await tokens.renew(authorization.slice('Bearer '.length), context)),
  }
}

/** The app's own failure may hold anything, so only its being one goes on. */
async function suppliedBy(source: () => Promise<string>): Promise<string> {
  const hint = 'auth.token: the function of the app gave no token'
  try {
    const token: unknown = await source()
    if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token
  } catch (error) {
    if (isMisError(error)) throw error
    throw new MisError('unauthorized', { details: {}, hint, cause: error })
  }
  throw new MisError('unauthorized', { details: {}, hint })
}
