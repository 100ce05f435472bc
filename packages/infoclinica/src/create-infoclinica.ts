import type { MisAdapter } from '@mis/core'
import { createGateway, type GatewayAdapter } from './gateway/create-gateway.ts'
import { type GatewayOptions, type InfoclinicaOptions, type PortalOptions, settingsOf } from './options.ts'
import { createPortal, type PortalAdapter } from './portal/create-portal.ts'

/**
 * Connects to one Infoclinica: to the XML gateway for partner systems, or with `profile: 'portal'` to the patient's web
 * cabinet.
 *
 * Throws `invalid-request` naming the option that is wrong. Nothing is sent before the first call.
 */
export function createInfoclinica(options: GatewayOptions): GatewayAdapter
export function createInfoclinica(options: PortalOptions): PortalAdapter
export function createInfoclinica(options: InfoclinicaOptions): MisAdapter
export function createInfoclinica(options: InfoclinicaOptions): MisAdapter {
  const settings = settingsOf(options)
  return settings.profile === 'portal' ? createPortal(settings) : createGateway(settings)
}
