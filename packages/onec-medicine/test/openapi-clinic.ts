import { createWorld, inProcess, testPatient } from '@mis/mock'
import { type OneCMockOptions, oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import type { Exchange } from './openapi.ts'

export const username = 'Сайт'
export const password = 'secret'
const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
export const date = '2031-03-05'

type Send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Exchange>

export interface Clinic {
  readonly world: ReturnType<typeof createWorld>
  readonly send: Send
  readonly platform: ReturnType<typeof oneCMedicineMock>['platform']
  /** A good booking of the day's first free time. */
  readonly booking: () => Record<string, unknown> & { patient: Record<string, unknown> }
}

/** A base with the mock in it, and a way to ask it that keeps what went over the wire. */
export function clinic(options: Partial<OneCMockOptions> = {}): Clinic {
  const world = createWorld()
  const mock = oneCMedicineMock(world, { username, password, ...options })
  const server = inProcess(mock)
  const send: Send = async (method, path, body, headers = {}) => {
    const requestBody = body === undefined ? '' : JSON.stringify(body)
    const response = await server.fetch(server.url + path, {
      method,
      headers: { authorization: basic, 'content-type': 'application/json; charset=utf-8', ...headers },
      ...(body !== undefined && { body: requestBody }),
    })
    const contentType = response.headers.get('content-type') ?? ''
    return { method, path, requestBody, status: response.status, contentType, responseBody: await response.text() }
  }
  const booking = () => {
    const [slot] = world.freeSlots({ doctorId: '1', clinicId: '1', from: date, to: date })
    if (!slot) throw new Error('no free time')
    const { lastName, firstName, birthDate, phone } = testPatient(1)
    const patient = { lastName, firstName, middleName: '', birthDate, phone, email: '', snils: '' }
    const doctorGuid = oneCGuid('doctor', slot.doctorId)
    return { slotDate: date, slotTime: slot.start.slice(11, 16), doctorGuid, patient, serviceCode: '' }
  }
  return { world, send, platform: mock.platform, booking }
}

/** The path of one doctor's day. */
export const schedule = (doctor: string, day: string): string => `/schedule/${oneCGuid('doctor', doctor)}/${day}`
