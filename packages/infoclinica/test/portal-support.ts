import { type InfoclinicaMockOptions, infoclinicaMock } from '@mis/infoclinica/mock'
import { createWorld, type World } from '@mis/mock'
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
