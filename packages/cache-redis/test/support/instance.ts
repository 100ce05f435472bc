import { type RedisCache, type RedisCacheOptions, type RedisClient, redisCache } from '@mis/cache-redis'
import {
  type Appointment,
  type CacheOptions,
  cache,
  defaultRuntime,
  defineAdapter,
  MisError,
  type Runtime,
  wrap,
} from '@mis/core'
import { appointmentOf, patient, slotAt } from '../../../core/test/support/toy.ts'

export { patient, slotAt }

/** What the MIS holds, for all instances that ask it. */
export interface Clinic {
  readonly booked: Set<string>
  /** By id; a booking leaves none, so that tests name their own. */
  readonly visits: Map<string, Appointment>
  /** Windows that were asked for. */
  readonly asked: string[]
  /** Every answer waits for it. */
  gate: Promise<void>
  down: boolean
}

export const clinic = (): Clinic => ({
  booked: new Set(),
  visits: new Map(),
  asked: [],
  gate: Promise.resolve(),
  down: false,
})

/** Holds every answer of the clinic up until the function it gives is called. */
export function hold(mis: Clinic): () => void {
  let open = () => {}
  mis.gate = new Promise((resolve) => (open = resolve))
  return open
}

export const day = (from: string, to = from, doctorId = '7') => ({ doctorId, from, to })

/** For a machine that is busy with other tests. */
const patientLimits = { timeLimitMs: 10_000, writeTimeLimitMs: 10_000 }

interface InstanceOptions {
  readonly redis?: RedisCacheOptions
  readonly cache?: CacheOptions
  readonly runtime?: Runtime
  readonly instance?: string
}

/** One instance of an app: an adapter behind a cache that shares by the client. */
export function instanceOf(mis: Clinic, client: RedisClient, options: InstanceOptions = {}) {
  const shared: RedisCache = redisCache(client, { ...patientLimits, ...options.redis })
  const adapter = wrap(
    defineAdapter({
      vendor: 'toy',
      instance: options.instance ?? 'test',
      capabilities: { patientFields: { required: [] }, slotWindowDays: 31, concurrency: 99, getAppointment: true },
      runtime: options.runtime ?? defaultRuntime,
      operations: {
        listDoctors: async () => {
          mis.asked.push('doctors')
          return { items: [] }
        },
        listSlots: async ({ doctorId, from, to }) => {
          mis.asked.push(`${from}..${to}`)
          const times = [...new Set([from, to])].map((each) => slotAt(`${each}T09:00`, doctorId))
          const free = times.filter(({ id, doctorId: of }) => !mis.booked.has(`${of} ${id}`))
          await mis.gate
          if (mis.down) throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
          return free
        },
        book: async (request) => {
          mis.booked.add(`${request.slot.doctorId} ${request.slot.id}`)
          return appointmentOf(request)
        },
        cancel: async ({ appointment }) => {
          mis.booked.delete(`${appointment.doctorId} t1.${appointment.start.slice(0, 16)}`)
          const visit = mis.visits.get(appointment.id) ?? { ...appointment, end: appointment.start, mode: 'in-person' }
          const cancelled: Appointment = { ...visit, status: 'cancelled' }
          mis.visits.set(appointment.id, cancelled)
          return cancelled
        },
        getAppointment: async ({ id }) => {
          mis.asked.push(`visit ${id}`)
          return mis.visits.get(id) ?? null
        },
      },
    }),
    [cache({ ...options.cache, shared })],
  )
  return { adapter, shared }
}

/** Resolves when everything that was told to this instance before has been heard: messages keep their order. */
export async function heard(client: RedisClient, channel = 'mis:writes'): Promise<void> {
  await new Promise<void>((resolve) => {
    const mark = `mark ${crypto.randomUUID()}`
    const end = client.subscribe(channel, {
      message: (text) => {
        if (text !== mark) return
        end()
        resolve()
      },
      connected: () => void client.command(['PUBLISH', channel, mark]),
      lost: () => {},
    })
  })
}

/** Resolves when `condition` holds, looked at once a turn of the loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1))
}
