import type { ConfirmChannel } from 'amqplib'
import { loadOptional } from '../load-optional.ts'
import { invalidInput } from '../refuse.ts'
import { DeliveryError, type OutEvent, type Sink } from './sink.ts'

/** Options of `rabbitSink`. */
export interface RabbitSinkOptions extends Pick<Sink, 'name' | 'types'> {
  /** `amqp://` or `amqps://`, with user and password. */
  readonly url: string
  /** A durable topic exchange, made where there is none; the routing key is the event's type. */
  readonly exchange: string
  /**
   * A durable queue, made where there is none and bound to all types of this sink. What its consumers reject goes to the
   * queue `<name>.dead`. Default: no queue is made; an event that no queue takes then counts as not arrived.
   */
  readonly queue?: string
  /** Events published before confirmations are waited for. Default 100. */
  readonly batch?: number
}

const connectMs = 10_000

interface Line {
  readonly channel: ConfirmChannel
  /** Events that came back, as no queue took them. */
  readonly returned: Set<string>
  /** Aborts when the connection is gone: confirmations that are still out then never come. */
  readonly lost: AbortSignal
  close(): Promise<void>
}

/**
 * Publishes to RabbitMQ by `amqplib`, which the app installs: persistent messages in order over one channel, each
 * confirmed by the broker before the outbox moves on. `messageId` is the event's id, the body its JSON. A connection that
 * breaks is made anew by the next delivery.
 */
export function rabbitSink(options: RabbitSinkOptions): Sink {
  const { name, types, url, exchange, batch = 100 } = options
  if (!/^amqps?:\/\/./.test(url)) throw invalidInput({ 'rabbit.url': 'must begin with amqp:// or amqps://' }, 'options')
  if (exchange === '') throw invalidInput({ 'rabbit.exchange': 'must be named' }, 'options')
  let line: Promise<Line> | undefined
  const drop = async (): Promise<void> => {
    const last = line
    line = undefined
    await last?.then(({ close }) => close()).catch(() => {})
  }
  return {
    name,
    batch,
    ...(types !== undefined && { types }),
    async deliver(events, signal) {
      line ??= open(options, () => {
        line = undefined
      })
      // A broker that falls silent keeps its promises open for ever: given up, they must not be waited for by the next one.
      signal.addEventListener('abort', drop, { once: true })
      try {
        await publish(await line, exchange, events)
      } catch (error) {
        await drop()
        // The library's errors name the server and may name the user.
        throw error instanceof DeliveryError ? error : new DeliveryError('unreachable')
      } finally {
        signal.removeEventListener('abort', drop)
      }
    },
    close: drop,
  }
}

async function open({ url, exchange, queue, types }: RabbitSinkOptions, onLost: () => void): Promise<Line> {
  const { connect } = await loadOptional('amqplib', () => import('amqplib'))
  const connection = await connect(url, { timeout: connectMs })
  const lost = new AbortController()
  const lose = () => {
    lost.abort(new DeliveryError('unreachable'))
    onLost()
  }
  // An `error` without a listener would end the process.
  connection.on('error', lose)
  connection.on('close', lose)
  const channel = await connection.createConfirmChannel()
  channel.on('error', lose)
  channel.on('close', lose)
  await channel.assertExchange(exchange, 'topic', { durable: true })
  if (queue !== undefined) {
    await channel.assertQueue(`${queue}.dead`, { durable: true })
    const toDead = { deadLetterExchange: '', deadLetterRoutingKey: `${queue}.dead` }
    await channel.assertQueue(queue, { durable: true, ...toDead })
    for (const key of types ?? ['#']) await channel.bindQueue(queue, exchange, key)
  }
  const returned = new Set<string>()
  channel.on('return', ({ properties }: { readonly properties: { readonly messageId?: string } }) => {
    returned.add(properties.messageId ?? '')
  })
  return { channel, returned, lost: lost.signal, close: () => connection.close() }
}

async function publish(
  { channel, returned, lost }: Line,
  exchange: string,
  events: readonly OutEvent[],
): Promise<void> {
  returned.clear()
  lost.throwIfAborted()
  const confirmed = events.map(
    (event) =>
      new Promise<void>((resolve, reject) => {
        const properties = {
          persistent: true,
          mandatory: true,
          messageId: event.id,
          type: event.type,
          contentType: 'application/json',
          headers: { subject: event.subject, sequence: event.sequence },
        }
        const body = Buffer.from(JSON.stringify(event))
        channel.publish(exchange, event.type, body, properties, (error) => (error ? reject(error) : resolve()))
      }),
  )
  let leave = () => {}
  const gone = new Promise<never>((_, reject) => {
    leave = () => reject(lost.reason)
    lost.addEventListener('abort', leave, { once: true })
  })
  try {
    await Promise.race([Promise.all(confirmed), gone])
  } finally {
    lost.removeEventListener('abort', leave)
  }
  if (returned.size > 0) throw new DeliveryError('no-queue')
}
