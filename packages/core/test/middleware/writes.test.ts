import { isMisError, MisError, recommended, retry, settle, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { appointmentOf, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const lost = () => new MisError('outcome-unknown', { details: { sentAt: null } })
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }

function losing(found: () => ReturnType<typeof appointmentOf> | null, clock = virtualRuntime()) {
  const counts = { book: 0, find: 0 }
  const toy = toyAdapter(
    {
      book: async () => {
        counts.book += 1
        throw lost()
      },
      findBooking: async () => {
        counts.find += 1
        return found()
      },
    },
    clock.runtime,
  )
  return { counts, clock, toy }
}

describe('settle', () => {
  it('adopts a booking that is found, at once and without sending again', async () => {
    const { toy, counts } = losing(() => appointmentOf({ slot, reference: 'r-1' }))
    const adapter = wrap(toy, [settle()])
    await expect(adapter.book({ slot, patient, reference: 'r-1' })).resolves.toMatchObject({ reference: 'r-1' })
    expect(counts).toEqual({ book: 1, find: 1 })
  })

  it('counts absence only after the quiet period, and then rethrows', async () => {
    const { toy, counts, clock } = losing(() => null)
    let failure: unknown
    const booking = wrap(toy, [settle()])
      .book({ slot, patient })
      .catch((error: unknown) => (failure = error))
    await clock.advance(2_999)
    expect(failure).toBeUndefined()
    await clock.advance(5_000)
    await booking
    expect(isMisError(failure, 'outcome-unknown')).toBe(true)
    expect(counts.book).toBe(1)
    expect(clock.sleepers()).toBe(0)
  })

  it('finds a slow commit within the quiet period', async () => {
    let committed = false
    const { toy, clock, counts } = losing(() => (committed ? appointmentOf({ slot }) : null))
    const booking = wrap(toy, [settle()]).book({ slot, patient })
    await clock.advance(1_000)
    committed = true
    await clock.advance(2_000)
    await expect(booking).resolves.toMatchObject({ id: '501' })
    expect(counts.book).toBe(1)
  })

  it.each([
    ['at another time', { ...appointmentOf({ slot: slotAt('2031-03-05T10:00') }) }],
    ['of another doctor', { ...appointmentOf({ slot }), doctorId: '8' }],
    ['that is cancelled', { ...appointmentOf({ slot }), status: 'cancelled' as const }],
  ])('never passes off a visit %s as the booking', async (_, other) => {
    const { toy, clock } = losing(() => other)
    const failed = wrap(toy, [settle()])
      .book({ slot, patient }, { deadlineMs: 60_000 })
      .catch((error: unknown) => error)
    await clock.advance(60_000)
    expect(await failed).toMatchObject({ code: 'outcome-unknown' })
  })

  it('rethrows at once where the quiet period would pass the deadline', async () => {
    const { toy, counts } = losing(() => null)
    await expect(wrap(toy, [settle()]).book({ slot, patient }, { deadlineMs: 1_000 })).rejects.toMatchObject({
      code: 'outcome-unknown',
    })
    expect(counts.find).toBe(1)
  })
})

describe('retry', () => {
  const failing = (failures: number, error: () => MisError) => {
    const clock = virtualRuntime()
    let calls = 0
    const answer = async () => {
      calls += 1
      if (calls <= failures) throw error()
    }
    const toy = toyAdapter(
      {
        listSlots: async () => {
          await answer()
          return []
        },
        book: async (request) => {
          await answer()
          return appointmentOf(request)
        },
        cancel: async () => {
          await answer()
          return appointmentOf({ slot })
        },
      },
      clock.runtime,
    )
    return { clock, adapter: wrap(toy, [retry({ attempts: 3, baseMs: 100 })]), calls: () => calls }
  }
  const unavailable = (retryAfterMs: number | null = null) =>
    new MisError('unavailable', { details: { by: 'mis', retryAfterMs }, notDone: true })

  it('repeats a read with full jitter and shows the attempts on the error', async () => {
    const { adapter, clock, calls } = failing(9, unavailable)
    const failed = adapter.listSlots(query).catch((error: unknown) => error)
    await clock.advance(49)
    expect(calls()).toBe(1)
    await clock.advance(1)
    expect(calls()).toBe(2)
    await clock.advance(1_000)
    expect(await failed).toMatchObject({ code: 'unavailable', attempts: 3 })
    expect(clock.sleepers()).toBe(0)
  })

  it('repeats a booking only where it was certainly not done', async () => {
    const notDone = failing(1, unavailable)
    const booking = notDone.adapter.book({ slot, patient })
    await notDone.clock.advance(1_000)
    await expect(booking).resolves.toMatchObject({ id: '501' })
    const unknown = failing(1, lost)
    await expect(unknown.adapter.book({ slot, patient })).rejects.toMatchObject({
      code: 'outcome-unknown',
      attempts: 1,
    })
    expect(unknown.calls()).toBe(1)
  })

  it('repeats a cancel whose answer was lost', async () => {
    const { adapter, clock, calls } = failing(1, lost)
    const cancelling = adapter.cancel({ appointment: appointmentOf({ slot }) })
    await clock.advance(1_000)
    await cancelling
    expect(calls()).toBe(2)
  })

  it('takes Retry-After as a floor, and gives up at once when it is beyond the cap', async () => {
    const floor = failing(1, () => unavailable(2_000))
    const reading = floor.adapter.listSlots(query)
    await floor.clock.advance(1_999)
    expect(floor.calls()).toBe(1)
    await floor.clock.advance(1)
    await reading
    const beyond = failing(1, () => unavailable(6_000))
    await expect(beyond.adapter.listSlots(query)).rejects.toMatchObject({ attempts: 1 })
  })

  it('does not begin a retry that cannot fit into the deadline', async () => {
    const { adapter, calls } = failing(1, () => unavailable(2_000))
    await expect(adapter.listSlots(query, { deadlineMs: 1_500 })).rejects.toMatchObject({ code: 'unavailable' })
    expect(calls()).toBe(1)
  })

  it('adds no more calls than its budget to an outage', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const toy = toyAdapter(
      {
        listSlots: async () => {
          calls += 1
          throw unavailable(0)
        },
      },
      clock.runtime,
    )
    const adapter = wrap(toy, [retry({ attempts: 3, baseMs: 0, budget: 5 })])
    for (let call = 0; call < 50; call += 1) {
      const failed = adapter.listSlots(query).catch(() => {})
      await clock.advance(1)
      await failed
    }
    expect(calls).toBe(55)
  })

  it('ends at once when the caller leaves during the pause', async () => {
    const { adapter, clock } = failing(9, () => unavailable(4_000))
    const leaving = new AbortController()
    const failed = adapter.listSlots(query, { signal: leaving.signal }).catch((error: unknown) => error)
    await clock.settle()
    leaving.abort(new Error('gone'))
    expect(await failed).toMatchObject({ message: 'gone' })
    expect(clock.sleepers()).toBe(0)
  })
})

describe('recommended', () => {
  it('is a plain array of named layers, outermost first', () => {
    const names = recommended({ log: () => {}, trace: {} }).map(({ name }) => name)
    expect(names.join(' → ')).toBe(
      'log → trace → deadline → split → cache → dedupe → settle → retry → limit → breaker → timeout',
    )
    expect(recommended({ settle: false, retry: false }).map(({ name }) => name)).not.toContain('settle')
  })

  it('names an option that is no layer, and a bad option of a layer', () => {
    expect(() => recommended({ cach: {} } as never)).toThrow('cach: is not a layer')
    expect(() => recommended({ timeout: { ms: 0 } })).toThrow('timeout.ms')
    expect(() => recommended({ limit: { queue: -1 } })).toThrow('limit.queue')
  })
})
