import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { type OutEvent, verifyWebhook } from '../../../src/index.ts'
import { drain, sharedBroker } from '../../support/rabbit.ts'
import type { Arrived, SinkPlace } from '../protocol.ts'
import { deliverUntil, secrets, signedAt, sinkAt } from '../tasks.ts'
import type { Trial } from './trial.ts'

const count = 7
/** As `createEvents` has it. */
const leaseMs = 60_000

interface Receiver {
  readonly place: SinkPlace
  /** Everything that arrived, in order, without what a handler's process said of itself. */
  arrived(): Promise<readonly Arrived[]>
  /** How many may come twice for one death. */
  readonly batch: number
  close(): Promise<unknown>
}

const nothing = async () => []

function handler(): Receiver {
  return { place: { kind: 'handler' }, arrived: nothing, batch: 1, close: nothing }
}

async function webhook(): Promise<Receiver> {
  const arrived: Arrived[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const signature = String(request.headers['mis-signature'])
    const isOurs = verifyWebhook({ body, signature, secrets, now: signedAt })
    if (isOurs) arrived.push(JSON.parse(body) as OutEvent)
    response.writeHead(isOurs ? 204 : 401).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { readonly port: number }
  return {
    place: { kind: 'webhook', url: `http://127.0.0.1:${port}/` },
    arrived: async () => arrived,
    batch: 1,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function rabbit(): Receiver {
  const queue = `mis-killed-${crypto.randomUUID()}`
  return {
    place: { kind: 'rabbit', url: sharedBroker, queue },
    arrived: async () => (await drain(sharedBroker, queue, queue)).map((body) => JSON.parse(body) as OutEvent),
    batch: 3,
    close: nothing,
  }
}

/** Whoever delivers next goes on where the dead one was. */
function eventsTrial(receive: () => Receiver | Promise<Receiver>): Trial {
  return (perform) =>
    perform(async ({ store, later }, victim) => {
      const { place, arrived, batch, close } = await receive()
      const ended = await victim({ name: 'events', count, sink: place })
      const handled = ended.told.flatMap((one) => (one.kind === 'handled' ? [one.event] : []))
      const acknowledged = ended.told.flatMap((one) => (one.kind === 'done' ? [one.what] : []))
      await later(leaseMs)
      const written = await store.outbox.list(0, 100)
      const sink = sinkAt(place, ({ id, subject, sequence }) => handled.push({ id, subject, sequence }))
      // Where everything had arrived before, one more shows that nothing comes again.
      const next = { id: 'last', type: 'booked', instance: 'clinic', subject: 'visit-1' }
      const [appended] = await store.outbox.append([{ ...next, body: Buffer.from('{}') }])
      await deliverUntil(store, sink, appended?.ordinal ?? 0)
      const all = [...handled, ...(await arrived())]
      await close()

      const ids = written.map(({ id }) => id)
      expect(ids.slice(0, acknowledged.length)).toEqual(acknowledged)
      const first = new Map<string, Arrived>()
      for (const event of all) if (!first.has(event.id)) first.set(event.id, event)
      expect([...first.keys()]).toEqual([...ids, 'last'])
      for (const [, own] of Map.groupBy(first.values(), ({ subject }) => subject))
        expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1))
      expect(all.length - first.size).toBeLessThanOrEqual(ended.died ? batch : 0)
      return ended
    })
}

export const handlerTrial = eventsTrial(handler)
export const webhookTrial = eventsTrial(webhook)
export const rabbitTrial = eventsTrial(rabbit)
