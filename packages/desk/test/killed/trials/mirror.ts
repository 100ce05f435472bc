import type { Doctor } from '@mis/core'
import { createWorld, fakeDialect, listen } from '@mis/mock'
import { expect } from 'vitest'
import type { Store } from '../../../src/index.ts'
import { plainSealer } from '../../../src/index.ts'
import { mirrorOf, round } from '../tasks.ts'
import type { Trial } from './trial.ts'

/** As the round has it. */
const leaseMs = 120_000
const days = { from: '2031-03-03', to: '2031-03-05' }

/** The MIS's world, in which a doctor leaves, another marries, and the reception books and cancels. */
function changingWorld() {
  const base = createWorld()
  let doctors: readonly Doctor[] = base.doctors()
  const [first, second] = base.freeSlots({ doctorId: '1', from: '2031-03-04' })
  const visit = base.occupy(first?.id ?? '')
  const change = () => {
    doctors = doctors
      .filter(({ id }) => id !== '3')
      .map((doctor) => (doctor.id === '2' ? { ...doctor, lastName: 'Новая' } : doctor))
    if (visit.ok) base.cancel(visit.appointment.id)
    base.occupy(second?.id ?? '')
  }
  return { world: { ...base, doctors: () => doctors }, change }
}

/** The next process finds the mirror in whatever state it was left. */
export const mirrorTrial: Trial = (perform) =>
  perform(async (stage, victim) => {
    const { world, change } = changingWorld()
    const server = await listen(fakeDialect(world), { strict: false })
    const at = { url: server.url, now: world.now() }
    let isChanged = false
    const ended = await victim({ name: 'mirror', ...at }, ({ kind }, goOn) => {
      if (kind !== 'round') return
      change()
      isChanged = true
      goOn()
    })
    if (!isChanged) change()
    const { mirror, close } = mirrorOf(stage.store, at)
    const atOnce = await round(mirror)
    if (!ended.died) expect(atOnce?.phase).toBe('done')
    expect(atOnce?.phase).toMatch(/^(done|busy)$/)
    await stage.later(leaseMs)
    expect(await round(mirror)).toMatchObject({ phase: 'done', behind: [], failed: 0, held: 0 })

    for (const { id: doctorId, active } of world.doctors().filter(({ active }) => active)) {
      const stored = await stage.store.mirror.read({ instance: 'fake', doctorId, ...days })
      expect(active && stored.flatMap(({ slots }) => slots)).toEqual(world.freeSlots({ doctorId, ...days }))
    }
    expect(await stage.store.mirror.read({ instance: 'fake', doctorId: '3', ...days })).toEqual([])
    const { doctors } = await mirror.directory()
    const byId = new Map(doctors.map((doctor) => [doctor.id, doctor]))
    for (const doctor of world.doctors()) expect(byId.get(doctor.id)).toEqual(doctor)
    expect(byId.get('3')?.active ?? false).toBe(false)
    await toldOnce(stage.store)
    await Promise.all([close(), server.close()])
    return { ...ended, isHalf: atOnce?.phase === 'busy' }
  })

/** Each change of a directory is one event, and the last one says what the directory says. */
async function toldOnce(store: Store): Promise<void> {
  const told = new Map<string, { readonly type: string; readonly body: unknown }[]>()
  for (const { id, type, subject, body } of await store.outbox.list(0, 1_000)) {
    const data = (await plainSealer.open(body, `outbox.body/${id}`)) as Readonly<Record<string, unknown>>
    const [kind = ''] = subject.split('/')
    told.set(subject, [...(told.get(subject) ?? []), { type, body: data[kind] }])
  }
  const known = await store.mirror.entries('fake', 'doctor')
  expect(known.length).toBeGreaterThan(10)
  for (const { id, body, isListed } of known) {
    const events = told.get(`doctor/fake/${id}`) ?? []
    const types = events.map(({ type }) => type).join()
    expect(types).toMatch(/^doctor\.added(,doctor\.changed|,doctor\.gone)?$/)
    expect(events.at(-1)?.body).toEqual(body)
    expect(types.endsWith('gone')).toBe(!isListed)
  }
}
