import { conformance } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { listen, type World } from '@mis/mock'
import { describe, it } from 'vitest'

async function start(world: World, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const server = await listen(medeskMock(world, { apiKey: 'key' }))
  return { server, adapter: dress(createMedesk({ baseUrl: server.url, apiKey: 'key', timeZone: 'Europe/Moscow' })) }
}

conformance({ describe, it }, { vendor: 'medesk', start: (world) => start(world) })
conformance(
  { describe, it },
  { vendor: 'medesk, wrapped', start: (world) => start(world, (bare) => wrap(bare, recommended())) },
)
