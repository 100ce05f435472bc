import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, listen, type MockServer, type World } from '@mis/mock'
import { type Clock, createClock } from './clock.ts'

export const apiKey = 'demo-key'

/** A clinic, its Medesk on a loopback socket, and the adapter an app would use. */
export interface Clinic {
  readonly clock: Clock
  readonly world: World
  readonly server: MockServer
  readonly mis: MisAdapter
  close(): Promise<void>
}

/** `strict: false` bears requests that no route fits: a person types them. */
export async function openClinic({ strict }: { readonly strict: boolean }): Promise<Clinic> {
  const clock = createClock('2031-03-03T08:00:00+03:00')
  const world = createWorld({ now: clock.now })
  const server = await listen(medeskMock(world, { apiKey }), { strict })
  const { now, monotonic } = clock
  const medesk = createMedesk({ baseUrl: server.url, apiKey, timeZone: 'Europe/Moscow', runtime: { now, monotonic } })
  const mis = wrap(medesk, recommended())
  const close = async (): Promise<void> => {
    await mis.close()
    await server.close()
  }
  return { clock, world, server, mis, close }
}
