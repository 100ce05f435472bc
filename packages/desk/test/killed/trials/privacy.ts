import { expect } from 'vitest'
import {
  erasePatient,
  type KeyedSealer,
  keyIdOf,
  reseal,
  type SealedColumn,
  type SealedValue,
  type Store,
  verifyAudit,
} from '../../../src/index.ts'
import { draft, visit } from '../../../src/testing/drafts.ts'
import { sealers } from '../tasks.ts'
import type { Trial } from './trial.ts'

const columns: readonly SealedColumn[] = [
  'intents.body',
  'intents.result',
  'appointments.body',
  'outbox.body',
  'reminders.body',
]
const each = 3
const ofOne = { intents: each, appointments: each, reminders: each }
const none = { intents: 0, appointments: 0, reminders: 0 }

/** A few of everything that is sealed, of two patients. What each value holds is its own context. */
async function fill(store: Store): Promise<void> {
  const sealer = sealers.before()
  const sealed = (context: string) => sealer.seal({ of: context }, context)
  for (const patientKey of ['anna', 'boris'])
    for (let index = 1; index <= each; index += 1) {
      const id = `${patientKey}${index}`
      const event = { id, type: 'booked', instance: 'clinic', subject: id, body: await sealed(`outbox.body/${id}`) }
      const body = await sealed(`intents.body/${id}`)
      const written = await store.intents.insert(draft(id, { patientKey, owner: patientKey, body, events: [event] }))
      expect(written.kind).toBe('inserted')
      const result = await sealed(`intents.result/${id}`)
      await store.intents.advance(
        { id, fence: 1 },
        { state: 'done', dueInMs: null, lane: null, slot: 'release', result },
      )
      const copy = await sealed(`appointments.body/clinic/${id}`)
      await store.appointments.record(visit(id, { patientKey, body: copy, from: [] }))
      const message = { id, instance: 'clinic', appointmentId: id, kind: 'day-before', patientKey, startsAt: 9e12 }
      const times = { dueAt: 8e12, notAfter: 9e12 }
      await store.reminders.plan('clinic', id, [{ ...message, ...times, body: await sealed(`reminders.body/${id}`) }])
    }
}

async function sealedIn(store: Store): Promise<readonly SealedValue[]> {
  const values: SealedValue[] = []
  for (const column of columns) values.push(...(await store.privacy.sealed(column, null, 1_000)).values)
  return values
}

async function opensAll(sealer: KeyedSealer, values: readonly SealedValue[]): Promise<void> {
  for (const { column, row, bytes } of values)
    expect(await sealer.open(bytes, `${column}/${row}`)).toEqual({ of: `${column}/${row}` })
}

/** Whoever begins again goes on with it. */
export const resealTrial: Trial = (perform) =>
  perform(async ({ store }, victim) => {
    await fill(store)
    const ended = await victim({ name: 'reseal' })
    const values = await sealedIn(store)
    expect(values).toHaveLength(columns.length * each * 2)
    await opensAll(sealers.during(), values)
    for await (const _ of reseal({ store, sealer: sealers.during() }));
    const after = await sealedIn(store)
    expect(after).toHaveLength(values.length)
    expect(new Set(after.map(({ bytes }) => keyIdOf(bytes)))).toEqual(new Set(['new']))
    await opensAll(sealers.after(), after)
    return { ...ended, isHalf: new Set(values.map(({ bytes }) => keyIdOf(bytes))).size === 2 }
  })

async function namedIn(store: Store, patientKey: string) {
  const reminders = await Promise.all(
    Array.from({ length: each }, (_, index) => store.reminders.list('clinic', `${patientKey}${index + 1}`)),
  )
  return {
    intents: (await store.intents.list({ patientKey, limit: 100 })).length,
    appointments: (await store.appointments.list({ patientKey, limit: 100 })).length,
    reminders: reminders.flat().filter((one) => one.patientKey === patientKey).length,
  }
}

/** Whoever asks for it again finds it done, or does it. */
export const eraseTrial: Trial = (perform) =>
  perform(async ({ store }, victim) => {
    await fill(store)
    const ended = await victim({ name: 'erase', patientKey: 'anna' })
    const left = await namedIn(store, 'anna')
    const isErased = left.intents === 0
    expect(left).toEqual(isErased ? none : ofOne)
    // Its events name no patient and stay.
    const sealed = await sealedIn(store)
    const own = sealed.filter(({ column, row }) => column !== 'outbox.body' && row.includes('anna'))
    expect(own).toHaveLength(isErased ? 0 : each * 4)
    const told = (await store.audit.list(0, 9)).map(({ outcome }) => outcome)
    if (isErased) expect(told[0]).toBe('asked')
    if (!ended.died) expect(told).toEqual(['asked', 'done'])

    const again = await erasePatient({ store, patientKey: 'anna', who: 'officer' })
    expect(again).toEqual({ kind: 'erased', ...left })
    expect(await namedIn(store, 'anna')).toEqual(none)
    expect(await namedIn(store, 'boris')).toEqual(ofOne)
    await opensAll(sealers.before(), await sealedIn(store))
    expect((await verifyAudit(store)).ok).toBe(true)
    return ended
  })

/** The tables are made by whoever comes first and lives. */
export const openTrial: Trial = (perform) =>
  perform(async ({ store }, victim) => {
    const ended = await victim({ name: 'open' })
    await fill(store)
    await opensAll(sealers.before(), await sealedIn(store))
    return ended
  })
