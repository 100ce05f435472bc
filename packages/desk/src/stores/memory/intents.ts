import type { Advance, Claim, Intent, IntentState, IntentStore, NewIntent } from '../../store/intents.ts'
import { liveHold } from './holds.ts'
import { appendEvents, recordAppointment } from './records.ts'
import type { Tables } from './tables.ts'

const over: readonly IntentState[] = ['done', 'refused', 'expired', 'withdrawn', 'needs-person']
export const isOver = ({ state }: Intent) => over.includes(state)

export function memoryIntents(tables: Tables): IntentStore {
  const { intents, references, keys, holds, now } = tables
  const write = (intent: Intent): Intent => {
    const written = { ...intent, updatedAt: now() }
    intents.set(intent.id, written)
    if (intent.key !== null) keys.set(intent.key, intent.id)
    return written
  }
  const held = (claim: Claim) => {
    const intent = intents.get(claim.id)
    return intent?.fence === claim.fence ? intent : undefined
  }
  const isFree = ({ leaseUntil }: Intent) => leaseUntil === null || leaseUntil <= now()
  const before = (intent: Intent) =>
    intent.lane === null
      ? []
      : [...intents.values()].filter(({ lane, ordinal }) => lane === intent.lane && ordinal < intent.ordinal)
  /** Those before whom nobody stands. */
  const heads = function* () {
    const lanes = new Set<string>()
    for (const intent of intents.values()) {
      if (intent.lane === null || !lanes.has(intent.lane)) yield intent
      if (intent.lane !== null) lanes.add(intent.lane)
    }
  }
  const lease = (intent: Intent, leaseMs: number) =>
    write({ ...intent, fence: intent.fence + 1, leaseUntil: now() + leaseMs })
  const freeSlot = (intent: Intent, until?: number) => {
    const hold = intent.slotKey === null ? undefined : holds.get(intent.slotKey)
    if (hold === undefined || hold.intentId !== intent.id) return
    if (until === undefined) holds.delete(hold.slotKey)
    else holds.set(hold.slotKey, { ...hold, expiresAt: until, lastUntil: until })
  }
  const freeKey = ({ id, key }: Intent) => {
    if (key !== null && keys.get(key) === id) keys.delete(key)
  }

  return {
    async insert(given) {
      const namesake = references.get(given.reference)
      const known = namesake === undefined ? undefined : intents.get(namesake)
      if (known !== undefined)
        return known.bodyHash === given.bodyHash
          ? { kind: 'same', by: 'reference', intent: known }
          : { kind: 'conflict' }
      const twin = given.key === null ? undefined : intents.get(keys.get(given.key) ?? '')
      if (twin !== undefined) return { kind: 'same', by: 'key', intent: twin }
      const hold = given.slotKey === null ? undefined : liveHold(tables, given.slotKey)
      if (hold !== undefined && (hold.owner !== given.owner || hold.intentId !== null))
        return { kind: 'held', until: hold.expiresAt }
      const intent = write(fresh(given, tables))
      references.set(intent.reference, intent.id)
      if (given.slotKey !== null) {
        const kept = hold ?? {
          id: given.id,
          slotKey: given.slotKey,
          instance: given.instance,
          owner: given.owner,
          slot: given.slot,
          native: null,
          lastUntil: given.startsAt,
        }
        holds.set(given.slotKey, { ...kept, expiresAt: null, intentId: given.id })
      }
      appendEvents(tables, given.events)
      if (intent.state === 'queued') tables.work()
      return { kind: 'inserted', intent }
    },
    async claim({ instances, limit, leaseMs }) {
      return [...heads()]
        .filter((one) => instances.includes(one.instance) && isFree(one))
        .filter(({ dueAt }) => dueAt !== null && dueAt <= now())
        .slice(0, limit)
        .map((intent) => lease(intent, leaseMs))
    },
    async claimOne(id, leaseMs) {
      const intent = intents.get(id)
      const isOpen = intent !== undefined && (intent.state === 'needs-person' || !isOver(intent))
      return isOpen && isFree(intent) ? lease(intent, leaseMs) : null
    },
    async renew(claim, leaseMs) {
      const intent = held(claim)
      if (intent !== undefined) intents.set(intent.id, { ...intent, leaseUntil: now() + leaseMs })
      return intent !== undefined
    },
    async advance(claim, step) {
      const intent = held(claim)
      if (intent === undefined) return null
      if (step.key === null) freeKey(intent)
      if (step.slot !== undefined) freeSlot(intent, step.slot === 'release' ? undefined : step.slot.keepUntil)
      const written = write(advanced(intent, step, now()))
      for (const change of step.appointments ?? []) recordAppointment(tables, change)
      appendEvents(tables, step.events ?? [])
      if (step.leaseMs === undefined) tables.work()
      return written
    },
    async withdraw(id, events) {
      const intent = intents.get(id)
      if (intent === undefined || isOver(intent)) return intent ?? null
      if (!isFree(intent) || (intent.state !== 'queued' && intent.state !== 'prepared'))
        return write({ ...intent, withdrawWanted: true })
      freeKey(intent)
      freeSlot(intent)
      appendEvents(tables, events)
      const fence = intent.fence + 1
      tables.work()
      return write({ ...intent, fence, state: 'withdrawn', key: null, lane: null, dueAt: null, leaseUntil: null })
    },
    async freeKey(id) {
      const intent = intents.get(id)
      if (intent === undefined || !isOver(intent)) return
      freeKey(intent)
      write({ ...intent, key: null })
    },
    get: async (id) => intents.get(id) ?? null,
    byReference: async (reference) => intents.get(references.get(reference) ?? '') ?? null,
    async list({ states, instance, patientKey, after = 0, limit }) {
      return [...intents.values()]
        .filter((one) => states === undefined || states.includes(one.state))
        .filter((one) => instance === undefined || one.instance === instance)
        .filter((one) => (patientKey === undefined || one.patientKey === patientKey) && one.ordinal > after)
        .slice(0, limit)
    },
    async ahead(id) {
      const intent = intents.get(id)
      return intent === undefined ? 0 : before(intent).length
    },
    async wake(instance) {
      const asleep = [...intents.values()].filter((one) => one.state === 'queued' && one.instance === instance)
      for (const intent of asleep) write({ ...intent, dueAt: Math.min(now(), intent.dueAt ?? now()) })
      if (asleep.length > 0) tables.work()
      return asleep.length
    },
    async nextDueAt(instances) {
      const due = [...heads()]
        .filter((one) => one.dueAt !== null && instances.includes(one.instance))
        .map(({ dueAt, leaseUntil }) => Math.max(dueAt ?? 0, leaseUntil ?? 0))
      return due.length === 0 ? null : Math.min(...due)
    },
  }
}

function fresh(given: NewIntent, { now, intents, nextOrdinal }: Tables): Intent {
  const { lane, leaseMs, slot: _slot, events: _events, ...intent } = given
  const isBusy = [...intents.values()].some((one) => one.lane === lane)
  return {
    ...intent,
    ordinal: nextOrdinal(),
    lane: isBusy ? lane : null,
    state: isBusy ? 'queued' : 'prepared',
    attempt: 0,
    fence: 1,
    leaseUntil: isBusy ? null : now() + leaseMs,
    dueAt: now(),
    sentAt: null,
    quietUntil: null,
    withdrawWanted: false,
    createdAt: now(),
    updatedAt: now(),
    result: null,
  }
}

function advanced(intent: Intent, step: Advance, now: number): Intent {
  const isUnwanted = intent.withdrawWanted && step.state === 'done' && intent.state !== 'done'
  return {
    ...intent,
    state: step.state,
    attempt: step.attempt ?? intent.attempt,
    dueAt: isUnwanted ? now : step.dueInMs === null ? null : now + step.dueInMs,
    leaseUntil: step.leaseMs === undefined ? null : now + step.leaseMs,
    sentAt: step.state === 'sending' ? now : intent.sentAt,
    quietUntil: step.quietForMs === undefined ? intent.quietUntil : now + step.quietForMs,
    lane: step.lane === undefined ? intent.lane : step.lane,
    key: step.key === null ? null : intent.key,
    progress: step.progress ?? intent.progress,
    result: step.result ?? intent.result,
  }
}
