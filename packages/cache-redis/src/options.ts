import { MisError } from '@mis/core'
import { type Cover, plain, sealing } from './cover.ts'
import { type EncryptionOptions, keyringOf } from './encryption.ts'

/** Options of `redisCache`. */
export interface RedisCacheOptions {
  /** Begins every key and channel, so that several apps may share one Redis. Default `mis`. */
  readonly prefix?: string
  /** How long a read waits for Redis, in milliseconds, before the call goes on as if there were no Redis. Default 50. */
  readonly timeLimitMs?: number
  /** How long the end of a write waits for Redis to know of it, in milliseconds. Default 500. */
  readonly writeTimeLimitMs?: number
  /** How long Redis is left alone, in milliseconds, after it did not answer; then one call tries. Default 1,000. */
  readonly pauseMs?: number
  /**
   * Seals every answer by AES-256-GCM, bound to its key, and turns names and messages into what tells nothing. With it
   * `cache({ ttlMs: { getAppointment } })` is possible. Default: answers stand in Redis as they are.
   */
  readonly encryption?: EncryptionOptions
}

export interface RedisCacheSettings extends Required<Omit<RedisCacheOptions, 'encryption'>> {
  readonly cover: Cover
}

/** Throws `invalid-request` naming the option. */
export function checkRedisCacheOptions(options: RedisCacheOptions): RedisCacheSettings {
  const { prefix = 'mis' } = options
  // Braces would choose the slot of a cluster.
  if (typeof prefix !== 'string' || !/^[^{}\s]+$/.test(prefix))
    throw bad('prefix', 'must be text without spaces and braces')
  return {
    prefix,
    timeLimitMs: positive('timeLimitMs', options.timeLimitMs ?? 50),
    writeTimeLimitMs: positive('writeTimeLimitMs', options.writeTimeLimitMs ?? 500),
    pauseMs: positive('pauseMs', options.pauseMs ?? 1_000),
    cover: coverOf(options.encryption),
  }
}

function coverOf(encryption: EncryptionOptions | undefined): Cover {
  if (encryption === undefined) return plain
  const refuse = (option: string, problem: string): never => {
    throw bad(`encryption.${option}`, problem)
  }
  return sealing(keyringOf(encryption, refuse))
}

function positive(option: string, value: number): number {
  if (typeof value === 'number' && value > 0 && value < Infinity) return value
  throw bad(option, 'must be a number of milliseconds, more than 0')
}

function bad(option: string, problem: string): MisError {
  const field = `redisCache.${option}`
  return new MisError('invalid-request', {
    vendor: 'redis',
    operation: 'options',
    hint: `${field}: ${problem}`,
    details: { fields: [field] },
  })
}
