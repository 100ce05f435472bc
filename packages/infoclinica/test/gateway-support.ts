import type { Runtime } from '@mis/core'
import { createInfoclinica, type InfoclinicaOptions } from '@mis/infoclinica'
import { type InfoclinicaMockOptions, infoclinicaMock } from '@mis/infoclinica/mock'
import { createWorld, type InProcessServer, inProcess, testPatient, type World } from '@mis/mock'

export const oauth2 = {
  kind: 'oauth2',
  grant: 'password',
  clientId: 'partner',
  secretKey: 'key',
  username: 'desk',
  password: 'word',
} as const

type GatewayOptions = Extract<InfoclinicaOptions, { readonly profile?: 'gateway' }>

/** A gateway over a world without a socket, an adapter, and time that stands still until it is moved. */
export interface Gateway {
  readonly world: World
  readonly server: InProcessServer
  readonly mock: ReturnType<typeof infoclinicaMock>
  readonly options: { -readonly [K in keyof InfoclinicaMockOptions]: InfoclinicaMockOptions[K] }
  readonly adapter: ReturnType<typeof createGateway>
  /** Moves the adapter's clocks and the world's. */
  pass(milliseconds: number): void
}

const createGateway = (options: GatewayOptions) => createInfoclinica(options)

export function openGateway(
  change: { readonly mock?: Partial<InfoclinicaMockOptions>; readonly adapter?: Partial<GatewayOptions> } = {},
  runtime: Partial<Runtime> = {},
): Gateway {
  const world = createWorld()
  const options: Gateway['options'] = { auth: oauth2, ...change.mock }
  const mock = infoclinicaMock(world, options)
  const server = inProcess(mock, { strict: false })
  let monotonic = 0
  const adapter = createGateway({
    baseUrl: server.url,
    auth: oauth2,
    timeZone: 'Europe/Moscow',
    runtime: { now: () => world.now(), monotonic: () => monotonic, fetch: server.fetch, ...runtime },
    ...change.adapter,
  })
  return {
    ...{ world, server, mock, options, adapter },
    pass(milliseconds) {
      world.advance(milliseconds)
      monotonic += milliseconds
    },
  }
}

/** Names of the messages that arrived, and `token` for a request for one. */
export function messages({ server }: Pick<Gateway, 'server'>): readonly string[] {
  return server
    .requests()
    .map(({ path, body }) => (path === '/oauth2/token' ? 'token' : (/<MSG\.2>(\w+)</.exec(body)?.[1] ?? path)))
}

/** What stands in an element of a message. */
export function element(body: string, name: string): string | undefined {
  return new RegExp(`<${name.replace('.', '\\.')}>([^<]*)<`).exec(body)?.[1]
}

/** The bodies of the messages of one name. */
export function bodies({ server }: Pick<Gateway, 'server'>, name: string): readonly string[] {
  return server
    .requests()
    .map(({ body }) => body)
    .filter((body) => body.includes(`<MSG.2>${name}</MSG.2>`))
}

/** A day of the world on which doctor 1 receives, and a free time of it. */
export const day = '2031-03-05'

export async function freeSlot({ adapter }: Gateway, doctorId = '1') {
  const { slots } = await adapter.listSlots({ doctorId, from: day, to: '2031-03-14', mode: 'in-person' })
  const [slot] = slots
  if (slot === undefined) throw new Error('the world has no free time')
  return slot
}

export const patient = testPatient(1)
