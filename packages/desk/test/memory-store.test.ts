import { describe, expect, it } from 'vitest'
import { memoryStore, type NewIntent } from '../src/index.ts'

const bytes = new Uint8Array([123, 125])

function intent(name: string, more: Partial<NewIntent> = {}): NewIntent {
  return {
    id: name,
    kind: 'book',
    instance: 'clinic',
    reference: `ref-${name}`,
    subject: name,
    bodyHash: name,
    patientKey: `patient-${name}`,
    owner: `owner-${name}`,
    doctorId: '7',
    startsAt: 1_000_000,
    key: `key-${name}`,
    slotKey: `slot-${name}`,
    deadlineAt: 900_000,
    body: bytes,
    progress: { ambiguous: false, looks: 0, absentReads: 0, verdict: null },
    lane: 'clinic/7',
    leaseMs: 1_000,
    slot: {},
    events: [],
    ...more,
  }
}

function storeAt(start = 0) {
  let time = start
  const store = memoryStore({ runtime: { now: () => time } })
  return { store, later: (ms: number) => (time += ms) }
}

describe('the memory store', () => {
  it('gives a slot to one of two owners, and tells the other', async () => {
    const { store } = storeAt()
    const first = await store.intents.insert(intent('a', { slotKey: 'slot' }))
    const second = await store.intents.insert(intent('b', { slotKey: 'slot' }))
    expect([first.kind, second]).toEqual(['inserted', { kind: 'held', until: null }])
  })

  it('refuses a writer whose lease went to somebody else', async () => {
    const { store, later } = storeAt()
    await store.intents.insert(intent('a'))
    later(1_000)
    const [claimed] = await store.intents.claim({ instances: ['clinic'], limit: 5, leaseMs: 1_000 })
    expect(claimed?.fence).toBe(2)
    expect(await store.intents.advance({ id: 'a', fence: 1 }, { state: 'sending', dueInMs: 0 })).toBeNull()
    expect(await store.intents.advance({ id: 'a', fence: 2 }, { state: 'sending', dueInMs: 0 })).not.toBeNull()
  })

  it('keeps a line in order: nobody is claimed before whoever stands ahead', async () => {
    const { store, later } = storeAt()
    await store.intents.insert(intent('a'))
    await store.intents.advance({ id: 'a', fence: 1 }, { state: 'queued', dueInMs: 5_000, lane: 'clinic/7' })
    const second = await store.intents.insert(intent('b'))
    expect(second).toMatchObject({ intent: { state: 'queued', leaseUntil: null } })
    const query = { instances: ['clinic'], limit: 5, leaseMs: 1_000 }
    expect(await store.intents.claim(query)).toEqual([])
    expect(await store.intents.nextDueAt(['clinic'])).toBe(5_000)
    later(5_000)
    expect((await store.intents.claim(query)).map(({ id }) => id)).toEqual(['a'])
    expect(await store.intents.ahead('b')).toBe(1)
  })

  it('answers nothing once it is closed', async () => {
    const { store } = storeAt()
    await store.close()
    await expect(store.intents.get('a')).rejects.toMatchObject({ code: 'unavailable', details: { by: 'store' } })
  })
})
