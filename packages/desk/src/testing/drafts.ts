import assert from 'node:assert/strict'
import type { AppointmentChange } from '../store/appointments.ts'
import type { NewHold } from '../store/holds.ts'
import type { Advance, Intent, NewIntent } from '../store/intents.ts'
import type { EventDraft } from '../store/outbox.ts'
import type { Store } from '../store/store.ts'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A booking that nothing else is like; `more` says in what it is. */
export function draft(name: string, more: Partial<NewIntent> = {}): NewIntent {
  return {
    id: name,
    kind: 'book',
    instance: 'clinic',
    reference: `reference of ${name}`,
    subject: name,
    bodyHash: `hash of ${name}`,
    patientKey: `patient ${name}`,
    owner: `owner ${name}`,
    doctorId: '7',
    startsAt: 4_000_000_000_000,
    key: `key of ${name}`,
    slotKey: `slot of ${name}`,
    deadlineAt: 3_999_999_000_000,
    body: bytesOf(name),
    progress: { ambiguous: false, looks: 0, absentReads: 0, verdict: null },
    lane: `clinic/${name}`,
    leaseMs: 60_000,
    slot: { id: name },
    events: [],
    ...more,
  }
}

export function wish(name: string, more: Partial<NewHold> = {}): NewHold {
  return {
    id: name,
    slotKey: 'slot',
    instance: 'clinic',
    owner: `owner ${name}`,
    slot: { id: name },
    forMs: 60_000,
    atMostMs: 180_000,
    ...more,
  }
}

export function event(id: string, subject = 'subject'): EventDraft {
  return { id, type: 'booked', instance: 'clinic', subject, body: bytesOf(id) }
}

export function visit(id: string, more: Partial<AppointmentChange> = {}): AppointmentChange {
  return {
    instance: 'clinic',
    id,
    patientKey: 'patient',
    intentId: null,
    doctorId: '7',
    startsAt: 4_000_000_000_000,
    status: 'booked',
    seenAt: 1_000,
    body: bytesOf(id),
    from: ['booked'],
    ...more,
  }
}

/** Writes an intent that must be a new one. */
export async function inserted(store: Store, name: string, more: Partial<NewIntent> = {}): Promise<Intent> {
  const written = await store.intents.insert(draft(name, more))
  assert.equal(written.kind, 'inserted')
  return written.kind === 'inserted' ? written.intent : assert.fail()
}

/** A step of an intent under its own fence, which must be written. */
export async function advanced(store: Store, intent: Intent, step: Advance): Promise<Intent> {
  return (await store.intents.advance(intent, step)) ?? assert.fail('the fence was stale')
}

/** An intent that waits to be claimed, leased by nobody. */
export async function waiting(store: Store, name: string, more: Partial<NewIntent> = {}): Promise<Intent> {
  return advanced(store, await inserted(store, name, more), { state: 'queued', dueInMs: 0 })
}

export const over: Pick<Advance, 'dueInMs' | 'lane'> = { dueInMs: null, lane: null }

export const claimed = { instances: ['clinic'], limit: 100, leaseMs: 60_000 }
