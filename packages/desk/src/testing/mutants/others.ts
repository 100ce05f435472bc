import type { outboxCases, visitCases } from '../cases/records.ts'
import type { durabilityCases, wakeUpCases } from '../cases/upkeep.ts'
import { type StoreMutant, spoiling } from './mutant.ts'

type Names = (typeof outboxCases | typeof visitCases | typeof wakeUpCases | typeof durabilityCases)[number]['name']

export const otherMutants: Record<Names, StoreMutant> = {
  'a visit moves only along its edges, and never back to an older word': spoiling(
    'appointments',
    'record',
    'takes the last that arrives for the newest',
    (record) => (change) => record({ ...change, seenAt: change.seenAt + 10_000_000, from: [...change.from, 'booked'] }),
  ),
  'a patient’s visits come in the order of their beginning': spoiling(
    'appointments',
    'list',
    'gives them in the order of their ids',
    (list) => async (query) =>
      [...(await list({ ...query, limit: 100 }))].sort((a, b) => a.id.localeCompare(b.id)).slice(0, query.limit),
  ),
  'what a step makes happen is written with the step': spoiling(
    'intents',
    'advance',
    'writes events another time',
    (advance) =>
      (claim, { events: _events, ...step }) =>
        advance(claim, step),
  ),
  'events of a subject are counted without gaps, and all of them in one order': spoiling(
    'outbox',
    'append',
    'counts all subjects together',
    (append) => async (events) => (await append(events)).map((event) => ({ ...event, sequence: event.ordinal })),
  ),
  'a reader that goes on after the last ordinal misses nothing while many write': spoiling(
    'outbox',
    'append',
    'loses an event now and then',
    (append) => async (events) => {
      const [first] = events
      if (first?.id.endsWith('5')) return []
      return append(events)
    },
  ),
  'whoever waits is told when something may be claimed': {
    bug: 'tells nobody',
    spoil: (store) => ({ ...store, onWork: () => () => {} }),
  },
  'whoever has left is told nothing more': {
    bug: 'forgets to forget a listener',
    spoil: (store) => ({
      ...store,
      onWork: (listener) => {
        store.onWork(listener)
        return () => {}
      },
    }),
  },
  'work of one process wakes another, where the store can tell': spoiling(
    'intents',
    'nextDueAt',
    'knows of its own work only',
    () => async () => null,
  ),
  'what was acknowledged is there after a restart': spoiling(
    'intents',
    'get',
    'acknowledges before it has written',
    () => async () => null,
  ),
  'a store may be opened and closed twice, and answers nothing once it is closed': {
    bug: 'goes on after it was closed',
    spoil: (store) => ({ ...store, close: async () => {} }),
  },
}
