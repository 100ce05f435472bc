import { connect } from 'amqplib'
import { afterEach, describe, expect, it } from 'vitest'
import { createEvents, memoryStore, type OutEvent, plainSealer, rabbitSink } from '../src/index.ts'
import { cuttable, drain, isBroker, ownBroker, sharedBroker } from './support/rabbit.ts'

const long = process.env.MIS_LONG === '1'
const hasBroker = await isBroker(sharedBroker)
const withBroker = (title: string, suite: () => void): void => {
  const why = 'no broker answers (MIS_RABBITMQ_URL; Debian: apt-get install rabbitmq-server)'
  if (hasBroker) describe(title, suite)
  else describe(title, () => it(`was NOT RUN: ${why}`, () => console.warn(`${title}: was not run: ${why}`)))
}

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Events of five appointments happen while `disturb` goes on; all of them must have arrived in the end. */
async function flow(url: string, disturb: () => Promise<void>) {
  const name = `mis-test-${crypto.randomUUID()}`
  const store = memoryStore()
  const sink = rabbitSink({ name: 'rabbit', url, exchange: name, queue: name, batch: 20 })
  const events = createEvents({ store, sinks: [sink], pollMs: 5, retryMs: 20, retryAtMostMs: 200 })
  const leave = new AbortController()
  const running = events.run({ signal: leave.signal })
  stops.push(async () => {
    leave.abort()
    await running
    await events.close()
  })
  let isOver = false
  let count = 0
  const happening = (async () => {
    while (!isOver) {
      const id = `e${++count}`
      const body = await plainSealer.seal({ id }, `outbox.body/${id}`)
      await store.outbox.append([{ id, type: 'booked', instance: 'clinic', subject: `s${count % 5}`, body }])
      await pause(4)
    }
  })()
  await disturb()
  isOver = true
  await happening
  for (;;) {
    const place = await store.deliveries.claim('rabbit', 0)
    if (place !== null && place.after === (await store.outbox.list(count - 1, 1))[0]?.ordinal) break
    await pause(20)
  }
  return { name, count }
}

function checkArrived(bodies: readonly string[], count: number) {
  const first = new Map<string, OutEvent>()
  for (const body of bodies) {
    const event = JSON.parse(body) as OutEvent
    if (!first.has(event.id)) first.set(event.id, event)
  }
  expect(first.size).toBe(count)
  for (const [, own] of Map.groupBy(first.values(), ({ subject }) => subject))
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1))
}

withBroker('events over RabbitMQ', () => {
  it('connections cut while they flow: none lost, order per appointment kept', async () => {
    const way = await cuttable(Number(new URL(sharedBroker).port || 5672))
    stops.push(way.close, () => way.cut())
    const url = new URL(sharedBroker)
    url.port = String(way.port)
    const { name, count } = await flow(url.href, async () => {
      for (let round = 0; round < 6; round++) {
        await pause(150)
        way.cut()
      }
      await pause(150)
    })
    checkArrived(await drain(sharedBroker, name, name), count)
    expect(count).toBeGreaterThan(50)
  })

  it('one that no queue takes has not arrived', async () => {
    const exchange = `mis-test-${crypto.randomUUID()}`
    const sink = rabbitSink({ name: 'rabbit', url: sharedBroker, exchange })
    stops.push(() => sink.close?.())
    const event = {
      id: 'e1',
      type: 'booked',
      instance: 'c',
      subject: 's',
      sequence: 1,
      at: '2031-03-03T05:00:00Z',
      data: {},
    }
    const never = new AbortController().signal
    await expect(sink.deliver([event], never)).rejects.toMatchObject({ why: 'no-queue' })
    const connection = await connect(sharedBroker)
    await (await connection.createChannel()).deleteExchange(exchange)
    await connection.close()
  })

  it('one that its consumer rejects lies in the queue of the dead', async () => {
    const name = `mis-test-${crypto.randomUUID()}`
    const sink = rabbitSink({ name: 'rabbit', url: sharedBroker, exchange: name, queue: name })
    stops.push(() => sink.close?.())
    const event = {
      id: 'e1',
      type: 'booked',
      instance: 'c',
      subject: 's',
      sequence: 1,
      at: '2031-03-03T05:00:00Z',
      data: {},
    }
    await sink.deliver([event], new AbortController().signal)
    const connection = await connect(sharedBroker)
    const channel = await connection.createChannel()
    const message = await channel.get(name)
    if (message === false) throw new Error('nothing arrived')
    expect(message.properties).toMatchObject({
      messageId: 'e1',
      type: 'booked',
      headers: { subject: 's', sequence: 1 },
    })
    channel.nack(message, false, false)
    const dead = async () => (await channel.checkQueue(`${name}.dead`)).messageCount
    while ((await dead()) === 0) await pause(10)
    expect(await dead()).toBe(1)
    await connection.close()
    await drain(sharedBroker, name, name)
  })
})

describe('a sink for RabbitMQ', () => {
  it('that cannot reach it says so, and names no server', async () => {
    const sink = rabbitSink({ name: 'rabbit', url: 'amqp://user:secret@127.0.0.1:1', exchange: 'e' })
    const failure = await sink.deliver([], new AbortController().signal).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'DeliveryError', why: 'unreachable' })
    expect(String(failure)).not.toContain('secret')
    expect(() => rabbitSink({ name: 'r', url: 'http://x', exchange: 'e' })).toThrow('rabbit.url')
  })
})

if (long && hasBroker)
  describe('a broker of its own', () => {
    it('is killed and started again while events flow: none lost, order per appointment kept', async () => {
      const broker = await ownBroker()
      stops.push(broker.remove)
      await broker.start()
      const { name, count } = await flow(broker.url, async () => {
        await pause(500)
        await broker.kill()
        await pause(300)
        await broker.start()
        await pause(500)
      })
      checkArrived(await drain(broker.url, name, name), count)
    }, 180_000)
  })
