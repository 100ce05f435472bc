import type { Operation } from '@mis/core'
import { unmatched } from '@mis/mock'
import type { InfoclinicaMockOptions, InfoclinicaWorld } from '../options.ts'
import { makePatients } from '../patients.ts'
import { makeChangeFeed } from './change-feed.ts'
import { scheduleChangeAccept, scheduleChangeList } from './changes.ts'
import { clientAdd, clientCheck, clientInfo } from './clients.ts'
import { getDepartmentList, getDoctorList, getFilialList, priceList } from './directory.ts'
import { accepted, type Message, readMessage, refused } from './envelope.ts'
import { type Handler, noInput } from './handler.ts'
import { inputOf } from './input.ts'
import {
  scheduleInfo,
  scheduleList,
  scheduleRecList,
  scheduleRecRemove,
  scheduleRecReserve,
  scheduleRecUpdate,
} from './records.ts'
import { EnvelopeFault, refusals } from './refusal.ts'
import { doctSchedule, doctScheduleFree, schedule } from './schedule.ts'
import { makeTokens } from './tokens.ts'

const handlers: Readonly<Record<string, Handler>> = {
  GET_FILIAL_LIST: getFilialList,
  GET_DEPARTMENT_LIST: getDepartmentList,
  GET_DOCTOR_LIST: getDoctorList,
  PRICE_LIST: priceList,
  SCHEDULE: schedule,
  DOCT_SCHEDULE: doctSchedule,
  DOCT_SCHEDULE_FREE: doctScheduleFree,
  SCHEDULE_REC_RESERVE: scheduleRecReserve,
  SCHEDULE_REC_REMOVE: scheduleRecRemove,
  SCHEDULE_REC_UPDATE: scheduleRecUpdate,
  SCHEDULE_INFO: scheduleInfo,
  SCHEDULE_LIST: scheduleList,
  SCHEDULE_REC_LIST: scheduleRecList,
  SCHEDULE_CHANGE_LIST: scheduleChangeList,
  SCHEDULE_CHANGE_ACCEPT: scheduleChangeAccept,
  CLIENT_ADD: clientAdd,
  CLIENT_CHECK: clientCheck,
  CLIENT_INFO: clientInfo,
}
/** Messages that must name their branch. [doc] */
const routed = new Set(['SCHEDULE', 'SCHEDULE_REC_RESERVE', 'SCHEDULE_REC_REMOVE', 'SCHEDULE_REC_UPDATE'])
/** Messages that say all without a block. [doc] for the change list, else [assumed]. */
const blockless = new Set([
  'SCHEDULE_CHANGE_LIST',
  'GET_FILIAL_LIST',
  'GET_DEPARTMENT_LIST',
  'GET_DOCTOR_LIST',
  'PRICE_LIST',
])

export interface Gateway {
  answer(request: Request, options: InfoclinicaMockOptions): Promise<Response>
  tokensIssued(): number
}

/** The XML gateway: one address for every message, another for tokens. */
export function makeGateway(world: InfoclinicaWorld, now: () => number): Gateway {
  const tokens = makeTokens(world, now)
  const patients = makePatients(world)
  const changes = makeChangeFeed(world)

  function isLetIn({ headers }: Request, { auth }: InfoclinicaMockOptions): boolean {
    const header = headers.get('authorization')
    if (auth.kind === 'certificate') {
      const host = headers.get('x-forwarded-host') ?? ''
      return header === null && host !== '' && host === (auth.forwardedHost ?? host)
    }
    const token = header?.startsWith('Bearer ') === true ? header.slice(7) : ''
    if (auth.kind === 'bearer') return token === auth.token
    return auth.kind === 'oauth2' && tokens.isGood(token, auth, now())
  }

  function rowsFor(message: Message, options: InfoclinicaMockOptions) {
    const { name, branch, block } = message
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
    const isServed = options.changeFeed !== false || !name.startsWith('SCHEDULE_CHANGE_')
    if (handler === undefined || !isServed) throw new EnvelopeFault(`Сообщение не поддерживается`)
    // How a missing or an unknown branch fails is [assumed].
    if (branch !== undefined && !world.clinics().some(({ id }) => id === branch)) {
      throw new EnvelopeFault('Филиал MSH.99 не найден')
    }
    if (branch === undefined && routed.has(name)) throw new EnvelopeFault('Не указан филиал MSH.99')
    if (block === undefined && !blockless.has(name)) throw refusals.malformed(`${name}_IN`)
    const input = block === undefined ? noInput() : inputOf(block)
    changes.observe()
    try {
      return handler({ world, options, patients, changes, input, branch })
    } finally {
      changes.observe()
    }
  }

  return {
    tokensIssued: tokens.issued,
    async answer(request, options) {
      const { pathname } = new URL(request.url)
      const target = `${request.method} ${pathname}`
      if (target === 'POST /oauth2/token' && options.auth.kind === 'oauth2') {
        return tokens.issue(request, options.auth, options)
      }
      if (target !== 'POST /api/xml') return unmatched(request, ['POST /api/xml', 'POST /oauth2/token'])
      const text = await request.text()
      if (!isLetIn(request, options)) return denied(options)
      const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
      if (type !== 'text/xml' && type !== 'application/xml') return new Response(null, { status: 415 })
      let name = ''
      try {
        const message = readMessage(text)
        name = message.name
        return accepted(name, rowsFor(message, options), options)
      } catch (error) {
        return refused(name, error, options)
      }
    },
  }
}

/** The proxy before the gateway: 401 without a good token, 403 without the host of the certificate. [platform] */
function denied({ auth }: InfoclinicaMockOptions): Response {
  if (auth.kind === 'certificate') return new Response('Forbidden', { status: 403 })
  return new Response('Unauthorized', { status: 401, headers: { 'www-authenticate': 'Bearer' } })
}

const operations: Readonly<Record<string, Operation>> = {
  GET_FILIAL_LIST: 'listClinics',
  GET_DOCTOR_LIST: 'listDoctors',
  PRICE_LIST: 'listServices',
  SCHEDULE: 'listSlots',
  SCHEDULE_REC_REMOVE: 'cancel',
  SCHEDULE_INFO: 'getAppointment',
  // A look-up of a booking looks the same on the wire.
  SCHEDULE_REC_LIST: 'listAppointments',
}

/** The operation behind a message; undefined for auxiliary ones, such as tokens, cards and work intervals. */
export function gatewayOperation(method: string, path: string, body: string): Operation | undefined {
  if (method !== 'POST' || path.split('?', 1)[0] !== '/api/xml') return undefined
  const name = /<(?:[\w.-]+:)?MSG\.2>\s*(\w+)/.exec(body)?.[1] ?? ''
  if (name !== 'SCHEDULE_REC_RESERVE') return Object.hasOwn(operations, name) ? operations[name] : undefined
  return /<(?:[\w.-]+:)?SCHEDID>\s*\d/.test(body) ? 'reschedule' : 'book'
}
