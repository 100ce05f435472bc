import type { MockHandler } from '@mis/mock'
import { gatewayOperation, makeGateway } from './gateway/gateway.ts'
import type { InfoclinicaMockOptions, InfoclinicaWorld } from './options.ts'
import { loginOf, makePortal, portalOperation } from './portal/portal.ts'

/** The handler, and what it counts. */
export type InfoclinicaMock = MockHandler & {
  readonly gateway: {
    /** How many tokens were given out so far. */
    tokensIssued(): number
  }
  readonly portal: {
    /** How many logins went well so far. */
    logins(): number
  }
}

/**
 * An Infoclinica that speaks over a world, for all its clinics: at the root of its address the XML gateway, or the
 * portal. Mount it with `listen` or `inProcess`. A request that no route fits throws `UnmatchedRequest`. Throws a
 * `RangeError` where `auth` does not belong to the profile.
 */
export function infoclinicaMock(world: InfoclinicaWorld, options: InfoclinicaMockOptions): InfoclinicaMock {
  const now = () => options.now?.() ?? world.now()
  const isPortal = () => options.profile === 'portal'
  if (isPortal()) loginOf(options)
  else if (options.auth.kind === 'login') throw new RangeError("infoclinicaMock: auth 'login' needs profile: 'portal'")
  const gateway = makeGateway(world, now)
  const portal = makePortal(world, now)
  const handle = (request: Request): Promise<Response> => (isPortal() ? portal : gateway).answer(request, options)
  return Object.assign(handle, {
    gateway: { tokensIssued: gateway.tokensIssued },
    portal: { logins: portal.logins },
    operationOf: (method: string, path: string, body: string) =>
      isPortal() ? portalOperation(method, path, body) : gatewayOperation(method, path, body),
  })
}
