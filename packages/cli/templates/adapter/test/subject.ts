import type { Subject } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { listen, type World } from '@mis/mock'
import { acmeMock } from '../mock/index.ts'
import { createAcme } from '../src/adapter.ts'

async function start(world: World, dress: (adapter: MisAdapter) => MisAdapter) {
  const server = await listen(acmeMock(world, { key: 'k' }))
  const adapter = createAcme({ baseUrl: server.url, key: 'k', timeZone: 'Europe/Moscow' })
  return { server, adapter: dress(adapter) }
}

// The mock serves the world's first clinic.
const clinics = ['1']
export const bare: Subject = { vendor: 'acme', clinics, start: (world) => start(world, (adapter) => adapter) }
export const wrapped: Subject = {
  vendor: 'acme, wrapped',
  clinics,
  start: (world) => start(world, (adapter) => wrap(adapter, recommended())),
}
