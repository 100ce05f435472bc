import { createWorld, fakeDialect, listen, testPatient } from '@mis/mock'
import { expect } from 'vitest'
import { createConsents, patientKey, plainSealer, verifyAudit } from '../../../src/index.ts'
import type { Trial } from './trial.ts'

const patients = 3
const note = { who: 'survivor', what: 'note', whose: null, about: null, outcome: 'done', code: null } as const

/** Another process writes into the same ledgers all the while. */
export const ledgersTrial: Trial = (perform) =>
  perform(async ({ store }, victim) => {
    const world = createWorld()
    const server = await listen(fakeDialect(world), { strict: false })
    const slots = world.freeSlots({ doctorId: '1', from: '2031-03-04' }).slice(0, patients)
    const own: Promise<{ readonly number: number; readonly hash: string }>[] = []
    const ended = await victim({ name: 'ledgers', url: server.url, slots, firstPatient: 1 }, () => {
      own.push(store.audit.append(note))
    })
    const noted = await Promise.all(own)
    const acknowledged = ended.told.flatMap((one) => (one.kind === 'done' ? [one.what] : []))
    const anchor = noted.at(-1)
    expect(await verifyAudit(store, anchor && { anchor })).toMatchObject({ ok: true })
    const entries = await store.audit.list(0, 1_000)
    for (const { number, hash } of noted) expect(entries[number - 1]?.hash).toBe(hash)

    for (const [index, slot] of slots.entries()) {
      const owner = await patientKey(plainSealer, testPatient(index + 1))
      const outcomes = entries.filter(({ whose }) => whose === owner).map(({ outcome }) => outcome)
      if (acknowledged.includes(`${owner} booked`)) expect(outcomes).toEqual(['asked', 'done'])
      // Nothing is done that was not entered before.
      if (world.appointments().some(({ slotId }) => slotId === slot.id)) expect(outcomes[0]).toBe('asked')
      const said = (await createConsents({ store }).history(owner)).map(({ act }) => act)
      const heard = ['given', 'withdrawn'].filter((act) => acknowledged.includes(`${owner} ${act}`))
      expect(said.slice(0, heard.length)).toEqual(heard)
      expect(said.length - heard.length).toBeLessThanOrEqual(ended.died ? 1 : 0)
    }
    // Whoever comes next writes on.
    const after = await store.audit.append(note)
    expect(await verifyAudit(store)).toMatchObject({ ok: true, entries: after.number })
    await server.close()
    return ended
  })
