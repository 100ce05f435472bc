// The shared cache beside ioredis used by hand.
import { fromIoredis, redisCache } from '@mis/cache-redis'
import { cache, defaultRuntime, type SharedEntry, type SharedTier, wrap } from '@mis/core'
import { Redis } from 'ioredis'
import { instantAdapter, slotsOf } from './cache-row.ts'
import type { Row } from './paired.ts'

const doctors = 300
const windows = 20
const windowDays = 28
const day = '2031-03-05'
const dayOf = (index: number) => `2031-03-${String(index + 1).padStart(2, '0')}`
const hour = 3_600_000
const patientLimits = { timeLimitMs: 10_000, writeTimeLimitMs: 10_000 }

export async function redisRows(port: number): Promise<Row[]> {
  const redis = new Redis({ host: '127.0.0.1', port })
  const client = fromIoredis(redis)
  const shared = redisCache(client, patientLimits)
  const place = { vendor: 'bench', instance: 'writes', runtime: defaultRuntime, written: () => {} }
  const tier = shared.open(place)
  const entries = await entriesOf(tier)
  for (let index = 0; index < doctors; index += 1)
    await redis.set(`plain ${index}`, JSON.stringify(answerOf(index, day)))
  for (let index = 0; index < windowDays; index += 1)
    await redis.set(`window ${index}`, JSON.stringify(answerOf(0, dayOf(index))))
  /** As an instance that has just started: nothing in its own memory. */
  const begun = () => wrap(instantAdapter(), [cache({ shared, maxEntries: 1_000 })])
  const first = begun()
  for (let index = 0; index < doctors; index += 1) await first.listSlots({ doctorId: `${index}`, from: day, to: day })
  for (let index = 0; index < windowDays; index += 1)
    await first.listSlots({ doctorId: 'window', from: dayOf(index), to: dayOf(index) })
  const window = { doctorId: 'window', from: dayOf(0), to: dayOf(windowDays - 1) }
  const names = Array.from({ length: windowDays }, (_, index) => `window ${index}`)
  const rows: Row[] = [
    {
      title: 'Redis: an answer of another instance',
      sample: `${doctors} days of 4 KB one after another, none in the own memory`,
      ours: {
        name: 'adapter.listSlots behind cache({ shared }): parsed, checked against its lease, frozen, remembered',
        async run() {
          const adapter = begun()
          for (let index = 0; index < doctors; index += 1)
            await adapter.listSlots({ doctorId: `${index}`, from: day, to: day })
        },
      },
      theirs: {
        name: 'ioredis get + JSON.parse',
        async run() {
          for (let index = 0; index < doctors; index += 1) JSON.parse((await redis.get(`plain ${index}`)) ?? '')
        },
      },
    },
    {
      title: 'Redis: a window of many days',
      sample: `${windows} windows of ${windowDays} days of 4 KB one after another, none in the own memory`,
      ours: {
        name: 'adapter.listSlots behind cache({ shared })',
        async run() {
          for (let turn = 0; turn < windows; turn += 1) await begun().listSlots(window)
        },
      },
      theirs: {
        name: 'ioredis mget + JSON.parse of each',
        async run() {
          for (let turn = 0; turn < windows; turn += 1)
            for (const text of await redis.mget(names)) JSON.parse(text ?? '')
        },
      },
    },
    {
      title: 'Redis: storing an answer under its lease',
      sample: `${doctors} answers of 4 KB one after another`,
      ours: {
        name: 'the tier of redisCache: stored only while no write has come since',
        async run() {
          for (const entry of entries) await tier.store([entry])
        },
      },
      theirs: {
        name: 'ioredis set PX of JSON.stringify',
        async run() {
          for (const [index, { value }] of entries.entries())
            await redis.set(`stored ${index}`, JSON.stringify(value), 'PX', hour)
        },
      },
      close: async () => {
        shared.close()
        redis.disconnect()
      },
    },
  ]
  return rows
}

const answerOf = (index: number, on: string) => ({ slots: slotsOf(`${index}`, on), asOf: new Date().toISOString() })

async function entriesOf(tier: SharedTier): Promise<SharedEntry[]> {
  const keys = Array.from({ length: doctors }, (_, index) => ({
    key: `store ${index}`,
    touched: { doctorId: `${index}`, day },
  }))
  const found = await tier.read(keys)
  return keys.map((key, index) => ({
    ...key,
    lease: found[index]?.lease ?? '',
    value: answerOf(index, day),
    loadedAt: Date.now(),
    keepMs: hour,
  }))
}
