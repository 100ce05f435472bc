import { createWorld, type World, type WorldOptions } from '@mis/mock'
import {
  type OneCMock,
  type OneCMockOptions,
  type OneCQuirks,
  oneCGuid,
  oneCMedicineMock,
} from '@mis/onec-medicine/mock'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface Said {
  readonly status: number
  readonly text: string
  readonly type: string | null
  readonly headers: Headers
  /** The body as JSON, a byte order mark left out; undefined where it is none. */
  readonly json: unknown
}

export interface Base {
  readonly world: World
  readonly mock: OneCMock
  /** May be changed between two requests. */
  readonly options: Mutable<Omit<OneCMockOptions, 'quirks'>> & { quirks: Mutable<OneCQuirks> }
  /** `ask('GET /doctors')`; a body that is no text goes as JSON. */
  ask(target: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Said>
}

export const username = 'Сайт'
export const password = 'п@роль:1'
export const authorization = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
export const day = '2031-03-05'
export const doctor = oneCGuid('doctor', '1')
export const clinic = oneCGuid('clinic', '1')

export function open(more: Partial<OneCMockOptions> = {}, ofWorld: WorldOptions = {}): Base {
  const world = createWorld(ofWorld)
  const options = { username, password, ...more, quirks: { ...more.quirks } }
  const mock = oneCMedicineMock(world, options)
  return {
    world,
    mock,
    options,
    async ask(target, body, headers = {}) {
      const [method = '', path = ''] = target.split(' ')
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const init = { method, headers: { authorization, ...headers }, ...(text !== undefined && { body: text }) }
      const response = await mock(new Request(`http://mock.test${path}`, init))
      const answer = Buffer.from(await response.arrayBuffer()).toString('utf8')
      const type = response.headers.get('content-type')
      return { status: response.status, text: answer, type, headers: response.headers, json: parsed(answer) }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** A booking of medapi that is right in every member. */
export const medapiBooking = (slotTime = '09:00', more: object = {}) => ({
  slotDate: day,
  slotTime,
  doctorGuid: doctor,
  patient: {
    lastName: 'Тестова',
    firstName: 'Проба',
    middleName: 'Образцовна',
    birthDate: '1990-01-02',
    phone: '+74950000001',
    email: 'p1@example.org',
    snils: '000-000-600 18',
  },
  serviceCode: '',
  ...more,
})

/** The cookie that an answer sets, as a client sends it back. */
export function cookieOf({ headers }: Said): string {
  return headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}
