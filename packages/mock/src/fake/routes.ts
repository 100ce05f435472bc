import type { Operation } from '@mis/core'

/** One line of the fake's interface; `{id}` stands for one segment. */
interface Route {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

// Whatever names a person goes in a body, never in an address.
const routes: readonly Route[] = [
  { method: 'GET', path: '/clinics', operation: 'listClinics' },
  { method: 'GET', path: '/doctors', operation: 'listDoctors' },
  { method: 'GET', path: '/services', operation: 'listServices' },
  { method: 'GET', path: '/slots', operation: 'listSlots' },
  { method: 'POST', path: '/appointments', operation: 'book' },
  { method: 'POST', path: '/appointments/search', operation: 'listAppointments' },
  { method: 'POST', path: '/appointments/find', operation: 'findBooking' },
  { method: 'GET', path: '/appointments/{id}', operation: 'getAppointment' },
  { method: 'POST', path: '/appointments/{id}/cancel', operation: 'cancel' },
  { method: 'POST', path: '/appointments/{id}/move', operation: 'reschedule' },
  { method: 'POST', path: '/holds', operation: 'hold' },
  { method: 'POST', path: '/holds/{id}/release', operation: 'releaseHold' },
]

/** As `unmatched` wants them. */
export const knownRoutes: readonly string[] = routes.map(({ method, path }) => `${method} ${path}`)

/** The operation behind a path without its query, and the id in it (empty where there is none). */
export function routeOf(method: string, path: string): { operation: Operation; id: string } | undefined {
  const asked = path.split('/')
  for (const route of routes) {
    const parts = route.path.split('/')
    if (route.method !== method || parts.length !== asked.length) continue
    if (!parts.every((part, index) => part === asked[index] || (part === '{id}' && asked[index] !== ''))) continue
    const place = parts.indexOf('{id}')
    return { operation: route.operation, id: place === -1 ? '' : (asked[place] ?? '') }
  }
  return undefined
}
