import type { Runtime, Slot } from '@mis/core'
import { createMedesk, type MedeskOptions } from '@mis/medesk'

/** One answer of a made-up server; a plain value is sent as JSON with status 200. */
export type Answer = Response | object | string

export interface Stub {
  readonly runtime: Partial<Runtime>
  /** `METHOD /path?query` of everything that was asked, below the base. */
  readonly asked: string[]
  readonly requests: Request[]
}

const base = 'http://medesk.test'

/** A network that answers by the path without its query; what it does not know is 404. */
export function stub(answers: Readonly<Record<string, Answer>>): Stub {
  const asked: string[] = []
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    asked.push(`${request.method} ${pathname}${search}`)
    requests.push(request)
    const answer = answers[`${request.method} ${pathname}`]
    if (answer instanceof Response) return answer.clone()
    if (typeof answer === 'string') return new Response(answer, { headers: { 'content-type': 'application/json' } })
    return answer === undefined ? new Response(null, { status: 404 }) : Response.json(answer)
  }
  return { runtime: { fetch, now: () => Date.parse('2031-03-03T05:00:00Z') }, asked, requests }
}

export const options = { baseUrl: base, apiKey: 'key', timeZone: 'Europe/Moscow' } as const satisfies MedeskOptions

/** An adapter with nothing switched off, before a stub. */
export const adapterOver = ({ runtime }: Stub, more: Partial<Omit<MedeskOptions, 'readBack' | 'appointments'>> = {}) =>
  createMedesk({ ...options, runtime, ...more })

export const patient = {
  lastName: 'Тестова',
  firstName: 'Проба',
  phone: '+74950000001',
  email: 'p1@example.org',
  birthDate: '1990-01-02',
} as const

/** As the server writes them. */
export const wirePatient = {
  first_name: 'Проба',
  last_name: 'Тестова',
  phone: '+74950000001',
  email: 'p1@example.org',
  birth_date: '1990-01-02',
}
export const wireSlot = {
  id: 70101,
  start: '2031-03-05T06:00:00Z',
  end: '2031-03-05T06:20:00Z',
  room: '12',
  online: false,
}
export const wireVisit = {
  id: 501,
  status: 'booked',
  slot_id: 70101,
  doctor_id: 7,
  start: '2031-03-05T06:00:00Z',
  end: '2031-03-05T06:20:00Z',
  room: '12',
  online: false,
  patient: wirePatient,
  external_id: 'r-1',
}
export const wireDay = { doctor_id: 7, date: '2031-03-05', time_zone: 'Europe/Moscow', free_slots: [wireSlot] }
export const wireDoctor = {
  id: 7,
  last_name: 'Примерова',
  first_name: 'Анна',
  middle_name: null,
  specialties: [{ id: 3, name: 'Терапия' }],
  clinic_id: 1,
  time_zone: 'Europe/Moscow',
  room: '12',
  active: true,
}

export const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
export const slot: Slot = {
  id: 'md.1.eyJzIjoiNzAxMDEifQ',
  doctorId: '7',
  clinicId: '1',
  start: '2031-03-05T09:00:00+03:00',
  end: '2031-03-05T09:20:00+03:00',
  timeZone: 'Europe/Moscow',
  room: '12',
  mode: 'in-person',
}
export const visit = { id: '501', clinicId: '1', doctorId: '7', start: '2031-03-05T09:00:00+03:00' }
