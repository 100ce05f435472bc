import type { Runtime } from '@mis/core'
import { type TestAPI, test } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../clock/virtual-clock.ts'
import { inProcess } from '../server/in-process.ts'
import { listen } from '../server/listen.ts'
import type { ListenOptions, MockHandler, MockServer } from '../server/types.ts'
import type { World, WorldOptions } from '../world/types.ts'
import { createWorld } from '../world/world.ts'

/** Options of `clinicTest`. */
export interface ClinicTestOptions {
  /** The vendor's dialect, such as `(world) => medeskMock(world, { apiKey: 'key' })`. */
  readonly mock: (world: World) => MockHandler
  /** How the clinic is made; `now` is when the clock starts. */
  readonly world?: Omit<WorldOptions, 'now'> & { readonly now?: string | number }
  /** Faults, seed and strictness of the server. */
  readonly server?: Pick<ListenOptions, 'faults' | 'seed' | 'strict'>
  /** `true`, or the options of https: on a loopback socket, with the machine's own time. Default: in process. */
  readonly socket?: boolean | Pick<ListenOptions, 'tls'>
}

/** What a test is given. All of it is new for each test. */
export interface ClinicFixtures {
  /** Of the world, and of the adapter that takes `runtime`. */
  readonly clock: VirtualClock
  /** The witness: what really happened in the clinic. */
  readonly world: World
  /** Where the adapter's `baseUrl` is `server.url`. Closed after the test, which fails where the mock saw something off. */
  readonly server: MockServer
  /** For the adapter: virtual time and, in process, the way to the server. On a socket the world's time alone. */
  readonly runtime: Partial<Runtime>
}

/** Vitest's `test` with a clinic of its own for each test: `const it = clinicTest({ mock })`. */
export function clinicTest({
  mock,
  world: made = {},
  server: options = {},
  socket = false,
}: ClinicTestOptions): TestAPI<ClinicFixtures> {
  const { now, ...rest } = made
  return test.extend<ClinicFixtures & { readonly opened: Opened }>({
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of what a fixture needs here
    clock: async ({}, use) => use(createVirtualClock(now === undefined ? {} : { startsAt: now })),
    world: async ({ clock }, use) => use(createWorld({ ...rest, now: clock.now })),
    opened: async ({ world, clock }, use) => {
      const opened = await open(mock(world), clock)
      await use(opened)
      await opened.server.close()
    },
    server: async ({ opened }, use) => use(opened.server),
    runtime: async ({ opened }, use) => use(opened.runtime),
  })

  async function open(handler: MockHandler, clock: VirtualClock): Promise<Opened> {
    if (socket !== false) {
      const server = await listen(handler, { ...options, ...(socket === true ? {} : socket) })
      return { server, runtime: { now: clock.now } }
    }
    const server = inProcess(handler, options)
    return { server, runtime: { ...clock.runtime, fetch: server.fetch } }
  }
}

interface Opened {
  readonly server: MockServer
  readonly runtime: Partial<Runtime>
}
