import { fromIoredis, fromNodeRedis, type RedisClient } from '@mis/cache-redis'
import { Redis } from 'ioredis'
import { createClient } from 'redis'

export interface TestClient {
  readonly client: RedisClient
  close(): Promise<void>
}

/** Both drivers, each as an app would make it. */
export const clients: Readonly<Record<'ioredis' | 'node-redis', (port: number) => Promise<TestClient>>> = {
  ioredis: async (port) => {
    const driver = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 20 })
    driver.on('error', () => {})
    return { client: fromIoredis(driver), close: async () => driver.disconnect() }
  },
  'node-redis': async (port) => {
    const driver = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: 20 } })
    driver.on('error', () => {})
    await driver.connect()
    return { client: fromNodeRedis(driver), close: async () => driver.destroy() }
  },
}
