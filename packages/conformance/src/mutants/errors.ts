import { MisError, type Operation } from '@mis/core'
import type { errorCases } from '../cases/errors.ts'
import { failing, type Mutant, mistaking, onWire, rewritten } from '../mutant.ts'
import { nothing } from './windows.ts'

const retryLater = { by: 'mis', retryAfterMs: null } as const

export const errorMutants: Record<(typeof errorCases)[number]['name'], Mutant> = {
  '401 is unauthorized': mistaking(
    'listSlots',
    'takes an expired key for a failure of the MIS',
    ['unauthorized'],
    'unavailable',
    retryLater,
  ),
  '403 is forbidden': mistaking('listSlots', 'takes 403 for 401', ['forbidden'], 'unauthorized', {}),
  '404 is not-found': failing('listSlots', 'takes an unknown doctor for a busy one', ['not-found'], () => nothing),
  '422 is a refusal, and nothing happened': mistaking(
    'book',
    'takes every status over 400 for unknown',
    ['invalid-request', 'rejected'],
    'outcome-unknown',
    { sentAt: null },
  ),
  '429 is rate-limited, with the seconds to wait': failing(
    'listSlots',
    'takes seconds for milliseconds',
    ['rate-limited'],
    ({ details }) => waiting(Number('retryAfterMs' in details ? details.retryAfterMs : 0) / 1000),
  ),
  '429 with a date is rate-limited until that date': failing(
    'listSlots',
    'reads a date as a number',
    ['rate-limited'],
    () => waiting(null),
  ),
  '429 under a write means that nothing happened': mistaking(
    'book',
    'takes a full line for unknown',
    ['rate-limited'],
    'outcome-unknown',
    { sentAt: null },
  ),
  'a MIS that is not there is unavailable, and a write to it did not happen': mistaking(
    'book',
    'takes a refused connection for a lost answer',
    ['unavailable'],
    'outcome-unknown',
    { sentAt: null },
  ),
  'a server error under a read is unavailable': mistaking(
    'listSlots',
    'parses the page of a 5xx first',
    ['unavailable'],
    'bad-response',
    { why: 'not JSON' },
  ),
  'an HTML page with status 200 is bad-response': failing(
    'listSlots',
    'takes what it cannot read for empty',
    ['bad-response'],
    () => nothing,
  ),
  'an empty 200 is bad-response, not an empty list': onWire(
    'puts an empty object in place of an empty body',
    (fetchHere) => async (input, init) =>
      rewritten(await fetchHere(input, init), (body, headers) => {
        if (body.length > 0) return body
        headers.set('content-type', 'application/json')
        return new TextEncoder().encode('{"slots":[],"items":[]}')
      }),
  ),
  'an answer that cannot be parsed is bad-response': {
    bug: 'lets the SyntaxError of JSON.parse through',
    spoil: (fake) =>
      failing('listSlots', '', ['bad-response'], () => {
        throw new SyntaxError('Unexpected end of JSON input')
      }).spoil(fake),
  },
  'an answer cut by the connection is unavailable': mistaking(
    'listSlots',
    'takes a broken connection for broken software',
    ['unavailable'],
    'bad-response',
    { why: 'cut' },
  ),
  'bytes of another charset than declared are bad-response, never wrong letters': onWire(
    'puts question marks for bytes it cannot read',
    (fetchHere) => async (input, init) =>
      rewritten(await fetchHere(input, init), (body) => new TextEncoder().encode(new TextDecoder().decode(body))),
  ),
  'windows-1251 is read where it is declared': onWire(
    'takes every answer for UTF-8',
    (fetchHere) => async (input, init) =>
      rewritten(await fetchHere(input, init), (body, headers) => {
        headers.set('content-type', 'application/json; charset=utf-8')
        return body
      }),
  ),
  'a byte order mark before the answer does no harm': onWire(
    'takes the mark for content',
    (fetchHere) => async (input, init) =>
      rewritten(await fetchHere(input, init), (body) =>
        // Two of them: the one that is dropped, and the one that stays.
        body[0] === 0xef ? Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), body]) : body,
      ),
  ),
  'an error names the vendor, the operation and the status': failing(
    'listSlots',
    'makes errors without saying where',
    [],
    ({ code, details }) => {
      throw new MisError(code, { details: details as never })
    },
  ),
}

function waiting(retryAfterMs: number | null): never {
  const operation: Operation = 'listSlots'
  throw new MisError('rate-limited', { vendor: 'fake', operation, status: 429, details: { retryAfterMs } })
}
