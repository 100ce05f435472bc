import { eventOf } from '../desk-events.ts'
import type { Office } from '../office.ts'
import { tracked } from '../office.ts'
import { invalidInput } from '../refuse.ts'
import type { Intent, NewIntent } from '../store/intents.ts'
import { work } from './work.ts'

/** `held`: somebody else has the slot, and nothing was journaled. */
export type Received = { readonly kind: 'journaled'; readonly intent: Intent } | { readonly kind: 'held' }

/** Brings intents into the journal and sees them as far as the caller's patience goes. */
export interface Intake {
  /** `stands`: whether what came of an older equal intent is still there; else the same may be wanted again. */
  receive(intent: NewIntent, stands: (twin: Intent) => Promise<boolean>): Promise<Received>
  /** What is under way in this process, as it then is. */
  underWay(intent: Intent): Promise<Intent>
}

export function makeIntake(office: Office): Intake {
  const flights = new Map<string, Promise<Intent>>()

  const start = (intent: Intent): Promise<Intent> => {
    const flight = tracked(office, flown(office, intent))
    flights.set(intent.id, flight)
    const land = () => flights.delete(intent.id)
    flight.then(land, land)
    return flight
  }
  const underWay = (intent: Intent): Promise<Intent> => flights.get(intent.id) ?? Promise.resolve(intent)

  const receive: Intake['receive'] = async (given, stands) => {
    const inserted = await office.store.intents.insert(given)
    switch (inserted.kind) {
      case 'held':
        return { kind: 'held' }
      case 'conflict':
        throw invalidInput({ reference: 'names another request already; give each its own' }, given.kind)
      case 'same': {
        const { intent, by } = inserted
        if (by === 'reference' || intent.state !== 'done' || (await stands(intent)))
          return { kind: 'journaled', intent: await underWay(intent) }
        await office.store.intents.freeKey(intent.id)
        return receive(given, async () => true)
      }
      case 'inserted': {
        const { intent } = inserted
        if (intent.state === 'prepared') return { kind: 'journaled', intent: await start(intent) }
        office.ring()
        return { kind: 'journaled', intent }
      }
    }
  }
  return { receive, underWay }
}

/**
 * The first way of an intent. Once it is journaled nothing is lost: where the store fails on the way, a worker takes it up
 * from the journal, and until then nobody knows how far it came.
 */
async function flown(office: Office, intent: Intent): Promise<Intent> {
  try {
    return await work(office, intent, office.settings.patienceMs)
  } catch {
    office.listeners.tell([eventOf(office.runtime, intent, 'alarm', { why: 'store-failed' })])
    return { ...intent, state: 'checking' }
  }
}
