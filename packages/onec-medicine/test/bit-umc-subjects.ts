import type { Subject } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { listen, type World } from '@mis/mock'
import { createOneCMedicine } from '@mis/onec-medicine'
import { oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'

const user = { username: 'Сайт', password: 'пароль' }

async function start(world: World, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const server = await listen(oneCMedicineMock(world, { profile: 'bit-umc', key: 'key', ...user }))
  const adapter = createOneCMedicine({
    ...{ profile: 'bit-umc', baseUrl: server.url, key: 'key', timeZone: 'Europe/Moscow', ...user },
    // A hold ends so many minutes from now: the clock has to be the clinic's.
    runtime: { now: () => world.now() },
  })
  return { server, adapter: dress(adapter) }
}

const shared = {
  clinics: ['1'],
  ids: {
    doctor: (id) => oneCGuid('doctor', id),
    clinic: (id) => oneCGuid('clinic', id),
    appointment: (id) => oneCGuid('appointment', id),
  },
  carries: { rooms: false, modes: false },
} satisfies Partial<Subject>

export const bitUmc: Subject = { ...shared, vendor: 'onec-medicine, bit-umc', start: (world) => start(world) }
export const bitUmcWrapped: Subject = {
  ...shared,
  vendor: 'onec-medicine, bit-umc, wrapped',
  start: (world) => start(world, (bare) => wrap(bare, recommended())),
}
