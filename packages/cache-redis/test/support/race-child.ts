// One instance of an app in a process of its own. Steps of the MIS and of every Redis command are drawn out over a random
// number of turns, so that trials meet in ever new orders. Commands come over IPC.
import { fromIoredis, type RedisClient, redisCache } from '@mis/cache-redis'
import { cache, defineAdapter, wrap } from '@mis/core'
import { Redis } from 'ioredis'
import { appointmentOf, patient, slotAt } from '../../../core/test/support/toy.ts'
import { heard } from './instance.ts'

export interface RaceRequest {
  readonly id: number
  readonly what: 'read' | 'book' | 'heard'
  readonly doctorId: string
  /** The most turns each step may take. */
  readonly turns: number
}
export interface RaceReply {
  readonly id: number
  /** Whether the time was free, as read. */
  readonly free?: boolean
}

const day = '2031-03-05'
const [port = '', localMs = ''] = process.argv.slice(2)
const truth = new Redis({ host: '127.0.0.1', port: Number(port) })
const driver = new Redis({ host: '127.0.0.1', port: Number(port) })
let most = 0

async function someTurns(): Promise<void> {
  for (let left = Math.floor(Math.random() * (most + 1)); left > 0; left -= 1) await new Promise(setImmediate)
}

const plain = fromIoredis(driver)
const drawnOut: RedisClient = {
  ...plain,
  async command(args) {
    await someTurns()
    const reply = await plain.command(args)
    await someTurns()
    return reply
  },
}

const adapter = wrap(
  defineAdapter({
    vendor: 'toy',
    instance: 'race',
    capabilities: { patientFields: { required: [] }, slotWindowDays: 1, concurrency: 999 },
    operations: {
      listDoctors: async () => ({ items: [] }),
      listSlots: async ({ doctorId }) => {
        await someTurns()
        const booked = await truth.get(`truth:${doctorId}`)
        await someTurns()
        return booked === null ? [slotAt(`${day}T09:00`, doctorId)] : []
      },
      book: async (request) => {
        await someTurns()
        await truth.set(`truth:${request.slot.doctorId}`, '1')
        await someTurns()
        return appointmentOf(request)
      },
      cancel: async ({ appointment }) => ({
        ...appointment,
        status: 'cancelled',
        end: appointment.start,
        mode: 'in-person',
      }),
    },
  }),
  [
    cache({
      shared: redisCache(drawnOut, { timeLimitMs: 60_000, writeTimeLimitMs: 60_000 }),
      localMs: Number(localMs),
    }),
  ],
)

async function perform({ what, doctorId, turns }: RaceRequest): Promise<Pick<RaceReply, 'free'>> {
  most = turns
  if (what === 'heard') await heard(plain)
  if (what === 'book') await adapter.book({ slot: slotAt(`${day}T09:00`, doctorId), patient })
  if (what !== 'read') return {}
  return { free: (await adapter.listSlots({ doctorId, from: day, to: day })).slots.length > 0 }
}

process.on('message', (request: RaceRequest) => {
  void perform(request).then((done) => process.send?.({ id: request.id, ...done } satisfies RaceReply))
})
process.on('disconnect', () => process.exit())
process.send?.({ id: 0 } satisfies RaceReply)
