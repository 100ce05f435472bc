import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { createWorld, listen, type World, type WorldSlotQuery } from '@mis/mock'
import { oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'

const clinicId = '1'
const doctors = 50
const latencyMs = 100

/** As many doctors as a large clinic has: those of the world, again and again under other numbers. */
function widened(world: World) {
  const staff = world.doctors().filter(({ active, clinicIds }) => active && clinicIds.includes(clinicId))
  const all = Array.from({ length: doctors }, (_, place) => ({ ...at(place), id: String(place + 1) }))
  function at(place: number) {
    const doctor = staff[place % staff.length]
    if (doctor === undefined) throw new Error('the world has no doctors')
    return doctor
  }
  const real = (query: WorldSlotQuery = {}): WorldSlotQuery =>
    query.doctorId === undefined ? query : { ...query, doctorId: at(Number(query.doctorId) - 1).id }
  return {
    ...world,
    doctors: () => all,
    slots: (query?: WorldSlotQuery) => world.slots(real(query)),
    freeSlots: (query?: WorldSlotQuery) => world.freeSlots(real(query)),
  }
}

const world = widened(createWorld())
const mock = oneCMedicineMock(world, {
  username: 'bench',
  password: 'bench',
  clinicId,
  // The base works this long on every call and holds its session meanwhile.
  work: () => pause(latencyMs),
})
const server = await listen(mock)
process.send?.({ url: server.url, doctorIds: world.doctors().map(({ id }) => oneCGuid('doctor', id)), latencyMs })
await once(process, 'disconnect')
await server.close()
