import { defineAdapter, type MisAdapter } from '@mis/core'
import { http } from '@mis/core/adapter'
import { portalCapabilities } from '../capabilities.ts'
import type { PortalSettings } from '../options.ts'
import { createPortalOperations, type PortalCapabilities } from './adapter.ts'
import { createCatalogue } from './catalogue.ts'
import { createPortalDirectory } from './directory.ts'
import { createLogins } from './logins.ts'

export type PortalAdapter = MisAdapter<PortalCapabilities>

/** Puts the web cabinet's parts together. */
export function createPortal(settings: PortalSettings): PortalAdapter {
  const { baseUrl, instance, maxResponseBytes, runtime } = settings
  const line = http({ baseUrl, ...(maxResponseBytes !== undefined && { maxResponseBytes }) })
  const logins = createLogins(settings, line)
  const directory = createPortalDirectory(settings, createCatalogue(settings, logins.anybody))
  return defineAdapter({
    vendor: 'infoclinica',
    instance,
    capabilities: portalCapabilities(settings),
    ...(runtime !== undefined && { runtime }),
    operations: createPortalOperations(settings, logins, directory),
    close: () => line.close(),
  })
}
