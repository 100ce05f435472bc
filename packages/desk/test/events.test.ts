import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createEvents,
  DeliveryError,
  type EventsOptions,
  handlerSink,
  memoryStore,
  type OutEvent,
  plainSealer,
  type Sink,
  signWebhook,
  verifyWebhook,
  webhookSink,
} from '../src/index.ts'
import { virtualTime } from './support/virtual-time.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
const hour = 3_600_000

function outbox(sinks: readonly Sink[], time = virtualTime(), more: Partial<EventsOptions> = {}) {
  const store = memoryStore({ runtime: time.runtime })
  let count = 0
  const happen = async (subject: string, type = 'booked') => {
    const id = `e${++count}`
    const body = await plainSealer.seal({ id, type }, `outbox.body/${id}`)
    await store.outbox.append([{ id, type, instance: 'clinic', subject, body }])
    return id
  }
  const events = createEvents({ store, sinks, runtime: time.runtime, ...more })
  const start = () => {
    const leave = new AbortController()
    const running = events.run({ signal: leave.signal })
    const stop = async () => {
      leave.abort()
      await time.until(running)
    }
    stops.push(stop)
    return stop
  }
  return { store, time, happen, events, start }
}

/** First arrivals in order, by subject. */
function ordersOf(arrived: readonly OutEvent[]) {
  const seen = new Map(arrived.map((event) => [event.id, event]))
  return Map.groupBy([...seen.values()], ({ subject }) => subject)
}

describe('events to a handler', () => {
  it('come in order, with what happened, whose it is and its number', async () => {
    const arrived: OutEvent[] = []
    const { time, happen, start } = outbox([handlerSink('app', (event) => arrived.push(event))])
    await happen('a')
    await happen('b')
    await happen('a', 'cancelled')
    start()
    await time.advance(2_000)
    expect(arrived.map(({ id, subject, sequence, type }) => [id, subject, sequence, type])).toEqual([
      ['e1', 'a', 1, 'booked'],
      ['e2', 'b', 1, 'booked'],
      ['e3', 'a', 2, 'cancelled'],
    ])
    expect(arrived[0]).toMatchObject({ at: '2031-03-03T05:00:00.000Z', instance: 'clinic', data: { type: 'booked' } })
  })

  it('come again where it rejects, and nothing overtakes them', async () => {
    const arrived: string[] = []
    let failures = 3
    const { time, happen, start } = outbox([
      handlerSink('app', ({ id }) => {
        if (failures-- > 0) throw new Error('not now')
        arrived.push(id)
      }),
    ])
    for (const subject of ['a', 'b', 'a']) await happen(subject)
    start()
    await time.advance(60_000)
    expect(arrived).toEqual(['e1', 'e2', 'e3'])
  })

  it('of other types than it wants are passed over', async () => {
    const arrived: string[] = []
    const { time, happen, start } = outbox([handlerSink('app', ({ id }) => arrived.push(id), { types: ['moved'] })])
    await happen('a')
    await happen('a', 'moved')
    await happen('a')
    start()
    await time.advance(2_000)
    expect(arrived).toEqual(['e2'])
  })

  it('one that is refused for itself becomes a dead letter, the others go on, and it can be sent again', async () => {
    const arrived: string[] = []
    let isStubborn = true
    const sink = handlerSink('app', ({ id }) => {
      if (id === 'e2' && isStubborn) throw new DeliveryError('http-422', { isRefusal: true })
      arrived.push(id)
    })
    const { time, happen, start, events } = outbox([sink])
    for (const subject of ['a', 'b', 'c']) await happen(subject)
    start()
    await time.advance(hour)
    expect(arrived).toEqual(['e1', 'e3'])
    expect(await events.deadLetters('app')).toMatchObject([{ eventId: 'e2', why: 'http-422' }])
    isStubborn = false
    expect(await events.replay({ sink: 'app', id: 'e2' })).toBe(1)
    expect(arrived).toEqual(['e1', 'e3', 'e2'])
    expect(await events.deadLetters('app')).toEqual([])
    const since = time.runtime.now()
    await happen('d')
    expect(await events.replay({ sink: 'app', since })).toBe(1)
    await expect(events.replay({ sink: 'app', id: 'e99' })).rejects.toMatchObject({ code: 'invalid-request' })
    await expect(events.replay({ sink: 'other', id: 'e1' })).rejects.toMatchObject({ code: 'invalid-request' })
  })

  it('two processes, one of which dies in the middle: none lost, order kept', async () => {
    const arrived: OutEvent[] = []
    let isDead = false
    const time = virtualTime()
    // The first process stops for good while it has an event in its hands.
    const first = handlerSink('app', (event) => {
      if (isDead) return new Promise(() => {})
      arrived.push(event)
      isDead = arrived.length === 3
      return isDead ? new Promise(() => {}) : undefined
    })
    const { store, happen, start } = outbox([first], time, { deliveryMs: 59_000 })
    for (let index = 0; index < 8; index++) await happen(`s${index % 2}`)
    start()
    await time.advance(500)
    const second = createEvents({
      store,
      runtime: time.runtime,
      sinks: [handlerSink('app', (event) => arrived.push(event))],
    })
    const leave = new AbortController()
    const running = second.run({ signal: leave.signal })
    stops.push(async () => {
      leave.abort()
      await running
    })
    await time.advance(5 * 60_000)
    expect(new Set(arrived.map(({ id }) => id)).size).toBe(8)
    for (const [, own] of ordersOf(arrived)) expect(own.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
  })
})

describe('a webhook', () => {
  const secrets = ['the-old-secret-0001', 'the-new-secret-0002'] as const

  it('is signed over time and body by both live secrets, and either is enough', () => {
    const now = Date.parse('2031-03-03T05:00:00Z')
    const signature = signWebhook('{"id":"e1"}', secrets, now)
    const verify = (more: object) =>
      verifyWebhook({ body: '{"id":"e1"}', signature, secrets: [secrets[0]], now, ...more })
    expect(verify({})).toBe(true)
    expect(verify({ secrets: [secrets[1]] })).toBe(true)
    expect(verify({ secrets: ['somebody-elses-key'] })).toBe(false)
    expect(verify({ body: '{"id":"e2"}' })).toBe(false)
    expect(verify({ now: now + 300_001 })).toBe(false)
    expect(verify({ now: now - 300_001 })).toBe(false)
    expect(verify({ signature: signature.replace(/^t=\d+/, `t=${now / 1000 + 1}`) })).toBe(false)
    for (const broken of ['', undefined, null, 't=,v1=', 'v1=00', 't=1', 'nonsense'])
      expect(verify({ signature: broken })).toBe(false)
  })

  it('reaches a receiver on a socket, who can verify it', async () => {
    const received: { readonly ok: boolean; readonly event: OutEvent }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        const signature = String(request.headers['mis-signature'])
        const ok = verifyWebhook({ body, signature, secrets: [secrets[1]], now: Date.now() })
        received.push({ ok, event: JSON.parse(body) })
        response.writeHead(204).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as { readonly port: number }
    const sink = webhookSink({ name: 'site', url: `http://127.0.0.1:${port}/hook`, secrets })
    const { happen, events } = outbox([sink])
    await events.replay({ sink: 'site', id: await happen('a') })
    expect(received).toMatchObject([{ ok: true, event: { id: 'e1', subject: 'a', sequence: 1 } }])
  })

  it('whose receiver is down for a day loses nothing and keeps the order', async () => {
    const time = virtualTime()
    const arrived: OutEvent[] = []
    let isDown = true
    let asked = 0
    const fetch: typeof globalThis.fetch = async (_url, init) => {
      asked += 1
      if (isDown)
        return asked % 2 === 0 ? new Response(null, { status: 503 }) : Promise.reject(new TypeError('refused'))
      arrived.push(JSON.parse(String(init?.body)) as OutEvent)
      return new Response(null, { status: 200 })
    }
    const runtime = { ...time.runtime, fetch }
    const sink = webhookSink({ name: 'site', url: 'https://site.example.test/hook', secrets, runtime })
    const { happen, start } = outbox([sink], time)
    start()
    for (let index = 0; index < 24; index++) {
      await happen(`s${index % 3}`)
      await time.advance(hour)
    }
    expect(arrived).toEqual([])
    expect(asked).toBeLessThan(250)
    isDown = false
    await time.advance(hour)
    expect(arrived.map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, index) => `e${index + 1}`))
    for (const [, own] of ordersOf(arrived))
      expect(own.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('whose receiver says when to come again is left alone until then', async () => {
    const time = virtualTime()
    const asked: number[] = []
    const fetch: typeof globalThis.fetch = async () => {
      asked.push(time.elapsed())
      return new Response(null, { status: 429, headers: { 'retry-after': '600' } })
    }
    const sink = webhookSink({
      name: 'site',
      url: 'https://site.example.test/',
      secrets,
      runtime: { ...time.runtime, fetch },
    })
    const { happen, start } = outbox([sink], time)
    await happen('a')
    start()
    await time.advance(hour)
    expect(asked.length).toBeGreaterThan(3)
    for (const [index, at] of asked.entries())
      if (index > 0) expect(at - (asked[index - 1] ?? 0)).toBeGreaterThanOrEqual(600_000)
  })

  it('refuses options that are no webhook', () => {
    const made = (options: object) => () => webhookSink({ name: 'site', url: 'https://a.test/', secrets, ...options })
    expect(made({ url: 'http://a.test/' })).toThrow('webhook.url')
    expect(made({ secrets: [] })).toThrow('webhook.secrets')
    expect(made({ secrets: ['short'] })).toThrow('webhook.secrets')
    const twice = [handlerSink('a', () => {}), handlerSink('a', () => {})]
    expect(() => outbox(twice)).toThrow('events.sinks')
    expect(() => outbox([], virtualTime(), { leaseMs: 10, deliveryMs: 10 })).toThrow('events.deliveryMs')
  })
})
