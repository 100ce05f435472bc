import { defaultRuntime, recommended, supports, wrap } from '@mis/core'
import { type OneCQuirks, oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { type Base, base, doctorId, handClock, heldWork, hurried, person, query, settled } from './medapi-base.ts'
import { adapterOver, guid, stub } from './medapi-stub.ts'

const left = new Error('the visitor left')
const codeOf = (error: { readonly code: string }) => error.code

async function slotsOf({ adapter }: Base) {
  const [slot, other] = (await adapter.listSlots(query)).slots
  if (slot === undefined || other === undefined) throw new Error('the day has too little free time')
  return { slot, other }
}

describe('a session that is being started', () => {
  const oneAtOnce = { concurrency: 1 } as const

  it('is known and finished, although the caller went away before the answer', async () => {
    const held = heldWork()
    const one = base({ mock: { work: held.work }, adapter: oneAtOnce })
    const leaving = new AbortController()
    const call = one.adapter.listDoctors({}, { signal: leaving.signal }).catch((error: unknown) => error)
    await settled()
    leaving.abort(left)
    expect(await call).toBe(left)
    delete one.mockOptions.work
    held.goOn()
    await one.adapter.listDoctors({})
    expect(one.mock.platform.peak()).toBe(1)
    await one.adapter.close()
    expect(one.mock.platform.sessions()).toBe(0)
  })

  it('is waited for two seconds at most once the caller has gone', async () => {
    const one = base({ adapter: { ...oneAtOnce, runtime: hurried(2_000) } })
    one.server.arm({ times: 1, fault: 'stall' })
    await expect(one.adapter.listDoctors({}, { deadlineMs: 5 })).rejects.toMatchObject({ code: 'timeout' })
    await one.server.idle()
    expect((await one.adapter.listDoctors({})).items.length).toBeGreaterThan(0)
  })

  for (const fault of ['truncate', 'drip'] as const) {
    it(`is known although its first answer broke: ${fault}`, async () => {
      const one = base({ adapter: oneAtOnce })
      one.server.arm({ times: 1, fault })
      await expect(one.adapter.listDoctors({}, { deadlineMs: 50 })).rejects.toBeDefined()
      await one.adapter.listDoctors({})
      await one.adapter.close()
      expect([one.mock.platform.peak(), one.mock.platform.sessions()]).toEqual([1, 0])
    })
  }

  it('is known although its first answer was too large', async () => {
    const one = base({ adapter: { ...oneAtOnce, maxResponseBytes: 50 } })
    await expect(one.adapter.listDoctors({})).rejects.toMatchObject({ code: 'bad-response' })
    await one.adapter.close()
    expect(one.mock.platform.sessions()).toBe(0)
  })
})

describe('close()', () => {
  it('finishes the session of a call that runs for longer than close waits, when the call ends', async () => {
    const held = heldWork()
    let pauses = 0
    const sleep: typeof defaultRuntime.sleep = (ms, signal) =>
      ms === 5_000 && pauses++ === 0 ? Promise.resolve() : defaultRuntime.sleep(ms, signal)
    const one = base({ adapter: { runtime: { sleep } } })
    await one.adapter.listDoctors({})
    one.mockOptions.work = held.work
    const call = one.adapter.listDoctors({})
    await settled()
    await one.adapter.close()
    expect([held.running(), one.mock.platform.sessions()]).toEqual([1, 1])
    delete one.mockOptions.work
    held.goOn()
    await call
    await settled()
    expect(one.mock.platform.sessions()).toBe(0)
  })

  it('refuses those who wait at once, not when the call before them has ended', async () => {
    const held = heldWork()
    const one = base({ adapter: { concurrency: 1 } })
    const { slot } = await slotsOf(one)
    one.mockOptions.work = held.work
    const running = one.adapter.listDoctors({})
    const waiting = [one.adapter.listSlots(query), one.adapter.book({ slot, patient: person })]
    const codes = Promise.all(waiting.map((call) => call.then(() => 'done', codeOf)))
    await settled()
    const closing = one.adapter.close()
    expect(await codes).toEqual(['unavailable', 'unavailable'])
    expect(held.running()).toBe(1)
    delete one.mockOptions.work
    held.goOn()
    await Promise.all([running, closing])
    expect(one.mock.platform.sessions()).toBe(0)
  })
})

describe('a base that fails in new sessions too', () => {
  it('is asked once a try, not three times', async () => {
    const clock = handClock()
    const runtime = { ...hurried(0), random: () => 0, ...clock.runtime }
    const one = base({
      mock: { quirks: { exception: { when: 'before', operations: ['listSlots'] } } },
      adapter: { runtime },
    })
    const mis = wrap(one.adapter, recommended({ breaker: false }))
    await mis.listDoctors({})
    const asked = async () => {
      const before = one.server.requests().length
      await expect(mis.listSlots(query)).rejects.toMatchObject({ code: 'unavailable' })
      return one.server.requests().length - before
    }
    // The first try renews: request, farewell, request again.
    expect([await asked(), await asked()]).toEqual([5, 3])
    // Later the session may be lost after all.
    clock.advance(15_001)
    expect(await asked()).toBe(5)
  })
})

describe('a licence refusal inside a session', () => {
  it('leaves no session behind that nobody knows', async () => {
    const one = base({ adapter: { concurrency: 1 } })
    await one.adapter.listDoctors({})
    one.server.arm({ times: 1, fault: { status: 500, body: 'Не найдена лицензия' } })
    await expect(one.adapter.listDoctors({})).rejects.toMatchObject({ code: 'rate-limited' })
    expect(one.mock.platform.sessions()).toBe(0)
  })
})

describe('errors dressed in pages', () => {
  const dressed = { mock: { extension: true, quirks: { errors: 'html' } }, adapter: { extension: true } } as const

  it('say that a visit is not known', async () => {
    const { adapter } = base(dressed)
    if (!supports(adapter, 'getAppointment')) throw new Error('the extension reads visits')
    const id = oneCGuid('appointment', '999')
    expect(await adapter.getAppointment({ id, clinicId: '1', doctorId, start: '2031-03-05T09:00:00+03:00' })).toBeNull()
  })

  it('say which rule refuses', async () => {
    const one = base(dressed)
    const { slot, other } = await slotsOf(one)
    one.world.rules.alreadyBooked = true
    await one.adapter.book({ slot, patient: person })
    const again = one.adapter.book({ slot: other, patient: person })
    await expect(again).rejects.toMatchObject({ code: 'rejected', details: { reason: 'already-booked' } })
  })

  it('say that no licence is free, also in numbered characters', async () => {
    const numbered = [...'Не найдена лицензия'].map((each) => `&#${each.codePointAt(0)};`).join('')
    const page = `<!DOCTYPE html><html><head><title>500</title></head><body><h1>${numbered}</h1></body></html>`
    const headers = { 'content-type': 'text/html' }
    const adapter = adapterOver(stub({ 'GET /doctors': new Response(page, { status: 500, headers }) }))
    await expect(adapter.listDoctors({})).rejects.toMatchObject({ code: 'rate-limited' })
  })
})

describe('the extension on one side only', () => {
  it('of the adapter: a lost booking stays unknown, is sent once, and reading says unsupported', async () => {
    const one = base({ adapter: { extension: true } })
    const mis = wrap(one.adapter, recommended())
    const { slot } = await slotsOf(one)
    one.server.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
    await expect(mis.book({ slot, patient: person })).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(one.server.requests().map(({ operation }) => operation)).toEqual(['listSlots', 'book', 'findBooking'])
    expect(one.world.appointments()).toHaveLength(1)
    if (!supports(mis, 'getAppointment')) throw new Error('the adapter believes in the extension')
    const { clinicId, start } = slot
    const reading = mis.getAppointment({ id: oneCGuid('appointment', '501'), clinicId, doctorId, start })
    await expect(reading).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('of the base: the booking is made without a reference', async () => {
    const one = base({ mock: { extension: true } })
    const { slot } = await slotsOf(one)
    expect((await one.adapter.book({ slot, patient: person, reference: 'r-1' })).status).toBe('booked')
    expect(one.server.requests().at(-1)?.body).not.toContain('clientReference')
  })
})

describe('every oddity of a base at once', () => {
  it('changes nothing of what is read, booked and cancelled', async () => {
    const quirks: OneCQuirks = {
      bom: true,
      contentType: 'text/plain',
      stringScalars: true,
      dateTimes: true,
      unknownMembers: true,
      unordered: true,
      emptyDates: true,
      strictDate: true,
      bookAnswer: 'created',
      cancelAnswer: 'empty',
    }
    const one = base({ mock: { quirks } })
    const straight = base()
    expect(await one.adapter.listDoctors({})).toEqual(await straight.adapter.listDoctors({}))
    const { slot } = await slotsOf(one)
    expect(slot).toEqual((await slotsOf(straight)).slot)
    const appointment = await one.adapter.book({ slot, patient: person })
    expect((await one.adapter.cancel({ appointment })).status).toBe('cancelled')
    expect(one.world.appointments().map(({ status }) => status)).toEqual(['cancelled'])
  })

  it('a doctor is active in every way 1C writes it', async () => {
    const forms = ['true', 'Да', 'Истина', '1', 1, 'false', 'Нет', 'Ложь', '0', 0]
    const rows = forms.map((active, place) => ({ guid: `${guid}-${place}`, fullName: 'Примерова Анна', active }))
    const { items } = await adapterOver(stub({ 'GET /doctors': rows })).listDoctors({})
    expect(items.map(({ active }) => active)).toEqual([...Array(5).fill(true), ...Array(5).fill(false)])
  })
})

describe('many calls at once and few licences', () => {
  for (const licences of [1, 3]) {
    it(`${licences} of them: nobody sees a refusal, and close() leaves no session`, async () => {
      const one = base({ mock: { licences }, adapter: { concurrency: 10 } })
      const days = { from: '2031-03-03', to: '2031-03-07' }
      const reading = Array.from({ length: 30 }, () => one.adapter.listSlots({ doctorId, ...days }))
      expect((await Promise.all(reading)).every(({ complete }) => complete)).toBe(true)
      expect(one.mock.platform.peak()).toBe(licences)
      await one.adapter.close()
      expect(one.mock.platform.sessions()).toBe(0)
    })
  }
})

describe('a status', () => {
  it('is one of ours, also where its word is one every object answers to', async () => {
    const visit = { id: 'a-1', doctorId: guid, clinicId: '1', start: '2031-03-05T09:00:00+03:00' }
    const answer = { id: 'a-1', status: 'constructor', doctorGuid: guid, slotDate: '2031-03-05', slotTime: '09:00' }
    const adapter = adapterOver(stub({ 'GET /appointments': answer }), { extension: true })
    if (!supports(adapter, 'getAppointment')) throw new Error('the extension reads visits')
    expect((await adapter.getAppointment(visit))?.status).toBe('other')
  })
})
