import { type MockHandler, unmatched } from '../../src/index.ts'

/** What the echo answers to a read, without the person's word. */
export const doctors = { doctors: [{ id: '1', name: 'Примеров' }] }

/** A small dialect whose commits can be counted: two routes that answer, one that fails. */
export function echo(): { handler: MockHandler; committed: string[] } {
  const committed: string[] = []
  const handle = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (request.method === 'GET' && pathname === '/doctors') return Response.json(doctors)
    if (request.method === 'POST' && pathname === '/appointments') {
      committed.push(await request.text())
      return Response.json({ id: committed.length }, { status: 201 })
    }
    if (pathname === '/broken') throw new Error('no such luck')
    return unmatched(request, ['GET /doctors', 'POST /appointments', 'DELETE /appointments/{id}'])
  }
  const operationOf = (method: string, path: string) => {
    if (path.startsWith('/doctors')) return 'listDoctors'
    return method === 'POST' ? 'book' : undefined
  }
  return { handler: Object.assign(handle, { operationOf } as const), committed }
}
