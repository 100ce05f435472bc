import type { RedisClient } from './client.ts'
import { scriptOf } from './script.ts'

// One step over one pool: what this instance gave back, holds and waits for, then whose turn it is. Every step brings all
// of it, so that a Redis that lost its memory learns it anew. Expiry is by Redis's clock alone.
//
// held: token → when it goes to another; line: token → ticket; seen: token in the line → until when it counts as there.
const lua = `
local held, line, seen, tickets = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local licences, leaseMs, channel = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at = 4
local function group()
  local tokens = {}
  local count = tonumber(ARGV[at])
  for index = 1, count do tokens[index] = ARGV[at + index] end
  at = at + count + 1
  return tokens
end
local function leaveLine(token)
  redis.call('ZREM', line, token)
  redis.call('ZREM', seen, token)
end
local function hold(token)
  leaveLine(token)
  redis.call('ZADD', held, now + leaseMs, token)
end

local waiting = {}
for _, token in ipairs(group()) do
  leaveLine(token)
  redis.call('ZREM', held, token)
end
for _, token in ipairs(group()) do hold(token) end
for _, token in ipairs(group()) do
  waiting[#waiting + 1] = token
  if redis.call('ZSCORE', held, token) then
    hold(token)
  else
    if not redis.call('ZSCORE', line, token) then redis.call('ZADD', line, redis.call('INCR', tickets), token) end
    redis.call('ZADD', seen, now + leaseMs, token)
  end
end

redis.call('ZREMRANGEBYSCORE', held, '-inf', now)
for _, token in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', now)) do leaveLine(token) end

for _ = redis.call('ZCARD', held) + 1, licences do
  local first = redis.call('ZRANGE', line, 0, 0)[1]
  if not first then break end
  hold(first)
  redis.call('PUBLISH', channel, first)
end

local granted = {}
for _, token in ipairs(waiting) do
  if redis.call('ZSCORE', held, token) then granted[#granted + 1] = token end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, leaseMs * 10) end
local oldest = redis.call('ZRANGE', held, 0, 0, 'WITHSCORES')[2]
return { granted, oldest and tonumber(oldest) - now or leaseMs }
`

/** What an instance tells in one step; tokens. */
export interface Told {
  readonly givenBack: readonly string[]
  readonly held: readonly string[]
  readonly waiting: readonly string[]
}

export interface Turn {
  /** Those of `waiting` that hold a licence now. */
  readonly granted: readonly string[]
  /** Milliseconds until the oldest licence goes to another, if nobody renews it. */
  readonly expiresInMs: number
}

interface Pool {
  readonly prefix: string
  readonly name: string
  readonly licences: number
  readonly leaseMs: number
}

/** Where the licences of one pool are kept. The braces keep its keys on one node of a cluster. */
export function licencePool(client: RedisClient, { prefix, name, licences, leaseMs }: Pool) {
  const step = scriptOf(client, lua)
  const key = (part: string) => `${prefix}{licences/${encodeURIComponent(name)}}${part}`
  const keys = ['held', 'line', 'seen', 'tickets'].map(key)
  const channel = key('turns')
  const group = (tokens: readonly string[]) => [String(tokens.length), ...tokens]
  return {
    /** Tokens whose turn has come are told here as well. */
    channel,
    async step({ givenBack, held, waiting }: Told): Promise<Turn> {
      const told = [...group(givenBack), ...group(held), ...group(waiting)]
      const reply = await step(keys, [String(licences), String(leaseMs), channel, ...told])
      const [granted, expiresInMs] = reply as [string[], number]
      return { granted, expiresInMs }
    },
  }
}
