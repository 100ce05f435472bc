// The MIS in a process of its own: it survives whatever happens to a desk, and what stands in its worlds is the truth.
import { addDays, dayAt, defaultRuntime } from '@mis/core'
import { createWorld, fakeDialect, listen, type MockServer, type World } from '@mis/mock'
import type { MisCommand } from './protocol.ts'

interface Mis {
  readonly world: World
  server: MockServer
}

const all: Mis[] = []
const now = () => defaultRuntime.now()

async function answer(message: MisCommand): Promise<unknown> {
  if (message.command === 'open') {
    const world = createWorld({ now, ...(message.days !== undefined && { days: message.days }) })
    const server = await listen(fakeDialect(world), { strict: false, faults: message.faults })
    const from = addDays(dayAt(now(), 'Europe/Moscow'), 1)
    const slots = world.doctors().flatMap(({ id }) => world.freeSlots({ doctorId: id, from }))
    return { mis: all.push({ world, server }) - 1, url: server.url, slots: slots.slice(0, message.slots) }
  }
  const mis = all[message.mis]
  if (!mis) throw new Error(`there is no MIS ${message.mis}`)
  switch (message.command) {
    case 'look':
      return mis.world
        .appointments()
        .filter(({ status }) => status !== 'cancelled')
        .map(({ reference, slotId }) => ({ reference, slotId }))
    case 'release':
      return mis.server.release()
    case 'up':
      mis.server = await listen(fakeDialect(mis.world), { strict: false, port: Number(new URL(mis.server.url).port) })
      return undefined
    default:
      return mis.server.close()
  }
}

process.on('message', ({ id, input }: { readonly id: number; readonly input: MisCommand }) => {
  answer(input).then(
    (output) => process.send?.({ id, output }),
    (error) => process.send?.({ id, error: String(error) }),
  )
})
process.once('disconnect', () => process.exit())
process.send?.({ id: -1 })
