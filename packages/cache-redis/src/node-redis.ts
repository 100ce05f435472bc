import type { RedisClient } from './client.ts'

/** The part of node-redis 5 and later that is used. */
export interface NodeRedisLike {
  sendCommand(args: string[]): Promise<unknown>
  duplicate(): NodeRedisSubscriberLike
}
/** The part of a node-redis connection that listens: `fromNodeRedis` makes one of its own by `duplicate`. */
export interface NodeRedisSubscriberLike {
  connect(): Promise<unknown>
  subscribe(channel: string, listener: (text: string, channel: string) => void): Promise<unknown>
  on(event: string, listener: (...args: unknown[]) => void): unknown
  destroy(): void
}

/** A connected client of node-redis (the package `redis`) as this package uses it. Its settings stay yours. */
export function fromNodeRedis(client: NodeRedisLike): RedisClient {
  return {
    command: (args) => client.sendCommand([...args]),
    subscribe(channel, listener) {
      const subscriber = client.duplicate()
      const hear = (text: string) => listener.message(text)
      subscriber.on('error', () => listener.lost())
      subscriber.on('ready', () => {
        subscriber.subscribe(channel, hear).then(
          () => listener.connected(),
          // The connection was lost meanwhile: `ready` comes again.
          () => {},
        )
      })
      subscriber.connect().catch(() => {})
      return () => subscriber.destroy()
    },
  }
}
