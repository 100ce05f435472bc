import type { Subject } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { listen, type World } from '@mis/mock'

async function start(world: World, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const server = await listen(medeskMock(world, { apiKey: 'key' }))
  return { server, adapter: dress(createMedesk({ baseUrl: server.url, apiKey: 'key', timeZone: 'Europe/Moscow' })) }
}

export const medesk: Subject = { vendor: 'medesk', start: (world) => start(world) }
export const medeskWrapped: Subject = {
  vendor: 'medesk, wrapped',
  start: (world) => start(world, (bare) => wrap(bare, recommended())),
}
