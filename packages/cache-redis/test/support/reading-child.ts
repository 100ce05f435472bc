// One process of an app: reads a doctor's month from a 1C base again and again, under licences shared over Redis.

import { redisLicences } from '@mis/cache-redis'
import { recommended, wrap } from '@mis/core'
import { createOneCMedicine } from '@mis/onec-medicine'
import { clients } from './clients.ts'

/** What the process is told on its command line. */
export interface Reading {
  readonly driver: 'ioredis' | 'node-redis'
  readonly redisPort: number
  readonly url: string
  readonly doctorId: string
  readonly days: { readonly from: string; readonly to: string }
  readonly times: number
  readonly leaseMs: number
}

const reading: Reading = JSON.parse(process.argv[2] ?? '')
const { client, close } = await clients[reading.driver](reading.redisPort)
const shared = redisLicences(client, { name: 'base', licences: 2, leaseMs: reading.leaseMs })
const base = createOneCMedicine({
  baseUrl: reading.url,
  username: 'site',
  password: 'secret',
  timeZone: 'Europe/Moscow',
  sessions: 'per-call',
})
const mis = wrap(base, recommended({ cache: false, dedupe: false, deadline: { ms: 300_000 }, limit: { shared } }))
const { doctorId, days } = reading
const answers = await Promise.all(Array.from({ length: reading.times }, () => mis.listSlots({ doctorId, ...days })))
process.send?.({ complete: answers.every(({ complete }) => complete), slots: answers[0]?.slots.length ?? 0 })
await mis.close()
await shared.close()
await close()
process.disconnect()
