import type { leftoverCases } from '../cases/leftovers.ts'
import { type Mutant, onWire, replace } from '../mutant.ts'

const deaf: Mutant = {
  ...onWire(
    'gives up without telling the connection',
    (fetchHere) => (input, init) => fetchHere(new Request(input, { ...init, signal: null })),
  ),
  hangs: true,
}

export const leftoverMutants: Record<(typeof leftoverCases)[number]['name'], Mutant> = {
  'a call that ran out of time leaves no request behind': deaf,
  'an aborted call leaves no request behind': deaf,
  'no listener stays on the signal of the caller': {
    bug: 'listens to the caller’s signal and never stops',
    spoil: (fake) =>
      replace(fake, 'listSlots', (real) => async (query, options) => {
        options?.signal?.addEventListener('abort', () => {})
        return real(query, options)
      }),
  },
  'a closed adapter sends nothing more and says unavailable, and closes twice without harm': {
    bug: 'does nothing when closed',
    spoil: ({ adapter }) => ({ ...adapter, close: async () => {} }),
  },
  'closing leaves nothing in flight at the server': {
    hangs: true,
    bug: 'refreshes the directory in the background and forgets about it',
    spoil: (fake) =>
      replace(fake, 'listDoctors', (real) => async (query, options) => {
        real(query).catch(() => {})
        return real(query, options)
      }),
  },
}
