import { describe, it } from 'vitest'
import { missing, strangers } from '../../../../tools/lib/strangers.ts'

export { type RedisServer, redisServer } from '../../../../tools/lib/redis-server.ts'

/** A suite that needs a Redis; where there is none it says so instead. */
export function withRedis(title: string, suite: () => void): void {
  const why = missing(strangers.redis)
  if (why === undefined) describe(title, suite)
  else describe(title, () => it(`was NOT RUN: ${why}`, () => console.warn(`${title}: was not run: ${why}`)))
}
