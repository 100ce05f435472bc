// One adapter for the life of the process. Next loads a module again after each change while you write: keep it outside.
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'

const kept = globalThis as { clinic?: MisAdapter }

export function clinic(): MisAdapter {
  const { MEDESK_URL: baseUrl, MEDESK_KEY: apiKey = '' } = process.env
  kept.clinic ??= wrap(createMedesk({ ...(baseUrl && { baseUrl }), apiKey, timeZone: 'Europe/Moscow' }), recommended())
  return kept.clinic
}
