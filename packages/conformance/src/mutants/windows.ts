import { type Availability, addDays, MisError, type SlotQuery } from '@mis/core'
import type { windowCases } from '../cases/windows.ts'
import { answering, asking, failing, type Mutant, replace } from '../mutant.ts'

export const windowMutants: Record<(typeof windowCases)[number]['name'], Mutant> = {
  'both ends of the window are included': answering('listSlots', 'takes the end as excluded', (answer, { to }) => ({
    ...answer,
    slots: answer.slots.filter(({ start }) => start.slice(0, 10) < to),
  })),
  'a window wider than the MIS allows is answered in full': asking(
    'listSlots',
    'cuts the window to a week and says nothing',
    (query, options) => {
      const week = addDays(query.from, 6)
      return [{ ...query, to: week < query.to ? week : query.to }, options]
    },
  ),
  'slots come in order of start': answering('listSlots', 'gives the slots last first', (answer) => ({
    ...answer,
    slots: answer.slots.toReversed(),
  })),
  'a day on which everything is taken is known and empty': answering(
    'listSlots',
    'takes an empty list for an unknown doctor',
    (answer) => {
      if (answer.slots.length > 0) return answer
      throw new MisError('not-found', { vendor: 'fake', operation: 'listSlots', details: {} })
    },
  ),
  'a time that is taken or has begun is not listed': {
    bug: 'remembers the first answer about a doctor for ever',
    spoil: (fake) => {
      const kept = new Map<string, Availability>()
      return replace(fake, 'listSlots', (real) => async (query, options) => {
        const answer = kept.get(query.doctorId) ?? (await real(query, options))
        kept.set(query.doctorId, answer)
        return answer
      })
    },
  },
  'a read that failed is an error or a gap, never an empty list': failing(
    'listSlots',
    'answers a failure with an empty list',
    [],
    () => nothing,
  ),
  'when a part of the window fails, the rest is right and the part is a gap': {
    bug: 'forgets which part could not be read',
    spoil: (fake) =>
      replace(fake, 'listSlots', (real) => async (query, options) => {
        const answer = await real(query, options).catch(() => nothing)
        return { ...answer, complete: true, gaps: [] }
      }),
  },
  'a window that ends before it begins is refused before anything is sent': asking(
    'listSlots',
    'turns the window around',
    (query, options) => [query.from > query.to ? { ...query, from: query.to, to: query.from } : query, options],
  ),
  'a day that no calendar has is refused by the name of its field': asking(
    'listSlots',
    'counts on into the next month',
    (query, options) => [{ ...query, from: new Date(query.from).toISOString().slice(0, 10) } as SlotQuery, options],
  ),
  'an unknown doctor has no slots: not-found or an empty list': {
    bug: 'leaves an unknown doctor out of the query',
    spoil: (fake) =>
      replace(fake, 'listSlots', (real) => async (query, options) => {
        const known = fake.world.doctors().some(({ id }) => id === query.doctorId)
        const someone = fake.world.freeSlots({ from: query.from, to: query.to })[0]?.doctorId ?? '1'
        return real({ ...query, doctorId: known ? query.doctorId : someone }, options)
      }),
  },
  'the pages of a list, put together, are the whole list, each item once': answering(
    'listDoctors',
    'knows one page only',
    ({ items }) => ({ items }),
  ),
}

export const nothing: Availability = {
  slots: [],
  asOf: '2031-03-03T05:00:00Z',
  stale: false,
  complete: true,
  gaps: [],
}
