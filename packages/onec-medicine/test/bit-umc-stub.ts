import type { Runtime } from '@mis/core'
import { createWorld, type World } from '@mis/mock'
import { createOneCMedicine } from '@mis/onec-medicine'
import { type OneCMockOptions, oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'

/** The extra options of profile `bit-umc`. */
type More = Partial<Parameters<typeof createOneCMedicine>[0] & { profile: 'bit-umc' }>

const user = { username: 'Сайт', password: 'пароль' }

/** An adapter over any `fetch`. */
export function adapterOver(runtime: Partial<Runtime>, more: Omit<More, 'profile'> = {}) {
  const base = { baseUrl: 'http://umc.test/hs/bwi', key: 'k0k0k0', timeZone: 'Europe/Moscow', ...user }
  return createOneCMedicine({ ...base, runtime, ...more, profile: 'bit-umc' })
}

/** One answer of a made-up service: a body with status 200, or a whole answer. */
export type Answer = string | object | Response | ((members: Record<string, unknown>) => string | object | Response)

/** A service that answers by its name; several answers of one are given in turn. What it does not know is 404. */
export function stub(answers: Readonly<Record<string, Answer | readonly Answer[]>>) {
  const asked: { readonly service: string; readonly members: Record<string, unknown> }[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const service = new URL(request.url).pathname.split('/').at(-1) ?? ''
    const members = JSON.parse(await request.text()) as Record<string, unknown>
    asked.push({ service, members })
    const known = answers[service]
    const turn = asked.filter((each) => each.service === service).length - 1
    const answer = Array.isArray(known) ? known[Math.min(turn, known.length - 1)] : known
    const said = typeof answer === 'function' ? answer(members) : answer
    if (said instanceof Response) return said.clone()
    if (typeof said === 'string') return new Response(said, { headers: { 'content-type': 'text/plain' } })
    return said === undefined ? new Response('Не найдено', { status: 404 }) : Response.json(said)
  }
  const runtime = { fetch, now: () => Date.parse('2031-03-03T05:00:00Z') }
  return { adapter: (more?: Omit<More, 'profile'>) => adapterOver(runtime, more), asked }
}

/** An adapter over the mock of a whole clinic, without a network. */
export function clinic(
  options: Partial<OneCMockOptions> = {},
  world: World = createWorld(),
  more: Omit<More, 'profile'> = {},
) {
  const handle = oneCMedicineMock(world, { ...user, profile: 'bit-umc', key: 'k0k0k0', ...options })
  const asked: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    asked.push(request.clone())
    const { pathname } = new URL(request.url)
    const root = `http://umc.test${pathname.slice('/hs/bwi'.length)}`
    return handle(new Request(root, { method: request.method, headers: request.headers, body: await request.text() }))
  }
  return { world, adapter: adapterOver({ fetch, now: () => world.now() }, more), asked }
}

export const doctorId = oneCGuid('doctor', '7')
export const clinicId = oneCGuid('clinic', '1')
export const visitId = oneCGuid('appointment', '501')

/** One row of the schedule: a doctor's free time on one morning. */
export const wireRow = {
  Клиника: clinicId,
  СотрудникФИО: 'Примерова Анна',
  СотрудникID: doctorId,
  Специализация: 'Терапия',
  ПериодГрафика: {
    Клиника: clinicId,
    Дата: '2031-03-05T00:00:00',
    ВремяНачала: '2031-03-05T09:00:00',
    ВремяОкончания: '2031-03-05T10:00:00',
    ВидВремени: 'f4ee0000-0000-11ef-8000-000000000001',
  },
  ДлительностьПриема: '0001-01-01T00:20:00',
}
export const freeMorning = { Ответ: { ГрафикДляСайта: wireRow } }
export const nothingFree = { Ответ: '' }
export const query = { doctorId, from: '2031-03-05', to: '2031-03-05' }
export const patient = {
  lastName: 'Тестова',
  firstName: 'Проба',
  middleName: 'Образцовна',
  birthDate: '1990-01-02',
  phone: '+74950000001',
  email: 'p1@example.org',
} as const
