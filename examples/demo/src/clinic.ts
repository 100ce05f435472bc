import { type MisAdapter, type Runtime, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, listen, type MockServer, type World } from '@mis/mock'
import { type Clock, createClock } from './clock.ts'

export const apiKey = 'demo-key'
/** A port of this machine where a connection is refused. */
const nobodyListens = 'http://127.0.0.1:2/'

/** A clinic, its Medesk on a loopback socket, and the adapter an app would use. */
export interface Clinic {
  readonly clock: Clock
  readonly world: World
  readonly server: MockServer
  readonly mis: MisAdapter
  /** The same for a desk, which reads back itself what `settle` would. */
  readonly deskMis: MisAdapter
  /** Pulls the plug of the MIS and puts it back: while it is out, nobody listens where requests go. */
  unplug(isOut: boolean): void
  close(): Promise<void>
}

/** `strict: false` bears requests that no route fits: a person types them. */
export async function openClinic({ strict }: { readonly strict: boolean }): Promise<Clinic> {
  const clock = createClock('2031-03-03T08:00:00+03:00')
  const world = createWorld({ now: clock.now })
  const server = await listen(medeskMock(world, { apiKey }), { strict })
  const { now, monotonic } = clock
  let isOut = false
  const runtime: Partial<Runtime> = {
    now,
    monotonic,
    fetch: (input, init) => fetch(isOut ? nobodyListens : input, init),
  }
  const medesk = createMedesk({ baseUrl: server.url, apiKey, timeZone: 'Europe/Moscow', runtime })
  const mis = wrap(medesk, recommended())
  const deskMis = wrap(medesk, recommended({ settle: false }))
  const unplug = (yes: boolean): void => {
    isOut = yes
  }
  const close = async (): Promise<void> => {
    await mis.close()
    await server.close()
  }
  return { clock, world, server, mis, deskMis, unplug, close }
}
