import { defaultRuntime, type Runtime } from '@mis/core'
import type { Configuration, ServerMetadata } from 'openid-client'
import type { EsiaClock } from '../clock.ts'
import { EsiaError } from '../errors.ts'
import { gatewayFetch } from './gateway-fetch.ts'
import { type Library, loadLibrary } from './library.ts'
import type { GatewayServer, GatewaySettings } from './options.ts'

/** The gateway for the time of one call. */
export interface Session {
  readonly library: Library
  readonly configuration: Configuration
  /** What the gateway says of the owner of a token; `subject` must be the one it speaks of. */
  userinfo(accessToken: string, subject: string | undefined): Promise<Readonly<Record<string, unknown>>>
}

export interface Connection {
  /** Reads the gateway's own description once, where there is one. */
  session(signal: AbortSignal): Promise<Session>
  /** Undefined where there is none, or where it is not known yet. */
  logoutEndpoint(): string | undefined
  close(): Promise<void>
}

export function connection(settings: GatewaySettings, runtime: Runtime, clock: EsiaClock): Connection {
  const { server, clientId, clientSecret, clientAuthentication, tls, maxResponseBytes, userinfoMethod } = settings
  const network = gatewayFetch({ tls, maxResponseBytes, runtime })
  let metadata = typeof server === 'string' ? undefined : metadataOf(server)
  let keys: ReturnType<Library['getJwksCache']>

  const discovered = async (library: Library, address: string, signal: AbortSignal): Promise<ServerMetadata> => {
    const found = await library.discovery(new URL(address), clientId, undefined, undefined, {
      [library.customFetch]: network.under(signal),
      timeout: 0,
      ...(isPlain(address) && { execute: [library.allowInsecureRequests] }),
    })
    return found.serverMetadata()
  }
  return {
    async session(signal) {
      const library = await loadLibrary()
      if (typeof server === 'string') metadata ??= await discovered(library, server, signal)
      const known = metadata as ServerMetadata
      const authenticate = clientAuthentication === 'post' ? library.ClientSecretPost : library.ClientSecretBasic
      const client = { client_secret: clientSecret, [library.clockSkew]: skewOf(clock) }
      const configuration = new library.Configuration(known, clientId, client, authenticate(clientSecret))
      configuration[library.customFetch] = network.under(signal)
      configuration.timeout = 0
      if (isPlain(known.issuer)) library.allowInsecureRequests(configuration)
      if (known.jwks_uri !== undefined) library.enableNonRepudiationChecks(configuration)
      if (keys) library.setJwksCache(configuration, keys)
      return {
        library,
        configuration,
        async userinfo(accessToken, subject) {
          keys = library.getJwksCache(configuration) ?? keys
          if (userinfoMethod === 'GET') {
            return library.fetchUserInfo(configuration, accessToken, subject ?? library.skipSubjectCheck)
          }
          const address = new URL(known.userinfo_endpoint ?? '')
          return recordOf(await library.fetchProtectedResource(configuration, accessToken, address, 'POST'))
        },
      }
    },
    logoutEndpoint: () => metadata?.end_session_endpoint,
    close: () => network.close(),
  }
}

/** http is for a gateway beside the app, and for tests. */
const isPlain = (address: string): boolean => address.startsWith('http:')

/** The library has the machine's clock, in seconds. */
const skewOf = (clock: EsiaClock): number => Math.round((clock.now() - defaultRuntime.now()) / 1000)

function metadataOf(server: GatewayServer): ServerMetadata {
  return {
    issuer: server.issuer,
    authorization_endpoint: server.authorizationEndpoint,
    token_endpoint: server.tokenEndpoint,
    userinfo_endpoint: server.userinfoEndpoint,
    ...(server.jwksUri !== undefined && { jwks_uri: server.jwksUri }),
    ...(server.logoutEndpoint !== undefined && { end_session_endpoint: server.logoutEndpoint }),
  }
}

async function recordOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  if (response.status === 401) throw new EsiaError('token-refused', { status: 401 })
  const body: unknown = response.ok ? await response.json().catch(() => undefined) : undefined
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw new EsiaError('bad-response', { status: response.status, hint: 'userinfo: expected an object in JSON' })
}
