import { defaultRuntime, type MisAdapter, type Runtime } from '@mis/core'
import { createWorld, type InProcessServer, inProcess, testPatient, type World, type WorldOptions } from '@mis/mock'
import { createOneCMedicine, type OneCMedicineOptions } from '@mis/onec-medicine'
import { type OneCMock, type OneCMockOptions, oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'

type Medapi = Extract<OneCMedicineOptions, { readonly profile?: 'medapi' }>
type Writable<T> = { -readonly [K in keyof T]: T[K] }

const user = { username: 'Запись с сайта', password: 'пароль' } as const
export const day = '2031-03-05'
export const doctorId = oneCGuid('doctor', '1')
export const query = { doctorId, from: day, to: day }
export const person = testPatient(1)

/** A clock that only the test moves; everything else is the real runtime. */
export function handClock(start = 0): { readonly runtime: Pick<Runtime, 'monotonic'>; advance(ms: number): void } {
  let at = start
  return {
    runtime: { monotonic: () => at },
    advance(ms) {
      at += ms
    },
  }
}

export interface Base {
  readonly world: World
  readonly mock: OneCMock
  /** May be changed between two calls. */
  readonly mockOptions: Writable<OneCMockOptions>
  readonly server: InProcessServer
  readonly adapter: MisAdapter
  /** Another adapter of the same base. */
  another(options?: Partial<Medapi>): MisAdapter
}

export interface Wanted {
  readonly mock?: Partial<OneCMockOptions>
  readonly adapter?: Partial<Medapi>
  readonly world?: WorldOptions
}

/** One base and an adapter that talks to it without a socket. */
export function base({ mock: mockMore, adapter: more, world: worldMore }: Wanted = {}): Base {
  const world = createWorld(worldMore)
  const mockOptions = { ...user, ...mockMore }
  const mock = oneCMedicineMock(world, mockOptions)
  const server = inProcess(mock)
  const another = (options: Partial<Medapi> = {}): MisAdapter => {
    const runtime = { ...more?.runtime, ...options.runtime, fetch: server.fetch }
    return createOneCMedicine({ ...user, baseUrl: server.url, timeZone: 'Europe/Moscow', ...more, ...options, runtime })
  }
  return { world, mock, mockOptions, server, adapter: another(), another }
}

/** Work of the base that goes on only when the test says so, and how much of it there was at once. */
export function heldWork() {
  const waiting: (() => void)[] = []
  let most = 0
  return {
    work: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve)
        most = Math.max(most, waiting.length)
      }),
    running: () => waiting.length,
    most: () => most,
    /** Lets the oldest go on; false where nothing runs. */
    goOn(): boolean {
      const next = waiting.shift()
      next?.()
      return next !== undefined
    },
  }
}

/** Lets everything go on that can without anybody's help. */
export async function settled(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** The header of every request so far that says which session it belongs to. */
export function sessionsOf({ server }: Base): readonly string[] {
  return server.requests().map(({ headers }) => {
    const cookie = /ibsession=[0-9a-f-]*?0*(\d+)$/.exec(headers.cookie ?? '')?.[1]
    return [headers.ibsession, cookie].filter(Boolean).join(' ')
  })
}

/** A runtime whose pauses of `ms` are over at once. */
export function hurried(ms: number): Pick<Runtime, 'sleep'> {
  return { sleep: (wanted, signal) => (wanted === ms ? Promise.resolve() : defaultRuntime.sleep(wanted, signal)) }
}
