import type { Operation } from '@mis/core'
import { testPatient, unmatched } from '@mis/mock'
import type { InfoclinicaMockOptions, InfoclinicaWorld, LoginAuth, PortalUser } from '../options.ts'
import { makePatients } from '../patients.ts'
import { BadRequest, membersOf, refuse } from './answers.ts'
import { departments, doctors, filials, intervals, schedule, servicesOf } from './catalogue.ts'
import { confirmRecord, deleteRecord, listRecords, type Owner, reserveRecord } from './records.ts'
import { makeSessions } from './sessions.ts'

const routes = [
  'GET /',
  'POST /login',
  'GET /logged-in',
  'GET /filial',
  'GET /api/reservation/departments',
  'POST /api/reservation/departments',
  'GET /api/reservation/doctors',
  'GET /api/reservation/schedule',
  'POST /api/reservation/schedule',
  'GET /api/reservation/intervals',
  'POST /api/reservation/reserve',
  'GET /records/list',
  'GET /record/confirm',
  'GET /record/delete/{schedid}/{filial}',
]

export interface Portal {
  answer(request: Request, options: InfoclinicaMockOptions): Promise<Response>
  /** How many logins went well. */
  logins(): number
}

/** The patient's portal: JSON over many paths, a session in a cookie. [client] */
export function makePortal(world: InfoclinicaWorld, now: () => number): Portal {
  const sessions = makeSessions(now)
  const patients = makePatients(world)
  let logins = 0

  function login(request: Request, body: string, auth: LoginAuth, { loginStatus = 200 }: InfoclinicaMockOptions) {
    const { formKey, username, password, 'g-recaptcha-response': captcha } = membersOf(body)
    if (formKey !== 'pcode') throw new BadRequest('formKey')
    if (auth.captcha !== undefined && captcha !== auth.captcha) return refuse('captcha', 'Подтвердите, что вы не робот')
    const user = [auth, ...(auth.others ?? [])].find((each) => each.username === username && each.password === password)
    if (user === undefined) return refuse('login', 'Неверный логин или пароль')
    logins += 1
    sessions.close(request)
    const headers = { 'set-cookie': sessions.open(user) }
    if (loginStatus === 303) return new Response(null, { status: 303, headers: { ...headers, location: '/cabinet' } })
    return Response.json({ success: true }, { headers })
  }

  function ownerOf(user: PortalUser, options: InfoclinicaMockOptions): Owner {
    const patient = user.patient ?? testPatient(1)
    const pcode = patients.find(patient)[0] ?? patients.add(patient)
    return { world, options, patients, pcode, patient }
  }

  function catalogue(target: string, query: URLSearchParams, body: string): Response | undefined {
    if (target === 'GET /filial') return filials(world)
    if (target.endsWith(' /api/reservation/departments')) return departments(world, query.get('f'))
    if (target === 'GET /api/reservation/doctors') return doctors(world, query)
    if (target === 'GET /api/reservation/schedule') return schedule(world, [Object.fromEntries(query)])
    if (target === 'POST /api/reservation/schedule') return schedule(world, servicesOf(membersOf(body)))
    return target === 'GET /api/reservation/intervals' ? intervals(world, query) : undefined
  }

  function cabinet(target: string, query: URLSearchParams, body: string, owner: Owner): Response {
    if (target === 'POST /api/reservation/reserve') return reserveRecord(owner, membersOf(body))
    if (target === 'GET /records/list') return listRecords(owner, query)
    if (target === 'GET /record/confirm') return confirmRecord(owner, query)
    const [, schedid = '', filial = ''] = deletion.exec(target) ?? []
    return deleteRecord(owner, schedid, filial)
  }

  return {
    logins: () => logins,
    async answer(request, options) {
      const { pathname, searchParams } = new URL(request.url)
      const target = `${request.method} ${pathname}`
      if (!routes.includes(target) && !deletion.test(target)) return unmatched(request, routes)
      if (target === 'GET /') {
        const headers = { 'content-type': 'text/html; charset=utf-8', 'set-cookie': sessions.open() }
        return new Response('<!doctype html><title>Личный кабинет</title>', { headers })
      }
      const body = await request.text()
      // Which status this is, is [assumed].
      const isPortal = request.headers.get('x-integration-type') === 'PORTAL-WR2'
      if (!isPortal || request.headers.get('wr2-apirequest') !== '_') return new Response(null, { status: 403 })
      const session = sessions.of(request, options.sessionTtlSeconds ?? 1800)
      try {
        if (target === 'POST /login') {
          if (session === undefined) return refuse('session', 'Сессия не найдена')
          return login(request, body, loginOf(options), options)
        }
        const user = session?.user
        if (target === 'GET /logged-in') return loggedIn(user && ownerOf(user, options))
        const open = catalogue(target, searchParams, body)
        if (open !== undefined) return open
        if (user !== undefined) return cabinet(target, searchParams, body, ownerOf(user, options))
        const { sessionLost = 'authenticated-false' } = options
        return sessionLost === 401 ? new Response(null, { status: 401 }) : Response.json({ authenticated: false })
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error
        return Response.json({ success: false, error: 'validation', field: error.field }, { status: 400 })
      }
    },
  }
}

const deletion = /^GET \/record\/delete\/(\d{1,15})\/(\d{1,15})$/

/** Throws a `RangeError` where the options speak of the gateway. */
export function loginOf({ auth }: InfoclinicaMockOptions): LoginAuth {
  if (auth.kind === 'login') return auth
  throw new RangeError("infoclinicaMock: the portal needs auth: { kind: 'login', username, password }")
}

function loggedIn(owner: Owner | undefined): Response {
  if (owner === undefined) return Response.json({ authenticated: false })
  const { pcode, patient } = owner
  const { lastName, firstName, middleName, email, phone } = patient
  return Response.json({
    ...{ authenticated: true, id: Number(pcode) },
    fullName: [lastName, firstName, middleName].filter(Boolean).join(' '),
    ...{ email: email ?? null, phone: phone ?? null, checkToken: null },
  })
}

const operations: Readonly<Record<string, Operation>> = {
  'GET /filial': 'listClinics',
  'GET /api/reservation/doctors': 'listDoctors',
  'GET /api/reservation/intervals': 'listSlots',
  'GET /records/list': 'listAppointments',
}

/** The operation behind a request; undefined for the session, departments and days. */
export function portalOperation(method: string, path: string, body: string): Operation | undefined {
  const target = `${method} ${path.split('?', 1)[0]}`
  if (deletion.test(target)) return 'cancel'
  if (target !== 'POST /api/reservation/reserve') return operations[target]
  return /"schedid"\s*:\s*"?\d/.test(body) ? 'reschedule' : 'book'
}
