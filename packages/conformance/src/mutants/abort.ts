import { type Availability, isMisError, MisError } from '@mis/core'
import type { abortCases } from '../cases/abort.ts'
import { asking, failing, type Mutant, replace } from '../mutant.ts'

export const abortMutants: Record<(typeof abortCases)[number]['name'], Mutant> = {
  'an aborted read rejects with the reason of the caller': {
    bug: 'calls every abort a timeout',
    spoil: (fake) =>
      replace(
        fake,
        'listSlots',
        (real) => async (query, options) =>
          real(query, options).catch(() => {
            throw new MisError('timeout', { details: {} })
          }),
      ),
  },
  'a deadline that passes is a timeout although the caller had a signal': failing(
    'listSlots',
    'calls every timeout an abort',
    ['timeout'],
    () => {
      throw new DOMException('This operation was aborted', 'AbortError')
    },
  ),
  'a signal that is aborted already sends nothing, neither a read nor a write': asking(
    'listSlots',
    'listens for an abort that has happened already',
    (query, { signal: _deaf, ...options } = {}) => [query, options],
  ),
  'a write aborted after it was sent is outcome-unknown': {
    bug: 'takes an abort for proof that nothing happened',
    spoil: (fake) =>
      replace(
        fake,
        'book',
        (real) => async (request, options) =>
          real(request, options).catch((error: unknown) => {
            throw isMisError(error, 'outcome-unknown') ? (options?.signal?.reason ?? error) : error
          }),
      ),
  },
  'one caller’s abort does not take the answer from another': {
    bug: 'joins calls under the signal of the first',
    spoil: (fake) => {
      let flight: Promise<Availability> | undefined
      return replace(fake, 'listSlots', (real) => async (query, options) => {
        flight ??= real(query, options)
        return flight
      })
    },
  },
}
