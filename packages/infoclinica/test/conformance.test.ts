import { conformance } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createInfoclinica } from '@mis/infoclinica'
import { infoclinicaMock } from '@mis/infoclinica/mock'
import { listen, type World } from '@mis/mock'
import { describe, it } from 'vitest'

type Dress = (adapter: MisAdapter) => MisAdapter
const bare: Dress = (adapter) => adapter
const wrapped: Dress = (adapter) => wrap(adapter, recommended())

const oauth2 = {
  kind: 'oauth2',
  grant: 'password',
  clientId: 'partner',
  secretKey: 'key',
  username: 'desk',
  password: 'word',
} as const

async function gateway(world: World, dress: Dress) {
  const server = await listen(infoclinicaMock(world, { auth: oauth2 }))
  const adapter = createInfoclinica({
    baseUrl: server.url,
    auth: oauth2,
    timeZone: 'Europe/Moscow',
    // The secret of a token holds the time, and the mock's clock is the world's.
    runtime: { now: () => world.now() },
  })
  return { server, adapter: dress(adapter) }
}

conformance({ describe, it }, { vendor: 'infoclinica gateway', start: (world) => gateway(world, bare) })
conformance({ describe, it }, { vendor: 'infoclinica gateway, wrapped', start: (world) => gateway(world, wrapped) })
