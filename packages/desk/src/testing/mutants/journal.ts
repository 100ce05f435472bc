import type { journalCases } from '../cases/journal.ts'
import type { leaseCases } from '../cases/leases.ts'
import type { lineCases } from '../cases/lines.ts'
import { type StoreMutant, spoiling } from './mutant.ts'

type Names = (typeof journalCases | typeof leaseCases | typeof lineCases)[number]['name']

export const journalMutants: Record<Names, StoreMutant> = {
  'what was written is read back as it was': spoiling('intents', 'get', 'reads bytes as text', (get) => async (id) => {
    const intent = await get(id)
    if (intent === null) return null
    return { ...intent, body: new TextEncoder().encode(new TextDecoder().decode(intent.body)) }
  }),
  'a reference is one intent for ever: the same body is the same, another body is a conflict': spoiling(
    'intents',
    'insert',
    'does not compare the body',
    (insert, store) => async (intent) => {
      const written = await insert(intent)
      const known = written.kind === 'conflict' ? await store.intents.byReference(intent.reference) : null
      return known === null ? written : { kind: 'same', by: 'reference', intent: known }
    },
  ),
  'a natural key is one intent until it is given free': spoiling(
    'intents',
    'insert',
    'knows the natural key of what is live only',
    (insert, store) => async (intent) => {
      const written = await insert(intent)
      if (written.kind !== 'same' || written.by !== 'key' || written.intent.state !== 'done') return written
      await store.intents.freeKey(written.intent.id)
      return insert(intent)
    },
  ),
  'one request that arrives twenty times at once is one intent': spoiling(
    'intents',
    'insert',
    'looks first and writes then, in two transactions',
    (insert, store) => async (intent) => {
      const known = await store.intents.byReference(intent.reference)
      if (known !== null) return { kind: 'same', by: 'reference', intent: known }
      const { id: reference } = intent
      return insert({ ...intent, reference, key: reference, slotKey: reference })
    },
  ),
  'an intent that finds its slot taken leaves nothing behind': spoiling(
    'intents',
    'insert',
    'writes the intent before it knows whether the slot is free',
    (insert) => async (intent) => {
      const written = await insert(intent)
      if (written.kind === 'held') await insert({ ...intent, slotKey: null, slot: null })
      return written
    },
  ),
  'what becomes done though it is no longer wanted is claimed once more, for its visit to be cancelled': spoiling(
    'intents',
    'claim',
    'claims nothing that is done',
    (claim) => async (query) => (await claim(query)).filter(({ state }) => state !== 'done'),
  ),
  'a step changes what it names and leaves the rest as it was': spoiling(
    'intents',
    'advance',
    'empties what a step does not name',
    (advance) => (claim, step) => advance(claim, { ...step, lane: step.lane ?? null }),
  ),
  'what waits is withdrawn at once, what is on its way is only marked, what is over stays': spoiling(
    'intents',
    'withdraw',
    'withdraws what is over, too',
    (withdraw) => async (id, events) => {
      const intent = await withdraw(id, events)
      return intent?.state === 'done' ? { ...intent, state: 'withdrawn' } : intent
    },
  ),
  'a list is in order of arrival, filtered, and goes on after an ordinal': spoiling(
    'intents',
    'list',
    'takes an empty choice of states for all',
    (list) =>
      ({ states, ...query }) =>
        list({ ...query, ...(states !== undefined && states.length > 0 && { states }) }),
  ),
  'claimers at once never get the same intent, and together get all': spoiling(
    'intents',
    'claim',
    'reads what is due and leases it in a second step',
    (_claim, store) => async (query) => {
      const due = (await store.intents.list({ states: ['queued'], limit: 100 }))
        .filter(({ leaseUntil }) => leaseUntil === null)
        .slice(0, query.limit)
      for (const { id } of due) await store.intents.claimOne(id, query.leaseMs)
      return due
    },
  ),
  'whoever lost its lease writes nothing': spoiling(
    'intents',
    'advance',
    'does not look at the fence',
    (advance, store) => async (claim, step) => {
      const intent = await store.intents.get(claim.id)
      return advance({ id: claim.id, fence: intent?.fence ?? 0 }, step)
    },
  ),
  'a lease keeps others away until it is over, and a renewed one longer': spoiling(
    'intents',
    'renew',
    'says it renewed and did not',
    () => async () => true,
  ),
  'a claim takes what is due in its own installations, oldest first, no more than asked for': spoiling(
    'intents',
    'claim',
    'gives the youngest first',
    (claim) => async (query) => [...(await claim(query))].reverse(),
  ),
  'one intent can be claimed before it is due, and where a person is needed, not where it is over': spoiling(
    'intents',
    'claimOne',
    'takes what is due only',
    (claimOne, store) => async (id, leaseMs) => {
      const intent = await store.intents.get(id)
      return (intent?.dueAt ?? 0) > (await store.now()) ? null : claimOne(id, leaseMs)
    },
  ),
  'the next moment with something to claim is known': spoiling(
    'intents',
    'nextDueAt',
    'forgets that an intent is leased',
    (_nextDueAt, store) => async (instances) => {
      const listed = await store.intents.list({ limit: 100 })
      const due = listed.flatMap(({ dueAt, instance }) =>
        dueAt !== null && instances.includes(instance) ? [dueAt] : [],
      )
      return due.length === 0 ? null : Math.min(...due)
    },
  ),
  'nobody in a line is claimed before whoever stands ahead, even while that one is being worked on': spoiling(
    'intents',
    'claim',
    'looks for the next one in line that is free',
    (claim, store) => async (query) => {
      const claimed = await claim(query)
      if (claimed.length > 0) return claimed
      const next = await store.intents.list({ states: ['queued'], limit: 100 })
      const free = next.find(({ leaseUntil }) => leaseUntil === null)
      const taken = free && (await store.intents.claimOne(free.id, query.leaseMs))
      return taken ? [taken] : []
    },
  ),
  'a line of another doctor is not waited for': spoiling(
    'intents',
    'insert',
    'has one line for the whole clinic',
    (insert) => (intent) => insert({ ...intent, lane: 'clinic/7' }),
  ),
  'everything that waits for an installation is due at once when it is woken': spoiling(
    'intents',
    'wake',
    'wakes the first of them only',
    (wake, store) => async (instance) => {
      const [, ...others] = await store.intents.list({ states: ['queued'], limit: 100 })
      for (const { id } of others) await store.intents.claimOne(id, 60_000)
      return wake(instance)
    },
  ),
}
