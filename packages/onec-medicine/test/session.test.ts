import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { type Base, base, handClock, heldWork, hurried, person, query, sessionsOf, settled } from './medapi-base.ts'

async function slotOf({ adapter }: Base) {
  const [slot] = (await adapter.listSlots(query)).slots
  if (slot === undefined) throw new Error('the day has no free time')
  return slot
}
const unknown = { id: oneCGuid('appointment', '999'), clinicId: '1', doctorId: 'x', start: '2031-03-05T09:00:00+03:00' }

describe('a session', () => {
  it('is started by the first call, carried by the next ones and finished by close()', async () => {
    const one = base()
    await one.adapter.listDoctors({})
    await one.adapter.listSlots(query)
    await one.adapter.listSlots(query)
    expect(sessionsOf(one)).toEqual(['start', '1', '1'])
    expect(one.mock.platform.sessions()).toBe(1)
    await one.adapter.close()
    expect(sessionsOf(one)).toEqual(['start', '1', '1', 'finish 1'])
    expect([one.mock.platform.sessions(), one.mock.platform.peak()]).toEqual([0, 1])
  })

  it('is asked for with a Cyrillic name and password in UTF-8', async () => {
    const { adapter, server } = base()
    await adapter.listDoctors({})
    const [request] = server.requests()
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('Запись с сайта:пароль').toString('base64')}`)
  })

  it('of a server that keeps none is simply not there', async () => {
    const one = base({ mock: { reuseSessions: 'dontuse' } })
    await one.adapter.listDoctors({})
    await one.adapter.listDoctors({})
    await one.adapter.close()
    expect(sessionsOf(one)).toEqual(['start', 'start'])
  })
})

describe('a lost session', () => {
  const stale = [
    { status: 400, text: 'Сеанс отсутствует' },
    { status: 400, text: 'Bad Request' },
    { status: 404, text: 'Not Found' },
    { status: 500, text: 'ClusterDistribImpl: Соединение разорвано' },
    { status: 500, text: '<html><body>Сеанс отсутствует или удален</body></html>' },
  ] as const
  for (const staleCookie of stale) {
    it(`is replaced under a read: ${staleCookie.status} ${staleCookie.text}`, async () => {
      const one = base({ mock: { quirks: { staleCookie } } })
      const before = await one.adapter.listSlots(query)
      one.mock.platform.loseSessions()
      expect((await one.adapter.listSlots(query)).slots).toEqual(before.slots)
      expect([one.mock.platform.sessions(), one.mock.platform.peak()]).toEqual([1, 1])
      await one.adapter.close()
      expect(one.mock.platform.sessions()).toBe(0)
    })
  }

  it('is replaced under a read whose connection broke', async () => {
    const one = base()
    await one.adapter.listSlots(query)
    one.server.arm({ when: { operation: 'listSlots' }, times: 1, fault: 'reset' })
    expect((await one.adapter.listSlots(query)).slots.length).toBeGreaterThan(0)
    expect(one.mock.platform.peak()).toBe(1)
  })

  it('is replaced once: a second failure is the answer', async () => {
    const one = base()
    await one.adapter.listSlots(query)
    one.server.arm({ when: { operation: 'listSlots' }, fault: { status: 500 } })
    await expect(one.adapter.listSlots(query)).rejects.toMatchObject({ code: 'unavailable', status: 500 })
    expect(sessionsOf(one)).toEqual(['start', '1', 'finish 1', 'start'])
  })

  it('is replaced under a booking where the platform says so, and the visit is booked once', async () => {
    const one = base()
    const slot = await slotOf(one)
    one.mock.platform.loseSessions()
    expect((await one.adapter.book({ slot, patient: person })).status).toBe('booked')
    expect(one.world.appointments()).toHaveLength(1)
  })

  it('that is lost again at once is unavailable, and the booking did not happen', async () => {
    const one = base()
    const slot = await slotOf(one)
    one.server.arm({ when: { operation: 'book' }, fault: { status: 400, body: 'Сеанс отсутствует' } })
    const call = one.adapter.book({ slot, patient: person })
    await expect(call).rejects.toMatchObject({ code: 'unavailable', happened: 'no' })
    expect(one.server.requests().filter(({ operation }) => operation === 'book')).toHaveLength(2)
  })

  it('without a word of the platform leaves a booking open, sent once', async () => {
    const one = base({ mock: { quirks: { staleCookie: { status: 500, text: 'Ошибка' } } } })
    const slot = await slotOf(one)
    one.mock.platform.loseSessions()
    await expect(one.adapter.book({ slot, patient: person })).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(one.server.requests().filter(({ operation }) => operation === 'book')).toHaveLength(1)
  })

  it('that failed under a booking is not used for the next one', async () => {
    const one = base({ mock: { quirks: { staleCookie: { status: 404, text: 'Not Found' } } } })
    const slot = await slotOf(one)
    one.mock.platform.loseSessions()
    await expect(one.adapter.book({ slot, patient: person })).rejects.toMatchObject({ code: 'not-found' })
    expect((await one.adapter.book({ slot, patient: person })).status).toBe('booked')
    expect(sessionsOf(one)).toEqual(['start', '1', 'finish 1', 'start'])
  })

  it('is not waited for by a booking: one that has idled for long is renewed before', async () => {
    const clock = handClock()
    const quirks = { staleCookie: { status: 500, text: 'Ошибка' } } as const
    const one = base({ mock: { quirks }, adapter: { runtime: clock.runtime } })
    const slot = await slotOf(one)
    clock.advance(15_001)
    one.mock.platform.loseSessions()
    expect((await one.adapter.book({ slot, patient: person })).status).toBe('booked')
    expect(sessionsOf(one)).toEqual(['start', 'finish 1', 'start'])
  })
})

describe('a session is kept', () => {
  it('where the service itself says that it does not know something', async () => {
    const one = base({ mock: { extension: true }, adapter: { extension: true } })
    const { adapter } = one
    if (!('getAppointment' in adapter)) throw new Error('the extension reads appointments')
    await adapter.listDoctors({})
    expect(await (adapter.getAppointment as (ref: object) => Promise<unknown>)(unknown)).toBeNull()
    await expect(adapter.cancel({ appointment: unknown })).rejects.toMatchObject({ code: 'not-found' })
    expect(sessionsOf(one)).toEqual(['start', '1', '1'])
  })

  it('where a caller goes away in the middle', async () => {
    const { work, goOn, running } = heldWork()
    const one = base()
    await one.adapter.listDoctors({})
    one.mockOptions.work = work
    const leaving = new AbortController()
    const call = one.adapter.listDoctors({}, { signal: leaving.signal })
    await settled()
    expect(running()).toBe(1)
    leaving.abort(new Error('the visitor left'))
    await expect(call).rejects.toThrow('the visitor left')
    delete one.mockOptions.work
    goOn()
    await one.adapter.listDoctors({})
    expect(sessionsOf(one)).toEqual(['start', '1', '1'])
  })
})

describe('where no session can be started', () => {
  it('a read is unavailable', async () => {
    const { adapter } = base({ mock: { quirks: { noSessionStart: true } } })
    await expect(adapter.listDoctors({})).rejects.toMatchObject({ code: 'unavailable', status: 406 })
  })

  it('a booking is unavailable and did not happen', async () => {
    const one = base()
    const slot = await slotOf(one)
    one.mock.platform.loseSessions()
    one.mockOptions.quirks = { noSessionStart: true }
    const call = one.adapter.book({ slot, patient: person })
    await expect(call).rejects.toMatchObject({ code: 'unavailable', happened: 'no', status: 406 })
    expect(one.world.appointments()).toEqual([])
  })

  it('a call waits for a session of ours that is busy', async () => {
    const { work, goOn } = heldWork()
    const one = base()
    await one.adapter.listDoctors({})
    one.mockOptions.work = work
    const first = one.adapter.listDoctors({})
    await settled()
    one.mockOptions.quirks = { noSessionStart: true }
    const second = one.adapter.listSlots(query)
    await settled()
    goOn()
    await first
    await settled()
    goOn()
    expect((await second).slots.length).toBeGreaterThan(0)
  })
})

describe('close()', () => {
  it('finishes what is idle and, after its call, what is busy', async () => {
    const { work, goOn } = heldWork()
    const one = base()
    await Promise.all([one.adapter.listDoctors({}), one.adapter.listSlots(query)])
    expect(one.mock.platform.sessions()).toBe(2)
    one.mockOptions.work = work
    const call = one.adapter.listDoctors({})
    await settled()
    const closing = one.adapter.close()
    while (one.mock.platform.sessions() > 0) {
      await settled()
      goOn()
    }
    await closing
    expect((await call).items.length).toBeGreaterThan(0)
    expect(one.server.inFlight()).toBe(0)
  })

  it('refuses the calls that still stand in the line, and they did not happen', async () => {
    const { work, goOn } = heldWork()
    const one = base({ adapter: { concurrency: 1 } })
    const slot = await slotOf(one)
    one.mockOptions.work = work
    const running = one.adapter.listDoctors({})
    const waiting = one.adapter.book({ slot, patient: person }).catch((error: unknown) => error)
    await settled()
    const closing = one.adapter.close()
    delete one.mockOptions.work
    goOn()
    await Promise.all([running, closing])
    expect(await waiting).toMatchObject({ code: 'unavailable', happened: 'no', details: { by: 'queue' } })
    expect([one.world.appointments().length, one.mock.platform.sessions()]).toEqual([0, 0])
  })

  it('does not fail where the server is gone', async () => {
    const one = base()
    await one.adapter.listDoctors({})
    await one.server.close()
    await expect(one.adapter.close()).resolves.toBeUndefined()
  })

  it('takes five seconds at most where the server hangs, and leaves no request', async () => {
    const one = base({ adapter: { runtime: hurried(5_000) } })
    await one.adapter.listDoctors({})
    one.server.arm({ fault: 'stall' })
    await one.adapter.close()
    await one.server.idle()
    expect(one.server.inFlight()).toBe(0)
  })
})
