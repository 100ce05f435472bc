import { type InfoclinicaMockOptions, infoclinicaMock } from '@mis/infoclinica/mock'
import { createWorld, type World } from '@mis/mock'
import { expect } from 'vitest'
import { type Fields, fieldsOf, listOf } from './mock-support.ts'

export const day = '2031-03-05'
export const wireDay = '20310305'
export const login = { kind: 'login', username: 'p1', password: 'p1-password' } as const

export interface PortalAnswer {
  readonly status: number
  readonly headers: Headers
  /** What the JSON holds; the text where it is none. */
  readonly body: unknown
}
type Writable<T> = { -readonly [K in keyof T]: T[K] }

export interface Portal {
  readonly world: World
  readonly options: Writable<InfoclinicaMockOptions>
  readonly mock: ReturnType<typeof infoclinicaMock>
  /** Sends `METHOD /path` with the headers of the portal and whatever cookie it gave last. */
  ask(target: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<PortalAnswer>
  /** Opens the page and logs in. */
  login(change?: Readonly<Record<string, string>>): Promise<PortalAnswer>
}

export const portalHeaders = { 'wr2-apirequest': '_', 'x-integration-type': 'PORTAL-WR2', accept: 'application/json' }

export function openPortal(change: Partial<InfoclinicaMockOptions> = {}): Portal {
  const world = createWorld()
  const options: Writable<InfoclinicaMockOptions> = { profile: 'portal', auth: login, ...change }
  const mock = infoclinicaMock(world, options)
  let cookie = ''
  const ask: Portal['ask'] = async (target, body, headers = portalHeaders) => {
    const [method = '', path = ''] = target.split(' ')
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const init = { method, headers: { ...headers, cookie }, ...(text !== undefined && { body: text }) }
    const response = await mock(new Request(`http://mock.test${path}`, init))
    cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? cookie
    const answer = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer }
  }
  return {
    ...{ world, options, mock, ask },
    async login(more = {}) {
      await ask('GET /', undefined, {})
      const { username, password } = login
      return await ask('POST /login', { accept: true, code: '', formKey: 'pcode', username, password, ...more })
    },
  }
}

export function dataOf({ body }: PortalAnswer): readonly Fields[] {
  return listOf(fieldsOf(body).data).map(fieldsOf)
}

/** Each time of a doctor's day with the schedule it stands in. */
export async function timesOf(portal: Portal, onlineMode = 0, dcode = '1'): Promise<readonly Fields[]> {
  const query = `st=${wireDay}&en=${wireDay}&dcode=${dcode}&onlineMode=${onlineMode}`
  const [found] = dataOf(await portal.ask(`GET /api/reservation/intervals?${query}`))
  return listOf(found?.workdates)
    .flatMap((date) => listOf(fieldsOf(date)[wireDay]))
    .flatMap((one) => listOf(fieldsOf(one).intervals).map((each) => ({ ...fieldsOf(each), ...pick(one) })))
}
const pick = (schedule: unknown) => ({ schedident: fieldsOf(schedule).schedident })

/** The body of a reservation. */
const reservation = (time: Fields | undefined, change: object = {}) => {
  const [st, en] = String(time?.time).split('-')
  const place = { date: wireDay, dcode: 1, depnum: 3, filial: 1, timezone: 3, schedident: time?.schedident }
  return { ...place, st, en, services: [], onlineType: 0, refid: null, deviceDetect: 2, ...change }
}

/** A portal with somebody logged in, and the free times of doctor 1's day. */
export async function ready(change: Parameters<typeof openPortal>[0] = {}) {
  const portal = openPortal(change)
  await portal.login()
  const times = await timesOf(portal)
  const reserve = (time: Fields | undefined, more: object = {}) =>
    portal.ask('POST /api/reservation/reserve', reservation(time, more))
  return { ...portal, portal, times, reserve }
}

/** A refusal inside a 200. */
export const refused = (error: string, message = /./) => ({
  status: 200,
  body: { success: false, error, message: expect.stringMatching(message) },
})
