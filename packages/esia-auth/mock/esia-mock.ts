import { type MockHandler, unmatched } from '@mis/mock'
import { authorize, login } from './authorize.ts'
import { exchange } from './exchange.ts'
import { makeKeyRing } from './keys.ts'
import { logout } from './logout.ts'
import { emptyMemory } from './memory.ts'
import type { EsiaMockOptions } from './options.ts'
import { errorPage } from './page.ts'
import { personData } from './rest/rest.ts'

/** The handler, and the keys behind it. */
export type EsiaMock = MockHandler & {
  /** PEM of the certificates that tokens are signed with now: RSA and GOST. */
  certificates(): readonly string[]
  /** ESIA's yearly change of keys: tokens given out from now on need the certificates of now. */
  rotate(): void
}

const routes = [
  'GET /aas/oauth2/v2/ac',
  'POST /aas/oauth2/v3/te',
  'GET /aas/oauth2/ac',
  'POST /aas/oauth2/te',
  'GET /login',
  'POST /login',
  'GET /idp/ext/Logout',
  'GET /rs/prns/{oid}',
  'GET /rs/prns/{oid}/{collection}',
  'GET /rs/prns/{oid}/{collection}/{id}',
  'GET /rs/prns/{oid}/kids/{kidId}/docs',
  'HEAD /',
] as const

/**
 * An ESIA at the root of its address: both protocols, a login page that works in a browser, tokens, data of persons.
 * Mount it with `listen` or `inProcess`. It verifies every signature, with nothing of the client's but the arithmetic in
 * `gost`. An unknown address throws `UnmatchedRequest`.
 */
export function esiaMock(options: EsiaMockOptions): EsiaMock {
  const keys = makeKeyRing()
  const memory = emptyMemory()
  const now = () => options.now?.() ?? Date.now()

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const isV1 = /^\/aas\/oauth2\/(ac|te)$/.test(pathname)
    if (isV1 && options.v1 === false) return errorPage(404, 'Такого адреса больше нет.')
    switch (pathname) {
      case '/aas/oauth2/v2/ac':
        return authorize(request, 'v2/ac', memory, options)
      case '/aas/oauth2/ac':
        return authorize(request, 'v1/ac', memory, options)
      case '/aas/oauth2/v3/te':
        return await exchange(request, 'v3/te', keys, memory, options)
      case '/aas/oauth2/te':
        return await exchange(request, 'v1/te', keys, memory, options)
      case '/login':
        return await login(request, now(), keys, memory, options)
      case '/idp/ext/Logout':
        return logout(request, options)
    }
    if (request.method === 'GET' && /^\/rs\/prns\/\d+(\/|$)/.test(pathname)) {
      return personData(request, now(), memory, options)
    }
    if (request.method === 'HEAD' && pathname === '/') return new Response(null)
    return unmatched(request, routes)
  }

  async function handle(request: Request): Promise<Response> {
    const response = await answer(request)
    response.headers.set('date', new Date(now() + (options.dateSkewSeconds ?? 0) * 1_000).toUTCString())
    return response
  }

  return Object.assign(handle, {
    certificates: () => {
      const { rsa, gost } = keys.current(now())
      return [rsa.certificate, gost.certificate]
    },
    rotate: keys.rotate,
  })
}
