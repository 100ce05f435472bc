import type { hostileCases } from '../cases/hostile.ts'
import { asking, failing, type Mutant, onWire, replace, rewritten } from '../mutant.ts'

const following = onWire('follows redirects wherever they lead', (fetchHere) => async (input, init) => {
  const request = new Request(input, init)
  const copy = request.clone()
  const response = await fetchHere(request)
  const location = response.headers.get('location')
  if (response.status < 300 || response.status >= 400 || location === null) return response
  const body = await copy.text()
  return fetch(location, { method: copy.method, headers: copy.headers, ...(body !== '' && { body }) })
})

export const hostileMutants: Record<(typeof hostileCases)[number]['name'], Mutant> = {
  'an answer of 50 MB is refused as bad-response': onWire(
    'reads whatever comes',
    (fetchHere) => async (input, init) =>
      rewritten(await fetchHere(input, init), (body) => {
        const end = body.findLastIndex((byte) => byte > 0x20)
        return body.subarray(0, end + 1)
      }),
  ),
  'an answer that drips byte by byte ends at the deadline': {
    ...asking('listSlots', 'counts the time anew with every byte', (query, options) => [
      query,
      { ...options, deadlineMs: 60_000 },
    ]),
    hangs: true,
  },
  'a server that never answers a read ends it at the deadline': failing(
    'listSlots',
    'lets the TimeoutError of the platform through',
    ['timeout'],
    () => {
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    },
  ),
  'a connection reset under a read is unavailable': failing(
    'listSlots',
    'lets the TypeError of fetch through',
    ['unavailable'],
    () => {
      throw new TypeError('fetch failed')
    },
  ),
  'a redirect of a read to another host is reported and not followed': following,
  'a redirect of a booking to another host never carries the patient there': following,
  'after any of these failures the next call works': {
    bug: 'never recovers from its first failure',
    spoil: (fake) => {
      let broken: { error: unknown } | undefined
      return replace(fake, 'listSlots', (real) => async (query, options) => {
        if (broken !== undefined) throw broken.error
        return real(query, options).catch((error: unknown) => {
          broken = { error }
          throw error
        })
      })
    },
  },
}
