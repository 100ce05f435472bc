import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer, erasePatient, keyIdOf, memoryStore, type NewIntent, reseal, verifyAudit } from '../src/index.ts'

const key = (id: string) => ({ id, key: new Uint8Array(randomBytes(32)) })
const indexKey = new Uint8Array(randomBytes(32))
const marked = { lastName: 'Маркерова', phone: '+79990001122' }

describe('a sealer', () => {
  it('opens what it sealed, for the same row alone', async () => {
    const sealer = createSealer({ keys: [key('a')], indexKey })
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.string(), async (value, context) => {
        const bytes = await sealer.seal(value, context)
        expect(await sealer.open(bytes, context)).toEqual(JSON.parse(JSON.stringify(value)))
        await expect(sealer.open(bytes, `${context}x`)).rejects.toMatchObject({ code: 'bad-response' })
      }),
    )
  })

  it('refuses bytes with one bit changed, wherever it is', async () => {
    const sealer = createSealer({ keys: [key('a')], indexKey })
    const bytes = await sealer.seal(marked, 'row')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = bytes.slice()
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      await expect(sealer.open(changed, 'row')).rejects.toMatchObject({ code: /bad-response|unavailable/ })
    }
  })

  it('shows nothing of what it sealed, and never the same bytes twice', async () => {
    const sealer = createSealer({ keys: [key('a')], indexKey })
    const [one, other] = [await sealer.seal(marked, 'row'), await sealer.seal(marked, 'row')]
    expect(Buffer.from(one).includes('Маркерова')).toBe(false)
    expect(Buffer.compare(one, other)).not.toBe(0)
  })

  it('finds by an index that only its own key makes', async () => {
    const one = createSealer({ keys: [key('a')], indexKey })
    const other = createSealer({ keys: [key('b')], indexKey })
    const stranger = createSealer({ keys: [key('a')], indexKey: new Uint8Array(randomBytes(32)) })
    expect(await one.index('anna')).toMatch(/^[\w-]{43}$/)
    expect(await other.index('anna')).toBe(await one.index('anna'))
    expect(await stranger.index('anna')).not.toBe(await one.index('anna'))
  })

  it('says which key is missing, and names an option that does not fit', async () => {
    const bytes = await createSealer({ keys: [key('2031')], indexKey }).seal(1, 'row')
    const message = expect.stringContaining('the key 2031 is not known here')
    await expect(createSealer({ keys: [key('b')], indexKey }).open(bytes, 'row')).rejects.toMatchObject({ message })
    const wrong = (keys: Parameters<typeof createSealer>[0]['keys']) => () => createSealer({ keys, indexKey })
    expect(wrong([{ id: 'a', key: 'c2hvcnQ=' }])).toThrow('sealer.keys.0.key: must be 32 bytes')
    expect(wrong([key('a'), key('a')])).toThrow('sealer.keys.1.id: is the id of another key')
    expect(wrong([key('')])).toThrow('sealer.keys.0.id')
    expect(() => createSealer({ keys: [key('a')], indexKey: 'YQ==' })).toThrow('sealer.indexKey')
  })
})

function intent(id: string, patientKey: string, body: Uint8Array): NewIntent {
  return {
    id,
    patientKey,
    body,
    kind: 'book',
    instance: 'clinic',
    reference: `ref-${id}`,
    subject: id,
    bodyHash: id,
    owner: `session-${patientKey}`,
    doctorId: '7',
    startsAt: 9e12,
    key: `key-${id}`,
    slotKey: `slot-${id}`,
    deadlineAt: 9e12,
    progress: { ambiguous: false, looks: 0, absentReads: 0, verdict: null },
    lane: `lane-${id}`,
    leaseMs: 1_000,
    slot: {},
    events: [],
  }
}

describe('keys rotated while everything goes on', () => {
  it('nothing is lost, and the old key opens nothing that is needed', async () => {
    const store = memoryStore()
    const sealer = createSealer({ keys: [key('old')], indexKey })
    let count = 0
    const write = async () => {
      const id = `i${++count}`
      const sealed = (column: string) => sealer.seal({ ...marked, id }, `${column}/${id}`)
      const event = { id, type: 'queued', instance: 'clinic', subject: id, body: await sealed('outbox.body') }
      await store.intents.insert({ ...intent(id, 'anna', await sealed('intents.body')), events: [event] })
      const result = await sealed('intents.result')
      await store.intents.advance({ id, fence: 1 }, { state: 'done', dueInMs: null, result })
    }
    for (let index = 0; index < 150; index++) await write()
    sealer.add(key('new'))
    for await (const { seen } of reseal({ store, sealer, batch: 20 })) {
      expect(seen).toBeGreaterThan(0)
      await write()
    }
    sealer.remove('old')
    for (let index = 1; index <= count; index++) {
      const stored = await store.intents.get(`i${index}`)
      const opened = await sealer.open(stored?.body ?? new Uint8Array(), `intents.body/i${index}`)
      expect(opened).toEqual({ ...marked, id: `i${index}` })
      expect(keyIdOf(stored?.result ?? new Uint8Array())).toBe('new')
    }
    expect(count).toBeGreaterThan(170)
    expect(() => sealer.remove('new')).toThrow('is the key that seals')
  })

  it('one value whose key is gone holds up no other, and is told until its key is given', async () => {
    const store = memoryStore()
    const sealer = createSealer({ keys: [key('old')], indexKey })
    const lostKey = key('lost')
    const lost = createSealer({ keys: [lostKey], indexKey })
    const bodies = [await lost.seal(marked, 'intents.body/a'), await sealer.seal(marked, 'intents.body/b')] as const
    await store.intents.insert(intent('a', 'anna', bodies[0]))
    await store.intents.insert(intent('b', 'boris', bodies[1]))
    sealer.add(key('new'))
    const walk = async () => {
      const told = []
      for await (const { column, resealed, unopened } of reseal({ store, sealer }))
        if (column === 'intents.body') told.push([resealed, unopened])
      return told.at(-1)
    }
    expect(await walk()).toEqual([1, 1])
    const keyOf = async (id: string) => keyIdOf((await store.intents.get(id))?.body ?? new Uint8Array())
    expect([await keyOf('a'), await keyOf('b')]).toEqual(['lost', 'new'])
    sealer.add(lostKey, 'open')
    expect(await walk()).toEqual([1, 0])
    expect(await keyOf('a')).toBe('new')
  })

  it('a value that changed under its hand is sealed in the next walk', async () => {
    const store = memoryStore()
    const sealer = createSealer({ keys: [key('old')], indexKey })
    const body = await sealer.seal(1, 'intents.body/a')
    await store.intents.insert(intent('a', 'anna', body))
    expect(await store.privacy.replace({ column: 'intents.body', row: 'a', bytes: new Uint8Array([1]) }, body)).toBe(
      false,
    )
    expect(await store.privacy.replace({ column: 'intents.body', row: 'b', bytes: body }, body)).toBe(false)
  })
})

describe('one patient erased', () => {
  async function clinicOfTwo() {
    const store = memoryStore()
    const sealer = createSealer({ keys: [key('a')], indexKey })
    for (const name of ['anna', 'boris']) {
      await store.intents.insert(intent(name, name, await sealer.seal(marked, `intents.body/${name}`)))
      const body = await sealer.seal(marked, `appointments.body/clinic/${name}`)
      const visit = { instance: 'clinic', id: name, patientKey: name, intentId: name, doctorId: '7', startsAt: 5 }
      await store.appointments.record({ ...visit, status: 'booked', seenAt: 1, from: [], body })
    }
    const finish = (id: string) => store.intents.advance({ id, fence: 1 }, { state: 'done', dueInMs: null })
    return { store, sealer, finish }
  }

  it('loses every name, and the statistics and the chain stay', async () => {
    const { store, sealer, finish } = await clinicOfTwo()
    await finish('anna')
    const erasure = await erasePatient({ store, patientKey: 'anna', who: 'officer-1' })
    expect(erasure).toEqual({ kind: 'erased', intents: 1, appointments: 1, reminders: 0 })
    const left = await store.intents.get('anna')
    expect(left).toMatchObject({ state: 'done', doctorId: '7', patientKey: 'erased', owner: 'erased', key: null })
    const opened = sealer.open(left?.body ?? new Uint8Array(1), 'intents.body/anna')
    await expect(opened).rejects.toMatchObject({ code: 'not-found' })
    expect(await store.appointments.list({ patientKey: 'anna', limit: 9 })).toEqual([])
    expect(await store.appointments.get('clinic', 'anna')).toMatchObject({ status: 'booked', doctorId: '7' })
    expect(await store.appointments.list({ patientKey: 'boris', limit: 9 })).toHaveLength(1)
    expect(await verifyAudit(store)).toMatchObject({ ok: true, entries: 2 })
    for await (const { resealed } of reseal({ store, sealer })) expect(resealed).toBe(0)
  })

  it('waits while something is under way for them', async () => {
    const { store } = await clinicOfTwo()
    const erasure = await erasePatient({ store, patientKey: 'anna', who: 'officer-1' })
    expect(erasure).toEqual({ kind: 'busy', references: ['ref-anna'] })
    expect(await store.intents.get('anna')).toMatchObject({ patientKey: 'anna' })
    expect((await store.audit.list(0, 9)).map(({ outcome }) => outcome)).toEqual(['asked', 'refused'])
  })
})
