import type { RedisClient } from './client.ts'

/** The part of ioredis 5 and later that is used. */
export interface IoredisLike {
  call(command: string, ...args: string[]): Promise<unknown>
  duplicate(): IoredisSubscriberLike
}
/** The part of an ioredis connection that listens: `fromIoredis` makes one of its own by `duplicate`. */
export interface IoredisSubscriberLike {
  readonly status: string
  subscribe(channel: string): Promise<unknown>
  on(event: string, listener: (...args: unknown[]) => void): unknown
  disconnect(): void
}

/** A client of ioredis as this package uses it. Its settings stay yours, `enableOfflineQueue` and time limits included. */
export function fromIoredis(client: IoredisLike): RedisClient {
  return {
    command: ([name = '', ...args]) => client.call(name, ...args),
    subscribe(channel, listener) {
      const subscriber = client.duplicate()
      const begin = () => {
        subscriber.subscribe(channel).then(
          () => listener.connected(),
          // The connection was lost meanwhile: `ready` comes again.
          () => {},
        )
      }
      subscriber.on('error', () => {})
      subscriber.on('message', (from, text) => {
        if (from === channel) listener.message(String(text))
      })
      subscriber.on('close', () => listener.lost())
      subscriber.on('ready', begin)
      if (subscriber.status === 'ready') begin()
      return () => subscriber.disconnect()
    },
  }
}
