import type { MisAdapter, Runtime } from '@mis/core'
import { createOneCMedicine, type OneCMedicineOptions } from '@mis/onec-medicine'

type Medapi = Extract<OneCMedicineOptions, { readonly profile?: 'medapi' }>
/** One answer of a made-up base; a plain value is sent as JSON with status 200. */
type Answer = Response | object | string

export interface Stub {
  readonly runtime: Partial<Runtime>
  readonly requests: Request[]
}

/** A network that answers `METHOD /first-segment`; what it does not know is 404. */
export function stub(answers: Readonly<Record<string, Answer>>): Stub {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    requests.push(request)
    const answer = answers[`${request.method} /${new URL(request.url).pathname.split('/')[1]}`]
    if (answer instanceof Response) return answer.clone()
    if (typeof answer === 'string') return new Response(answer)
    return answer === undefined ? new Response(null, { status: 404 }) : Response.json(answer)
  }
  return { runtime: { fetch, now: () => Date.parse('2031-03-03T05:00:00Z') }, requests }
}

/** A base with these times on every day of every doctor. */
export const scheduleOf = (...times: readonly object[]): Stub => stub({ 'GET /schedule': times })

export const options = {
  baseUrl: 'http://onec.test',
  username: 'Сайт',
  password: '',
  timeZone: 'Europe/Moscow',
} as const satisfies Medapi

export function adapterOver({ runtime }: Stub, more: Partial<Medapi> = {}): MisAdapter {
  return createOneCMedicine({ ...options, ...more, runtime: { ...runtime, ...more.runtime } })
}

export const guid = 'd0c00000-0000-11ef-8000-0000000000d1'
export const query = { doctorId: guid, from: '2031-03-05', to: '2031-03-05' }
export const patient = {
  lastName: 'Тестова',
  firstName: 'Проба',
  phone: '+74950000001',
  birthDate: '1990-01-02',
} as const
