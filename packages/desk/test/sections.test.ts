import { expect } from 'vitest'
import { verifyAudit } from '../src/index.ts'
import { bytes, reminder } from './support/drafts.ts'
import { casesOverStores } from './support/store-subjects.ts'

const text = (value: Uint8Array | null | undefined) => Buffer.from(value ?? []).toString()

/** What every store owes to the desk's memory, whatever it is made of. */
casesOverStores('the memory', (it) => {
  it('links audit entries of several writers into one chain', async ({ store, another }) => {
    const draft = { who: 'a', what: 'book', whose: null, about: 'clinic', outcome: 'done', code: null } as const
    const other = await another()
    await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).audit.append(draft)))
    expect(await verifyAudit(store)).toMatchObject({ ok: true, entries: 20 })
    expect((await store.audit.list(18, 5)).map(({ number }) => number)).toEqual([19, 20])
  })

  it('keeps every word about a consent, in order', async ({ store }) => {
    const draft = { patientKey: 'anna', purpose: 'terms', version: null, source: 'site' }
    await store.consents.append({ ...draft, act: 'given' })
    await store.consents.append({ ...draft, patientKey: 'boris', act: 'given' })
    await store.consents.append({ ...draft, act: 'withdrawn' })
    expect((await store.consents.list('anna')).map(({ act, source }) => [act, source])).toEqual([
      ['given', 'site'],
      ['withdrawn', 'site'],
    ])
  })

  it('leases a sink to one process, and a stale one moves nothing', async ({ store }) => {
    const [event] = await store.outbox.append([
      { id: 'e', type: 'booked', instance: 'clinic', subject: 's', body: bytes('x') },
    ])
    const claimed = await store.deliveries.claim('site', 60_000)
    expect(claimed).toEqual({ fence: 1, after: 0 })
    expect(await store.deliveries.claim('site', 60_000)).toBeNull()
    const dead = [{ eventId: 'e', ordinal: event?.ordinal ?? 0, why: 'http-422' }]
    const mine = { sink: 'site', fence: 1 }
    expect(await store.deliveries.advance(mine, { after: 1, dead, leaseMs: 0 })).toBe(true)
    expect(await store.deliveries.claim('site', 60_000)).toEqual({ fence: 2, after: 1 })
    expect(await store.deliveries.advance(mine, { after: 9, leaseMs: 0 })).toBe(false)
    expect(await store.deliveries.event('e')).toEqual(event)
    expect(await store.deliveries.event('f')).toBeNull()
    expect(await store.deliveries.dead('site', 0, 9)).toMatchObject([{ sink: 'site', ...dead[0] }])
    await store.deliveries.revive('site', 'e')
    expect(await store.deliveries.dead('site', 0, 9)).toEqual([])
  })

  it('gives each reminder to one claimer, and a stale one writes nothing', async ({ store, another }) => {
    await store.reminders.plan(
      'clinic',
      '1',
      Array.from({ length: 10 }, (_, index) => reminder(`r${index}`)),
    )
    const other = await another()
    const both = await Promise.all([store.reminders.claim(6, 60_000), other.reminders.claim(6, 60_000)])
    const ids = both.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(10)
    expect(ids).toHaveLength(10)
    const [first] = both[0]
    const claim = { id: first?.id ?? '', fence: first?.fence ?? 0 }
    expect(await store.reminders.begin({ ...claim, fence: 0 }, 60_000)).toBe(false)
    expect(await store.reminders.begin(claim, 60_000)).toBe(true)
    expect(await store.reminders.end({ ...claim, fence: 9 }, { state: 'sent', why: null })).toBe(false)
    expect(await store.reminders.end(claim, { state: 'sent', why: null })).toBe(true)
    const sent = (await store.reminders.list('clinic', '1')).find(({ id }) => id === claim.id)
    expect(sent).toMatchObject({ state: 'sent', attempts: 1, leaseUntil: null, fence: 1 })
  })

  it('plans the messages of a visit anew, and what was sent stays sent', async ({ store }) => {
    expect(await store.reminders.plan('clinic', '1', [reminder('a'), reminder('b')])).toBe(2)
    const [claimed] = await store.reminders.claim(1, 0)
    await store.reminders.end({ id: 'a', fence: claimed?.fence ?? 0 }, { state: 'sent', why: null })
    expect(claimed?.id).toBe('a')
    expect(await store.reminders.plan('clinic', '1', [reminder('a'), reminder('c', { dueAt: 9e12 })])).toBe(1)
    const states = (await store.reminders.list('clinic', '1')).map(({ id, state }) => `${id} ${state}`)
    expect(states.sort()).toEqual(['a sent', 'b dropped', 'c planned'])
    expect(await store.reminders.nextDueAt()).toBe(9e12)
    expect(await store.reminders.plan('clinic', '1', [])).toBe(0)
    expect(await store.reminders.nextDueAt()).toBeNull()
  })

  it('has one owner of messages an installation', async ({ store }) => {
    expect(await store.reminders.own('clinic', 'portal')).toBe('portal')
    expect(await store.reminders.own('clinic', 'mis')).toBe('portal')
    await store.reminders.disown('clinic', 'mis')
    expect(await store.reminders.own('clinic', 'mis')).toBe('portal')
    await store.reminders.disown('clinic', 'portal')
    expect(await store.reminders.own('clinic', 'mis')).toBe('mis')
  })

  it('walks over everything sealed, and puts other bytes in a place that has not changed', async ({ store }) => {
    const visit = { instance: 'clinic', patientKey: 'anna', intentId: null, doctorId: '7', startsAt: 5 }
    for (const id of ['1', '2', '3'])
      await store.appointments.record({ ...visit, id, status: 'booked', seenAt: 1, from: [], body: bytes(id) })
    await store.reminders.plan('clinic', '1', [reminder('a')])
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await store.privacy.sealed('appointments.body', cursor, 2)
      seen.push(...page.values.map(({ row, bytes: value }) => `${row} ${text(value)}`))
      cursor = page.next
    } while (cursor !== null)
    expect(seen).toEqual(['clinic/1 1', 'clinic/2 2', 'clinic/3 3'])
    const value = { column: 'appointments.body', row: 'clinic/2', bytes: bytes('2') } as const
    expect(await store.privacy.replace(value, bytes('new'))).toBe(true)
    expect(await store.privacy.replace(value, bytes('newer'))).toBe(false)
    expect(text((await store.appointments.get('clinic', '2'))?.body)).toBe('new')
    expect((await store.privacy.sealed('reminders.body', null, 9)).values.map(({ row }) => row)).toEqual(['a'])
    expect(await store.privacy.erase('anna')).toEqual({ kind: 'erased', intents: 0, appointments: 3, reminders: 1 })
    expect((await store.privacy.sealed('appointments.body', null, 9)).values).toEqual([])
    expect((await store.reminders.list('clinic', '1'))[0]).toMatchObject({ state: 'dropped', patientKey: 'erased' })
  })
})
