// A second reading of the document: Acme's language spoken over a world. Imports nothing of `src/`.
import type { Operation } from '@mis/core'
import { type MockHandler, unmatched, type World } from '@mis/mock'

const routes = ['GET /doctors']

/** Serves one clinic: the world's first. */
export function acmeMock(world: World, { key }: { readonly key: string }): MockHandler {
  const clinicId = world.clinics()[0]?.id ?? ''
  const doctors = world.doctors().filter(({ clinicIds }) => clinicIds.includes(clinicId))

  async function handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (request.headers.get('x-api-key') !== key) return Response.json({ error: 'bad-key' }, { status: 401 })
    if (`${request.method} ${pathname}` !== 'GET /doctors') return unmatched(request, routes)
    return Response.json({
      doctors: doctors.map(({ id, lastName, firstName, middleName, specialties, active }) => ({
        ...{ id, last: lastName, first: firstName, middle: middleName ?? null },
        ...{ speciality: specialties[0], active },
      })),
    })
  }

  // So that a test can aim a fault at one operation.
  const operationOf = (method: string, path: string): Operation | undefined =>
    method === 'GET' && path === '/doctors' ? 'listDoctors' : undefined
  return Object.assign(handle, { operationOf })
}
