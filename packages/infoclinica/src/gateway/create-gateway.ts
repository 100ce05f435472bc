import { defineAdapter, type MisAdapter, MisError } from '@mis/core'
import { createGatewayOperations, type GatewayCapabilities } from '../adapter.ts'
import { gatewayCapabilities } from '../capabilities.ts'
import type { GatewaySettings } from '../options.ts'
import { type ChangeFeed, createChangeFeed } from './changes.ts'
import { createGatewayClient } from './client.ts'
import { createDirectory } from './directory.ts'
import { createPatients } from './patients.ts'

export type GatewayAdapter = MisAdapter<GatewayCapabilities> & ChangeFeed

/** Puts the gateway's parts together. */
export function createGateway(settings: GatewaySettings): GatewayAdapter {
  const { instance, runtime } = settings
  const client = createGatewayClient(settings)
  const directory = createDirectory(settings, client)
  const patients = createPatients(client)
  const closing = new AbortController()
  const adapter = defineAdapter({
    vendor: 'infoclinica',
    instance,
    capabilities: gatewayCapabilities(settings),
    ...(runtime !== undefined && { runtime }),
    operations: createGatewayOperations(settings, { client, directory, patients }),
    async close() {
      const hint = 'the adapter is closed; make a new one'
      const details = { by: 'queue', retryAfterMs: null } as const
      closing.abort(new MisError('unavailable', { vendor: 'infoclinica', operation: 'changes', hint, details }))
      await client.close()
    },
  })
  return Object.assign(adapter, createChangeFeed({ client, directory, closed: closing.signal, runtime }))
}
