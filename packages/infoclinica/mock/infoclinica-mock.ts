import type { MockHandler } from '@mis/mock'
import { gatewayOperation, makeGateway } from './gateway/gateway.ts'
import type { InfoclinicaMockOptions, InfoclinicaWorld } from './options.ts'

export type InfoclinicaMock = MockHandler & {
  readonly gateway: {
    /** How many tokens were given out so far. */
    tokensIssued(): number
  }
}

/**
 * An Infoclinica that speaks over a world, for all its clinics: at the root of its address the XML gateway, or the
 * portal. Mount it with `listen` or `inProcess`. A request that no route fits throws `UnmatchedRequest`.
 */
export function infoclinicaMock(world: InfoclinicaWorld, options: InfoclinicaMockOptions): InfoclinicaMock {
  const now = () => options.now?.() ?? world.now()
  const gateway = makeGateway(world, now)
  const handle = (request: Request): Promise<Response> => gateway.answer(request, options)
  return Object.assign(handle, {
    gateway: { tokensIssued: gateway.tokensIssued },
    operationOf: (method: string, path: string, body: string) => gatewayOperation(method, path, body),
  })
}
