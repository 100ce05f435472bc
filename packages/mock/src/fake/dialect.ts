import type { MockHandler } from '../server/types.ts'
import { unmatched } from '../server/unmatched.ts'
import type { World } from '../world/types.ts'
import { answers } from './answers.ts'
import { ask } from './asked.ts'
import { Refusal } from './refusal.ts'
import { knownRoutes, routeOf } from './routes.ts'

/**
 * A MIS that speaks the model's own JSON, over a world: what `fakeMis` talks to. Mount it with `inProcess` or `listen`
 * to keep its server in hand.
 */
export function fakeDialect(world: World): MockHandler {
  const handle = async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const route = routeOf(request.method, url.pathname)
    if (route === undefined) return unmatched(request, knownRoutes)
    const { operation, id } = route
    try {
      const asked = ask(decodeURIComponent(id), url.searchParams, await request.text())
      return Response.json(answers[operation](asked, world), { status: operation === 'book' ? 201 : 200 })
    } catch (error) {
      if (error instanceof Refusal) return error.toResponse()
      throw error
    }
  }
  return Object.assign(handle, {
    operationOf: (method: string, path: string) => routeOf(method, path.split('?', 1)[0] ?? '')?.operation,
  })
}
