import { type MockHandler, unmatched } from '@mis/mock'
import { handlers, type Served } from './handlers.ts'
import type { MedeskMockOptions, MedeskWorld } from './options.ts'
import { createRateGate } from './rate.ts'
import { answerFor, Refusal, refusals } from './refusal.ts'

interface Route {
  readonly operation: Served
  readonly id: string
}

/**
 * A Medesk that speaks over a world, at the root of its address: the requirement document's three calls, and the
 * assumed rest. Mount it with `listen` or `inProcess`. A request that no route fits throws `UnmatchedRequest`.
 */
export function medeskMock(world: MedeskWorld, options: MedeskMockOptions): MockHandler {
  const passRate = createRateGate(() => world.now())

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const route = routeOf(request.method, url.pathname, options)
    if (route === null) return unmatched(request, knownRoutes(options))
    try {
      if (request.headers.get('authorization') !== `Bearer ${options.apiKey}`) throw refusals.unauthorized()
      passRate(options.rateLimit)
      if (isForbidden(route.operation, options)) throw refusals.forbidden()
      const body = await request.text()
      return handlers[route.operation]({ id: route.id, query: url.searchParams, body }, world, options)
    } catch (error) {
      if (error instanceof Refusal) return answerFor(error, options.errorShape)
      throw error
    }
  }

  return Object.assign(handle, {
    operationOf: (method: string, path: string) => routeOf(method, path.split('?', 1)[0] ?? '', options)?.operation,
  })
}

function pathsOf({ paths }: MedeskMockOptions) {
  return {
    schedules: paths?.schedules ?? '/schedules',
    appointments: paths?.appointments ?? '/appointments',
    doctors: paths?.doctors ?? '/doctors',
  }
}

function routeOf(method: string, path: string, options: MedeskMockOptions): Route | null {
  const { schedules, appointments, doctors } = pathsOf(options)
  const whole: Readonly<Record<string, Served>> = {
    [`GET ${schedules}`]: 'listSlots',
    [`GET ${doctors}`]: 'listDoctors',
    [`POST ${appointments}`]: 'book',
    [`GET ${appointments}`]: 'listAppointments',
  }
  const operation = whole[`${method} ${path}`]
  if (operation !== undefined) return { operation, id: '' }
  const id = path.startsWith(`${appointments}/`) ? path.slice(appointments.length + 1) : ''
  if (id === '' || id.includes('/')) return null
  if (method === 'DELETE') return { operation: 'cancel', id }
  return method === 'GET' ? { operation: 'getAppointment', id } : null
}

function knownRoutes(options: MedeskMockOptions): readonly string[] {
  const { schedules, appointments, doctors } = pathsOf(options)
  return [
    `GET ${schedules}`,
    `GET ${doctors}`,
    `POST ${appointments}`,
    `GET ${appointments}`,
    `GET ${appointments}/{id}`,
    `DELETE ${appointments}/{id}`,
  ]
}

function isForbidden(operation: Served, { forbidden = false }: MedeskMockOptions): boolean {
  return typeof forbidden === 'boolean' ? forbidden : forbidden.includes(operation)
}
