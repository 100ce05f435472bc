import { createHash } from 'node:crypto'
import type { RedisClient } from './client.ts'

/** A Lua script that Redis runs as one step. */
export type RedisScript = (keys: readonly string[], args: readonly string[]) => Promise<unknown>

/** Sends the script's hash; its text only where this Redis has not seen it, as after a restart. */
export function scriptOf(client: RedisClient, lua: string): RedisScript {
  const hash = createHash('sha1').update(lua).digest('hex')
  return async (keys, args) => {
    const rest = [String(keys.length), ...keys, ...args]
    try {
      return await client.command(['EVALSHA', hash, ...rest])
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return client.command(['EVAL', lua, ...rest])
    }
  }
}
