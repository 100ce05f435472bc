import {
  adapterHealth,
  type Call,
  type Licence,
  limit,
  type Middleware,
  MisError,
  type Next,
  type SharedLicences,
  wrap,
} from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: MisError | Error) => ('code' in error ? error.code : error.message),
  )

/** Licences of one process that stand in line, as a test sees them. */
function licences(count: number) {
  let free = count
  const line: (() => void)[] = []
  const seen = { taken: 0, most: 0, state: 'shared' as 'shared' | 'fallback', held: true }
  const grant = (): Licence => {
    free -= 1
    seen.taken += 1
    seen.most = Math.max(seen.most, count - free)
    let isOut = true
    return {
      isHeld: () => seen.held,
      giveBack() {
        if (!isOut) return
        isOut = false
        free += 1
        line.shift()?.()
      },
    }
  }
  const shared: SharedLicences = {
    state: () => seen.state,
    take: (signal) =>
      new Promise((resolve, reject) => {
        if (free > 0) return resolve(grant())
        const turn = () => resolve(grant())
        line.push(turn)
        signal.addEventListener('abort', () => {
          const place = line.indexOf(turn)
          if (place >= 0) line.splice(place, 1)
          reject(signal.reason)
        })
      }),
  }
  return { shared, seen, free: () => free, waiting: () => line.length }
}

describe('limit', () => {
  it('never has more in flight than allowed among ten thousand calls that fail, throw at once, hang and leave', async () => {
    const clock = virtualRuntime()
    let inFlight = 0
    let most = 0
    let seen = 0
    const reached: Middleware = () =>
      ((call: Call) => {
        seen += 1
        most = Math.max(most, ++inFlight)
        const ended = <T>(promise: Promise<T>) => promise.finally(() => (inFlight -= 1))
        if (seen % 7 === 0) {
          inFlight -= 1
          throw new Error('a layer that throws at once')
        }
        if (seen % 5 === 0) return ended(Promise.reject(new MisError('timeout', { details: {} })))
        const { signal } = call
        return ended(clock.runtime.sleep(seen % 11, signal).then(() => ({ slots: [] })))
      }) as Next
    const adapter = wrap(toyAdapter({}, clock.runtime), [limit({ queue: 10_000 }), reached])
    const codes = Array.from({ length: 10_000 }, (_, index) => {
      const leaving = new AbortController()
      const code = codeOf(
        adapter.listSlots(query, { signal: leaving.signal, ...(index % 3 === 0 && { deadlineMs: 2_000 }) }),
      )
      if (index % 4 === 0)
        void clock.runtime.sleep(index % 997, leaving.signal).then(() => leaving.abort(new Error('gone')))
      return code
    })
    await clock.advance(60_000)
    const counts = new Map<string, number>()
    for (const code of await Promise.all(codes)) counts.set(code, (counts.get(code) ?? 0) + 1)
    expect(most).toBe(2)
    expect(inFlight).toBe(0)
    expect([...counts.keys()].sort()).toEqual(['a layer that throws at once', 'gone', 'ok', 'timeout'])
    expect(adapterHealth(adapter)).toMatchObject({ queue: 0 })
    expect(clock.sleepers()).toBe(0)
    const before = seen
    const afterwards = Promise.allSettled([1, 2, 3].map(() => adapter.listDoctors({})))
    await clock.advance(100)
    await afterwards
    expect(seen).toBe(before + 3)
  })

  it('serves in the order of coming, whatever leaves from the middle of the line', () => {
    return fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (stays) => {
        const clock = virtualRuntime()
        const order: number[] = []
        let open = () => {}
        const reached: Middleware = () =>
          (async (call: Call) => {
            order.push(Number(call.options.maxAgeMs))
            await new Promise<void>((resolve) => (open = resolve))
            return { items: [] }
          }) as Next
        const adapter = wrap(toyAdapter({}, clock.runtime), [limit({ concurrency: 1 }), reached])
        const calls = stays.map((stay, index) => {
          const leaving = new AbortController()
          const code = codeOf(adapter.listDoctors({}, { maxAgeMs: index, signal: leaving.signal }))
          return { stay: stay || index === 0, leaving, code }
        })
        await clock.settle()
        for (const { stay, leaving } of calls) if (!stay) leaving.abort(new Error('gone'))
        for (let turn = 0; turn < stays.length; turn += 1) {
          await clock.settle()
          open()
        }
        await Promise.all(calls.map(({ code }) => code))
        expect(order).toEqual(calls.flatMap(({ stay }, index) => (stay ? [index] : [])))
      }),
      { numRuns: 50 },
    )
  })

  it('holds each caller as long as it has time, in whatever order they came, and leaves no timer', async () => {
    const clock = virtualRuntime()
    const hanging: Middleware = () =>
      ((call: Call) => clock.runtime.sleep(1_000, call.signal).then(() => ({ items: [] }))) as Next
    const adapter = wrap(toyAdapter({}, clock.runtime), [limit({ concurrency: 1 }), hanging])
    const ends: [number, string][] = []
    for (const deadlineMs of [5_000, 300, 100, 200, 2_500]) {
      void codeOf(adapter.listDoctors({}, { deadlineMs })).then((code) => ends.push([clock.runtime.monotonic(), code]))
    }
    await clock.advance(10_000)
    expect(ends).toEqual([
      [100, 'timeout'],
      [200, 'timeout'],
      [300, 'timeout'],
      [1_000, 'ok'],
      [2_000, 'ok'],
    ])
    expect(clock.sleepers()).toBe(0)
  })

  it('sends nothing for a caller who left at the very moment its turn came', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const reached: Middleware = () =>
      (async () => {
        calls += 1
        await clock.runtime.sleep(10, new AbortController().signal)
        if (calls === 1) leaving.abort(new Error('gone'))
        return { items: [] }
      }) as Next
    const leaving = new AbortController()
    const adapter = wrap(toyAdapter({}, clock.runtime), [limit({ concurrency: 1 }), reached])
    const first = codeOf(adapter.listDoctors({}))
    const second = codeOf(adapter.listDoctors({}, { signal: leaving.signal }))
    const third = codeOf(adapter.listDoctors({}))
    await clock.advance(100)
    expect([await first, await second, await third, calls]).toEqual(['ok', 'gone', 'ok', 2])
  })

  it('gives the part of the rate back of a caller who left before anything was sent, not of one who left later', async () => {
    const clock = virtualRuntime()
    const toy = toyAdapter({ listDoctors: () => new Promise(() => {}) }, clock.runtime)
    const adapter = wrap(toy, [limit({ rate: { requests: 1, perMs: 60_000 } })])
    const leaving = [new AbortController(), new AbortController()] as const
    const early = codeOf(adapter.listDoctors({}, { signal: leaving[0].signal }))
    await clock.settle()
    leaving[0].abort(new Error('gone in flight'))
    expect(await early).toBe('gone in flight')
    const waiting = codeOf(adapter.listDoctors({}, { signal: leaving[1].signal }))
    await clock.settle()
    expect(adapterHealth(adapter)).toMatchObject({ inFlight: 0, queue: 1 })
    leaving[1].abort(new Error('gone in line'))
    expect(await waiting).toBe('gone in line')
    expect(clock.sleepers()).toBe(0)
  })

  it('gives the part of the rate back that an open breaker did not use', async () => {
    const clock = virtualRuntime()
    let failing = true
    const reached: Middleware = () =>
      (async () => {
        if (failing) throw new MisError('unavailable', { details: { by: 'breaker', retryAfterMs: 0 } })
        return { items: [] }
      }) as Next
    const adapter = wrap(toyAdapter({}, clock.runtime), [limit({ rate: { requests: 1, perMs: 60_000 } }), reached])
    for (let call = 0; call < 5; call += 1) expect(await codeOf(adapter.listDoctors({}))).toBe('unavailable')
    failing = false
    expect(await codeOf(adapter.listDoctors({}))).toBe('ok')
    const late = codeOf(adapter.listDoctors({}, { deadlineMs: 59_999 }))
    await clock.advance(59_999)
    expect(await late).toBe('timeout')
  })

  it.each([
    ['no more than the adapter bears', { concurrency: 9 }, 2],
    ['fewer where the app wants fewer', { concurrency: 1 }, 1],
  ])('lets %s at once', async (_, options, most) => {
    let inFlight = 0
    const reached: Middleware = () =>
      (async () => {
        inFlight += 1
        await new Promise(() => {})
      }) as Next
    const adapter = wrap(toyAdapter({}), [limit(options), reached])
    for (let call = 0; call < 5; call += 1) void adapter.listDoctors({})
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
    expect(inFlight).toBe(most)
    expect(adapterHealth(adapter).queue).toBe(5 - most)
  })

  it('refuses the first that finds the line full, did not happen, and none before', async () => {
    const clock = virtualRuntime()
    const reached: Middleware = () =>
      ((call: Call) => clock.runtime.sleep(10, call.signal).then(() => ({ items: [] }))) as Next
    const adapter = wrap(toyAdapter({}, clock.runtime), [limit({ concurrency: 1, queue: 2 }), reached])
    const calls = [1, 2, 3].map(() => codeOf(adapter.listDoctors({})))
    await expect(adapter.book({ slot, patient })).rejects.toMatchObject({
      code: 'rate-limited',
      operation: 'book',
      happened: 'no',
      details: { retryAfterMs: null },
    })
    await clock.advance(100)
    expect(await Promise.all(calls)).toEqual(['ok', 'ok', 'ok'])
  })

  it('has no line at all where it may hold nobody', async () => {
    const adapter = wrap(toyAdapter({}), [limit({ concurrency: 1, queue: 0 })])
    const [one, two] = [codeOf(adapter.listDoctors({})), codeOf(adapter.listDoctors({}))]
    expect([await one, await two]).toEqual(['ok', 'rate-limited'])
  })
})

describe('limit with shared licences', () => {
  it('holds one while a call runs, and gives it back however the call ends', async () => {
    const { shared, seen, free } = licences(1)
    let answer: () => Promise<never[]> = async () => []
    const adapter = wrap(toyAdapter({ listSlots: () => answer() }), [limit({ shared })])
    await adapter.listSlots(query)
    answer = () => Promise.reject(new MisError('timeout', { details: {} }))
    expect(await codeOf(adapter.listSlots(query))).toBe('timeout')
    answer = () => {
      throw new Error('thrown at once')
    }
    expect(await codeOf(adapter.listSlots(query))).toBe('bad-response')
    expect([seen.taken, free()]).toEqual([3, 1])
  })

  it('keeps two adapters together within the licences', async () => {
    const clock = virtualRuntime()
    const { shared, seen, free } = licences(2)
    const reached: Middleware = () =>
      ((call: Call) => clock.runtime.sleep(10, call.signal).then(() => ({ items: [] }))) as Next
    const both = [1, 2].map(() => wrap(toyAdapter({}, clock.runtime), [limit({ shared }), reached]))
    const calls = Array.from({ length: 40 }, (_, index) => codeOf(both[index % 2]?.listDoctors({}) ?? Promise.reject()))
    await clock.advance(1_000)
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['ok']))
    expect([seen.most, seen.taken, free()]).toEqual([2, 40, 2])
  })

  it('lets a waiting caller leave by abort or deadline; nothing was sent and no licence is lost', async () => {
    const clock = virtualRuntime()
    const { shared, free, waiting } = licences(0)
    const toy = toyAdapter({}, clock.runtime)
    const adapter = wrap(toy, [limit({ shared })])
    const leaving = new AbortController()
    const left = codeOf(adapter.book({ slot, patient }, { signal: leaving.signal }))
    const late = codeOf(adapter.book({ slot, patient }, { deadlineMs: 100 }))
    await clock.settle()
    expect(waiting()).toBe(2)
    leaving.abort(new Error('gone'))
    await clock.advance(100)
    expect([await left, await late]).toEqual(['gone', 'timeout'])
    expect([free(), waiting()]).toEqual([0, 0])
    expect(clock.sleepers()).toBe(0)
  })

  it('gives back a licence that comes at the very moment its caller leaves', async () => {
    let grant = (_: Licence) => {}
    let given = 0
    const shared: SharedLicences = { state: () => 'shared', take: () => new Promise((resolve) => (grant = resolve)) }
    const adapter = wrap(toyAdapter({}), [limit({ shared })])
    const leaving = new AbortController()
    const left = codeOf(adapter.listDoctors({}, { signal: leaving.signal }))
    await Promise.resolve()
    leaving.abort(new Error('gone'))
    grant({ isHeld: () => true, giveBack: () => (given += 1) })
    expect(await left).toBe('gone')
    expect(given).toBe(1)
  })

  it('does not begin on a licence that may have gone to another meanwhile: it takes a new one', async () => {
    let asked = 0
    let given = 0
    const shared: SharedLicences = {
      state: () => 'shared',
      take: async () => {
        asked += 1
        const isHeld = asked === 2
        return { isHeld: () => isHeld, giveBack: () => (given += 1) }
      },
    }
    await wrap(toyAdapter({}), [limit({ shared })]).listDoctors({})
    expect([asked, given]).toEqual([2, 2])
  })

  it('shows in adapterHealth whether the keeper can be reached', () => {
    const { shared, seen } = licences(1)
    const adapter = wrap(toyAdapter({}), [limit({ shared })])
    expect(adapterHealth(adapter)).toMatchObject({ licences: 'shared', state: 'idle' })
    seen.state = 'fallback'
    expect(adapterHealth(adapter)).toMatchObject({ licences: 'fallback', state: 'degraded' })
  })

  it('is refused by name where it is no such thing', () => {
    expect(() => limit({ shared: {} as never })).toThrow('limit.shared')
    expect(() => limit({ shared: null as never })).toThrow('limit.shared')
  })
})
