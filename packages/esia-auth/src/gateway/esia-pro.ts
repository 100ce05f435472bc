import type { EsiaGatewayOptions } from './options.ts'

/**
 * What differs at gateways of the esia.pro kind, by two public clients [2+]: addresses below `/auth`, a provider in the
 * address of sign-in, userinfo by POST, no id token. Spread it into the options of `createEsiaGateway`; not tried on one.
 */
export function esiaProGateway(
  baseUrl: string,
): Pick<EsiaGatewayOptions, 'server' | 'parameters' | 'pkce' | 'userinfoMethod' | 'logoutParameter'> {
  const root = baseUrl.replace(/\/+$/, '')
  return {
    server: {
      issuer: root,
      authorizationEndpoint: `${root}/auth/authorize`,
      tokenEndpoint: `${root}/auth/token`,
      userinfoEndpoint: `${root}/auth/userinfo`,
      logoutEndpoint: `${root}/auth/logout`,
    },
    parameters: { provider: 'esia_oauth' },
    pkce: false,
    userinfoMethod: 'POST',
    logoutParameter: 'redirect_uri',
  }
}
