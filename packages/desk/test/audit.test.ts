import { isMisError, type MisAdapter, wrap } from '@mis/core'
import { createWorld, fakeMis, testPatient } from '@mis/mock'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { type AuditEntry, type AuditStore, audit, memoryStore, plainSealer, verifyAudit } from '../src/index.ts'

const draft = {
  who: 'operator-1',
  what: 'listAppointments',
  whose: 'patient',
  about: 'clinic',
  outcome: 'done',
  code: null,
} as const

/** The chain as somebody with access to the database left it. */
const tampered = (entries: readonly AuditEntry[]): { audit: AuditStore } => ({
  audit: {
    append: () => Promise.reject(new Error('read only')),
    list: async (after, limit) => entries.filter(({ number }) => number > after).slice(0, limit),
  },
})

async function chainOf(length: number) {
  const store = memoryStore({ runtime: { now: () => 1_000 } })
  for (let index = 0; index < length; index++) await store.audit.append({ ...draft, about: `clinic/${index}` })
  return { store, entries: await store.audit.list(0, length) }
}

describe('the chain of the audit', () => {
  it('holds when nobody touched it, over more than one batch', async () => {
    const { store, entries } = await chainOf(1_001)
    const { number, hash } = entries[1_000] as AuditEntry
    expect(await verifyAudit(store)).toEqual({ ok: true, entries: 1_001, last: { number, hash } })
  })

  it('one changed bit anywhere names the first broken link', async () => {
    const { entries } = await chainOf(8)
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 7 }),
        fc.constantFrom('at', 'who', 'what', 'whose', 'about', 'hash', 'previous'),
        fc.nat({ max: 63 }),
        fc.nat({ max: 6 }),
        async (place, member, letter, bit) => {
          const changed = entries.map((entry, index) =>
            index === place ? { ...entry, [member]: flipped(entry[member as keyof AuditEntry], letter, bit) } : entry,
          )
          expect(await verifyAudit(tampered(changed))).toMatchObject({ ok: false, number: place + 1 })
        },
      ),
    )
  })

  it('an entry taken out of the middle is missing', async () => {
    const { entries } = await chainOf(5)
    const verdict = await verifyAudit(tampered(entries.filter(({ number }) => number !== 3)))
    expect(verdict).toEqual({ ok: false, number: 3, why: 'missing' })
  })

  it('an end cut off, and a chain made anew, are found by an anchor kept elsewhere', async () => {
    const { entries } = await chainOf(5)
    const anchor = entries[4] as AuditEntry
    expect(await verifyAudit(tampered(entries.slice(0, 3)))).toMatchObject({ ok: true, entries: 3 })
    const cut = await verifyAudit(tampered(entries.slice(0, 3)), { anchor })
    expect(cut).toEqual({ ok: false, number: 4, why: 'missing' })
    const { store } = await chainOf(0)
    for (let index = 0; index < 5; index++) await store.audit.append({ ...draft, who: 'somebody-else' })
    expect(await verifyAudit(store, { anchor })).toEqual({ ok: false, number: 5, why: 'anchor' })
  })
})

/** A bit that is certainly another one: of a number its lowest, of a text one of a letter's. */
function flipped(value: AuditEntry[keyof AuditEntry], letter: number, bit: number): unknown {
  if (typeof value === 'number') return value ^ 1
  const text = value ?? ''
  if (text === '') return String.fromCharCode(1 << bit)
  const place = letter % text.length
  return text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ (1 << bit)) + text.slice(place + 1)
}

describe('the audit layer', () => {
  let mis: MisAdapter | undefined
  afterEach(() => mis?.close())

  function clinic(store = memoryStore({ runtime: { now: () => 7 } })) {
    const world = createWorld()
    const layer = audit({ store, who: () => 'operator-17', whose: ({ lastName = '' }) => plainSealer.index(lastName) })
    const adapter = wrap(fakeMis(world), [layer])
    mis = adapter
    const [slot] = world.freeSlots({ doctorId: '1' })
    if (slot === undefined) throw new Error('The world has no free slot')
    return { store, adapter, slot, world, patient: testPatient(1) }
  }
  const told = async (store: { readonly audit: AuditStore }) =>
    (await store.audit.list(0, 100)).map(({ who, what, outcome, code }) => [who, what, outcome, code].join(' '))

  it('enters who saw and changed whose data, before a write and after it', async () => {
    const { store, adapter, slot, patient } = clinic()
    await adapter.listSlots({ doctorId: '1', from: slot.start.slice(0, 10), to: slot.start.slice(0, 10) })
    const visit = await adapter.book({ slot, patient })
    await adapter.listAppointments({ patient })
    await adapter.cancel({ appointment: visit })
    expect(await told(store)).toEqual([
      'operator-17 book asked ',
      'operator-17 book done ',
      'operator-17 listAppointments done ',
      'operator-17 cancel asked ',
      'operator-17 cancel done ',
    ])
    const entries = await store.audit.list(0, 100)
    expect(new Set(entries.slice(0, 3).map(({ whose }) => whose))).toEqual(
      new Set([await plainSealer.index(patient.lastName)]),
    )
    expect(entries[3]).toMatchObject({ whose: null, about: `fake/${visit.id}`, at: 7 })
  })

  it('enters refused calls, by code', async () => {
    const { store, adapter, slot, world, patient } = clinic()
    world.occupy(slot.id)
    await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ code: 'slot-taken' })
    expect(await told(store)).toEqual(['operator-17 book asked ', 'operator-17 book refused slot-taken'])
  })

  it('holds nothing a patient typed', async () => {
    const { store, adapter, slot, patient } = clinic()
    await adapter.book({ slot, patient, comment: 'МАРКЕР' })
    const text = JSON.stringify(await store.audit.list(0, 100))
    for (const secret of [patient.lastName, patient.firstName, patient.phone, 'МАРКЕР'])
      expect(text).not.toContain(secret)
  })

  it('what cannot be entered is not done', async () => {
    const store = memoryStore()
    const { adapter, slot, world, patient } = clinic(store)
    await store.close()
    const failure = await adapter.book({ slot, patient }).catch((error: unknown) => error)
    expect(isMisError(failure, 'unavailable')).toBe(true)
    expect(world.appointments()).toEqual([])
  })
})
