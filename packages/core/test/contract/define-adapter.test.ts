import { type Context, type Doctor, type DoctorQuery, defineAdapter, isMisError, MisError } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { appointmentOf, never, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: unknown) => error as MisError,
  )

const neverAfter = (sent: boolean | undefined) => (_: unknown, context: Context) => {
  context.sent = sent
  return never()
}

describe('an adapter made by defineAdapter', () => {
  it('refuses bad input before vendor code runs, naming the field and never the value', async () => {
    let calls = 0
    const adapter = toyAdapter({
      book: async (request) => {
        calls++
        return appointmentOf(request)
      },
    })
    const error = await failureOf(adapter.book({ slot, patient: { ...patient, snils: '112-233-445 96' } }))
    expect(error).toMatchObject({
      code: 'invalid-request',
      vendor: 'toy',
      operation: 'book',
      details: { fields: ['patient.snils'] },
    })
    expect(error.message).not.toContain('112')
    expect(calls).toBe(0)
  })

  it('asks for the patient fields its capabilities require', async () => {
    const adapter = toyAdapter({})
    const error = await failureOf(adapter.book({ slot, patient: { lastName: 'Тестова' } as never }))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['patient.phone'] } })
  })

  it('refuses a birth date in the future', async () => {
    const adapter = toyAdapter({}, virtualRuntime().runtime)
    const error = await failureOf(adapter.book({ slot, patient: { ...patient, birthDate: '2031-03-06' } }))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['patient.birthDate'] } })
  })

  it('gives vendor code parsed input: a reference, a phone in E.164', async () => {
    const seen: unknown[] = []
    const adapter = toyAdapter(
      {
        book: async (request) => {
          seen.push(request)
          return appointmentOf(request)
        },
      },
      virtualRuntime().runtime,
    )
    await adapter.book({ slot, patient: { ...patient, phone: '8 (495) 000-00-01' } })
    expect(seen).toMatchObject([{ reference: 'id-1', patient: { phone: '+74950000001' } }])
  })

  it('adds asOf, order and completeness to the slots of vendor code, and drops what was not asked for', async () => {
    const adapter = toyAdapter(
      {
        listSlots: async () => [
          slotAt('2031-03-05T10:00'),
          slotAt('2031-03-05T09:00'),
          slotAt('2031-03-06T09:00'),
          slotAt('2031-03-05T09:20', '8'),
        ],
      },
      virtualRuntime().runtime,
    )
    expect(await adapter.listSlots(query)).toEqual({
      slots: [slotAt('2031-03-05T09:00'), slotAt('2031-03-05T10:00')],
      asOf: '2031-03-03T05:00:00.000Z',
      stale: false,
      complete: true,
      gaps: [],
    })
  })

  it('cuts a wide query to the window, two parts at once, and turns a failed part into a gap', async () => {
    let inFlight = 0
    let most = 0
    const adapter = toyAdapter({
      listSlots: async ({ from }) => {
        most = Math.max(most, ++inFlight)
        await Promise.resolve()
        inFlight -= 1
        if (from === '2031-03-07') throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
        return [slotAt(`${from}T09:00`)]
      },
    })
    const answer = await adapter.listSlots({ ...query, to: '2031-03-11' })
    expect(answer.slots.map(({ start }) => start.slice(0, 10))).toEqual(['2031-03-05', '2031-03-09', '2031-03-11'])
    expect(answer).toMatchObject({ complete: false, gaps: [{ from: '2031-03-07', to: '2031-03-08' }] })
    expect(most).toBe(2)
  })

  it('throws the first failure when no part could be asked', async () => {
    const adapter = toyAdapter({
      listSlots: async () => {
        throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
      },
    })
    expect(await failureOf(adapter.listSlots({ ...query, to: '2031-03-11' }))).toMatchObject({ code: 'unavailable' })
  })

  it('ends a read at its deadline as timeout, aborts vendor code and leaves no timer', async () => {
    const clock = virtualRuntime()
    let aborted = false
    const adapter = toyAdapter(
      {
        listSlots: (_, { signal }) => {
          signal.addEventListener('abort', () => (aborted = true))
          return never()
        },
      },
      clock.runtime,
    )
    const failed = failureOf(adapter.listSlots(query, { deadlineMs: 500 }))
    await clock.advance(500)
    expect(await failed).toMatchObject({ code: 'timeout' })
    expect(aborted).toBe(true)
    expect(clock.sleepers()).toBe(0)
  })

  it('ends a bare call nobody bounded after 30 seconds', async () => {
    const clock = virtualRuntime()
    const failed = failureOf(toyAdapter({ listSlots: never }, clock.runtime).listSlots(query))
    await clock.advance(30_000)
    expect(await failed).toMatchObject({ code: 'timeout' })
  })

  it.each([
    { sent: true, code: 'outcome-unknown' },
    { sent: undefined, code: 'outcome-unknown' },
    { sent: false, code: 'timeout' },
  ])('ends a booking at its deadline as $code when sent is $sent', async ({ sent, code }) => {
    const clock = virtualRuntime()
    const adapter = toyAdapter({ book: neverAfter(sent) }, clock.runtime)
    const failed = failureOf(adapter.book({ slot, patient }, { deadlineMs: 500 }))
    await clock.advance(500)
    expect(await failed).toMatchObject({ code })
  })

  it("rejects an aborted read with the caller's own reason, and a sent booking with outcome-unknown", async () => {
    const reason = new Error('the patient closed the page')
    const adapter = toyAdapter({ listSlots: never, book: neverAfter(true) })
    const reading = new AbortController()
    const read = failureOf(adapter.listSlots(query, { signal: reading.signal }))
    const writing = new AbortController()
    const written = failureOf(adapter.book({ slot, patient }, { signal: writing.signal }))
    await Promise.resolve()
    reading.abort(reason)
    writing.abort(reason)
    expect(await read).toBe(reason)
    expect(await written).toMatchObject({ code: 'outcome-unknown' })
  })

  it.each(['unavailable', 'timeout', 'bad-response'] as const)(
    'turns %s of a sent booking into outcome-unknown',
    async (code) => {
      const details = { by: 'mis', retryAfterMs: null, why: 'cut' } as never
      const adapter = toyAdapter({
        book: async (_, context) => {
          context.sent = true
          throw new MisError(code, { details })
        },
      })
      expect(await failureOf(adapter.book({ slot, patient }))).toMatchObject({
        code: 'outcome-unknown',
        happened: 'unknown',
      })
    },
  )

  it('believes vendor code that a sent booking was certainly not done', async () => {
    const adapter = toyAdapter({
      book: async (_, context) => {
        context.sent = true
        throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null }, notDone: true })
      },
    })
    expect(await failureOf(adapter.book({ slot, patient }))).toMatchObject({ code: 'unavailable', happened: 'no' })
  })

  it('turns a stray exception into bad-response without its text', async () => {
    const adapter = toyAdapter({ listSlots: () => Promise.reject(new TypeError('Тестова is undefined')) })
    const error = await failureOf(adapter.listSlots(query))
    expect(error).toMatchObject({ code: 'bad-response' })
    expect(JSON.stringify(error) + error.message).not.toContain('Тестова')
  })

  it('refuses calls after close, which may be called twice', async () => {
    const adapter = toyAdapter({})
    await adapter.close()
    await adapter.close()
    expect(await failureOf(adapter.listDoctors({}))).toMatchObject({ code: 'unavailable' })
  })

  it.each([
    [{ deadlineMs: 0 }, 'options.deadlineMs'],
    [{ maxAgeMs: Number.NaN }, 'options.maxAgeMs'],
    [{ signal: {} as AbortSignal }, 'options.signal'],
  ])('names a bad call option: %o', async (options, field) => {
    expect(await failureOf(toyAdapter({}).listDoctors({}, options))).toMatchObject({
      code: 'invalid-request',
      details: { fields: [field] },
    })
  })

  it('narrows a directory to the clinic and the speciality asked for', async () => {
    const at = (id: string, clinicId: string, specialtyId: string): Doctor => ({
      ...{ id, lastName: 'Примерова', firstName: 'Анна', fullName: 'Примерова Анна', active: true },
      clinicIds: [clinicId],
      specialties: [{ id: specialtyId, name: 'Терапия' }],
    })
    const adapter = toyAdapter({ listDoctors: async () => [at('1', '1', '3'), at('2', '2', '3'), at('3', '2', '4')] })
    const ids = async (query: DoctorQuery) => (await adapter.listDoctors(query)).items.map(({ id }) => id)
    expect(await ids({ clinicId: '2' })).toEqual(['2', '3'])
    expect(await ids({ clinicId: '2', specialtyId: '3' })).toEqual(['2'])
    expect(await ids({})).toEqual(['1', '2', '3'])
  })

  it.each([
    [{ findBooking: true }, 'capabilities.findBooking'],
    [{ findBooking: { proof: 'hope', quietPeriodMs: 1 } }, 'capabilities.findBooking'],
    [{ hold: { maxSeconds: 0 } }, 'capabilities.hold'],
    [{ patientFields: { required: ['surname'] } }, 'capabilities.patientFields.required'],
    [{ patientFields: undefined }, 'capabilities.patientFields.required'],
  ])('is refused at construction with a capability that is no capability: %o', (wrong, field) => {
    const capabilities = { patientFields: { required: [] }, slotWindowDays: 1, concurrency: 1, ...wrong }
    const define = () => defineAdapter({ vendor: 'toy', instance: 'x', capabilities, operations: {} } as never)
    expect(define).toThrow(expect.objectContaining({ details: { fields: expect.arrayContaining([field]) } }))
  })

  it('is refused at construction where its definition contradicts itself', () => {
    const define = () =>
      defineAdapter({
        vendor: 'Toy!',
        instance: 'x',
        capabilities: { patientFields: { required: [] }, slotWindowDays: 0, concurrency: 1, hold: { maxSeconds: 60 } },
        operations: {} as never,
      })
    expect(define).toThrow(
      /vendor: .*capabilities.slotWindowDays: .*operations.listDoctors: .*operations.hold: is promised/,
    )
    try {
      define()
    } catch (error) {
      expect(isMisError(error, 'invalid-request')).toBe(true)
    }
  })
})
