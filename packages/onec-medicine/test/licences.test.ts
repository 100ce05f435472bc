import { isMisError, recommended, wrap } from '@mis/core'
import { testPatient } from '@mis/mock'
import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { base, doctorId, handClock, heldWork, person, query, settled } from './medapi-base.ts'

const month = { from: '2031-03-03', to: '2031-04-01' }
const window = 30_001

describe('fifty parallel readings of thirty days with two licences', () => {
  const patiently = { timeout: 60_000 }
  for (const dress of ['bare', 'wrapped'] as const) {
    it(`${dress}: are all right, and never more than two sessions are open`, patiently, async () => {
      const { adapter: bare, mock, world } = base({ mock: { licences: 2 } })
      const adapter = dress === 'bare' ? bare : wrap(bare, recommended())
      const doctors = world.doctors().filter(({ clinicIds, active }) => active && clinicIds.includes('1'))
      const reading = async (place: number) => {
        const { id = '' } = doctors[place % doctors.length] ?? {}
        const options = { deadlineMs: 120_000, maxAgeMs: 0 }
        const answer = await adapter.listSlots({ doctorId: oneCGuid('doctor', id), ...month }, options)
        const starts = world.freeSlots({ doctorId: id, ...month }).map(({ start }) => start)
        expect(answer.complete).toBe(true)
        expect(answer.slots.map(({ start }) => start)).toEqual(starts)
      }
      await Promise.all(Array.from({ length: 50 }, (_, place) => reading(place)))
      expect([mock.platform.peak(), mock.platform.refusals()]).toEqual([2, 0])
      await adapter.close()
      expect(mock.platform.sessions()).toBe(0)
    })
  }
})

describe('with a session per call', () => {
  it('no session is left between two calls, and none is asked for', async () => {
    const { adapter, mock, server } = base({ mock: { licences: 2 }, adapter: { sessions: 'per-call' } })
    const [slot] = (await adapter.listSlots({ doctorId, ...month })).slots
    if (slot === undefined) throw new Error('the month has no free time')
    expect([mock.platform.sessions(), mock.platform.peak()]).toEqual([0, 2])
    const appointment = await adapter.book({ slot, patient: person })
    await adapter.cancel({ appointment })
    expect([mock.platform.sessions(), mock.platform.peak(), mock.platform.refusals()]).toEqual([0, 2, 0])
    const asked = server.requests().flatMap(({ headers }) => [headers.ibsession, headers.cookie])
    expect(asked.filter((header) => header !== undefined)).toEqual([])
    await adapter.close()
  })
})

describe('with one licence and a concurrency of two', () => {
  it('the adapter settles on one session and no caller sees a refusal', async () => {
    const one = base({ mock: { licences: 1 } })
    const answers = await Promise.all(Array.from({ length: 10 }, () => one.adapter.listSlots({ doctorId, ...month })))
    expect(answers.every(({ complete }) => complete)).toBe(true)
    expect([one.mock.platform.peak(), one.mock.platform.refusals()]).toEqual([1, 1])
  })

  it('a booking that is refused a session waits for the one that is there', async () => {
    const { work, goOn } = heldWork()
    const one = base({ mock: { licences: 1 } })
    const [slot] = (await one.adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('the day has no free time')
    one.mockOptions.work = work
    const reading = one.adapter.listDoctors({})
    await settled()
    const booking = one.adapter.book({ slot, patient: person })
    await settled()
    expect([one.mock.platform.refusals(), one.world.appointments().length]).toEqual([1, 0])
    delete one.mockOptions.work
    goOn()
    await reading
    expect((await booking).status).toBe('booked')
    expect(one.world.appointments()).toHaveLength(1)
  })

  it('a booking given up while it waits did not happen, although it had been sent and refused', async () => {
    const { work, goOn } = heldWork()
    const one = base({ mock: { licences: 1 } })
    const [slot] = (await one.adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('the day has no free time')
    one.mockOptions.work = work
    const reading = one.adapter.listDoctors({})
    await settled()
    const leaving = new AbortController()
    const booking = one.adapter.book({ slot, patient: person }, { signal: leaving.signal })
    const ended = booking.catch((error: unknown) => error)
    await settled()
    expect(one.mock.platform.refusals()).toBe(1)
    const reason = new Error('the visitor left')
    leaving.abort(reason)
    expect(await ended).toBe(reason)
    delete one.mockOptions.work
    goOn()
    await reading
    expect(one.world.appointments()).toEqual([])
  })

  it('a second one is tried again only after half a minute, and used when it is there', async () => {
    const clock = handClock()
    const one = base({ mock: { licences: 1 }, adapter: { runtime: clock.runtime } })
    const both = () => Promise.all([one.adapter.listSlots(query), one.adapter.listDoctors({})])
    await both()
    expect(one.mock.platform.refusals()).toBe(1)
    await both()
    clock.advance(window - 2)
    await both()
    expect([one.mock.platform.refusals(), one.mock.platform.peak()]).toEqual([1, 1])
    one.mockOptions.licences = 2
    clock.advance(2)
    // A good answer widens the gate; those that come after it are two at once.
    await both()
    await both()
    expect([one.mock.platform.refusals(), one.mock.platform.peak()]).toEqual([1, 2])
  })
})

describe('where strangers hold every licence', () => {
  const texts = [
    'Не обнаружено свободной лицензии!',
    'Не найдена лицензия',
    'Превышено максимальное количество пользователей',
    'There are no free licenses!',
    'License not found',
  ]
  for (const licenceText of texts) {
    for (const errors of ['text', 'html'] as const) {
      it(`a read is rate-limited for ten seconds: ${licenceText}, ${errors}`, async () => {
        const { adapter } = base({ mock: { licences: 0, quirks: { licenceText, errors } } })
        const failing = adapter.listDoctors({})
        const details = { retryAfterMs: 10_000 }
        await expect(failing).rejects.toMatchObject({ code: 'rate-limited', status: 500, details })
      })
    }
  }

  it('a booking is rate-limited and did not happen', async () => {
    const one = base()
    const [slot] = (await one.adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('the day has no free time')
    await one.adapter.close()
    one.mockOptions.licences = 0
    const call = one.another().book({ slot, patient: person })
    await expect(call).rejects.toMatchObject({ code: 'rate-limited', happened: 'no' })
    expect(one.world.appointments()).toEqual([])
  })

  it('parallel calls are each refused, and one works again as soon as a licence is free', async () => {
    const one = base({ mock: { licences: 0 } })
    const calls = Array.from({ length: 5 }, () => one.adapter.listDoctors({}))
    const codes = (await Promise.allSettled(calls)).map((each) => each.status === 'rejected' && codeOf(each.reason))
    expect(codes).toEqual(Array(5).fill('rate-limited'))
    one.mockOptions.licences = 1
    expect((await one.adapter.listDoctors({})).items.length).toBeGreaterThan(0)
  })

  it('without sessions, a call waits for the licence that another call of ours holds while it runs', async () => {
    const one = base({ mock: { licences: 1, reuseSessions: 'dontuse' } })
    const answers = await Promise.all(Array.from({ length: 6 }, () => one.adapter.listDoctors({})))
    expect(answers.every(({ items }) => items.length > 0)).toBe(true)
    expect(one.mock.platform.peak()).toBe(1)
  })
})

describe('the gate', () => {
  it('counts every request of the adapter, whatever the operation', async () => {
    for (const concurrency of [1, 2, 3]) {
      const held = heldWork()
      const one = base({ adapter: { concurrency } })
      const slots = (await one.adapter.listSlots(query)).slots
      one.mockOptions.work = held.work
      const calls = [
        ...slots.slice(0, 3).map((slot, place) => one.adapter.book({ slot, patient: testPatient(place + 1) })),
        one.adapter.listDoctors({}),
        one.adapter.listSlots({ ...query, ...month }),
      ]
      const done = Promise.all(calls).then(() => one.adapter.close())
      let over = false
      const watched = done.then(() => {
        over = true
      })
      while (!over) {
        await settled()
        held.goOn()
      }
      await watched
      expect([held.most(), one.mock.platform.peak()]).toEqual([concurrency, concurrency])
      expect(one.world.appointments()).toHaveLength(3)
    }
  })

  it('a call that is given up in the line rejects at once with the reason of its caller; nothing is sent', async () => {
    const held = heldWork()
    const one = base({ adapter: { concurrency: 1 } })
    const [slot] = (await one.adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('the day has no free time')
    one.mockOptions.work = held.work
    const running = one.adapter.listDoctors({})
    await settled()
    const leaving = new AbortController()
    const { signal } = leaving
    const waiting = [one.adapter.listSlots(query, { signal }), one.adapter.book({ slot, patient: person }, { signal })]
    const ended = Promise.all(waiting.map((call) => call.catch((error: unknown) => error)))
    const before = one.server.requests().length
    await settled()
    const reason = new Error('the visitor left')
    leaving.abort(reason)
    expect(await ended).toEqual([reason, reason])
    held.goOn()
    await running
    expect(one.server.requests()).toHaveLength(before)
  })

  it('a booking whose time is up in the line is a timeout that did not happen', async () => {
    const held = heldWork()
    const one = base({ adapter: { concurrency: 1 } })
    const [slot] = (await one.adapter.listSlots(query)).slots
    if (slot === undefined) throw new Error('the day has no free time')
    one.mockOptions.work = held.work
    const running = one.adapter.listDoctors({})
    await settled()
    const call = one.adapter.book({ slot, patient: person }, { deadlineMs: 5 })
    await expect(call).rejects.toMatchObject({ code: 'timeout', happened: 'no' })
    held.goOn()
    await running
  })
})

const codeOf = (error: unknown) => (isMisError(error) ? error.code : String(error))
