import type { Context } from '@mis/core'
import { decode, type Http, type HttpResponse, MisError } from '@mis/core/adapter'
import { nothingSent, sharedContext } from '../context.ts'
import { createJoint } from '../joint-work.ts'
import { type PortalRequest, portalHeaders, readOutcome } from '../wire/portal/common.ts'
import {
  cookieHeader,
  type LoggedIn,
  loggedInRequest,
  loggedInSchema,
  loginRequest,
  openRequest,
  sessionCookie,
} from '../wire/portal/session.ts'
import { loginRefused, refusalOf, refusedBy, sessionLost } from './errors.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** One person's session of the web cabinet. */
export interface Session {
  /**
   * Sends one request and gives its JSON. A read whose session has expired is sent once more after a new login; a write
   * is sent once, with a session that was made sure of right before.
   *
   * @throws MisError `unauthorized` where the login is refused, and what `success: false` stands for.
   */
  send(request: PortalRequest, context: Context): Promise<unknown>
  /** Whose session it is; asked now. */
  whose(context: Context): Promise<LoggedIn>
}

export function createSession({ username, password }: Credentials, origin: string, line: Http): Session {
  const opening = createJoint<string>()
  const entering = createJoint<string>()
  /** Calls that have seen the session alive: a booking asks whose it is anyway. */
  const sure = new WeakSet<Context>()
  let held: { readonly cookie: string; readonly isLoggedIn: boolean } | undefined

  async function request(one: PortalRequest, context: Context, sent: string | undefined): Promise<HttpResponse> {
    const headers = { ...portalHeaders(origin), ...(sent !== undefined && { cookie: cookieHeader(sent) }) }
    return line({ ...one, headers }, context)
  }

  /** A session of nobody: schedules are shown to everybody, and the login is asked for only where it is needed. */
  async function open(context: Context): Promise<string> {
    const opened = await request(openRequest(), context, undefined)
    if (opened.status >= 400) throw refusedBy(opened, context)
    const first = sessionCookie(opened.header('set-cookie'))
    if (first === null) throw noCookie()
    held ??= { cookie: first, isLoggedIn: false }
    return first
  }

  async function logIn(context: Context): Promise<string> {
    const first = await open(context)
    const answer = await request(loginRequest(username, password), loginContext(context), first)
    if (answer.status >= 400) throw refusedBy(answer, context)
    // A good login may be answered without any body.
    if (answer.text !== '' && readOutcome(answer.json()).success === false) throw loginRefused(context)
    const cookie = sessionCookie(answer.header('set-cookie')) ?? first
    held = { cookie, isLoggedIn: true }
    return cookie
  }

  const current = async ({ runtime, signal }: Context) =>
    held?.cookie ?? opening(signal, (shared) => open(sharedContext(runtime, shared)))
  const renewed = async (refused: string, { runtime, signal }: Context) =>
    held?.isLoggedIn && held.cookie !== refused
      ? held.cookie
      : entering(signal, (shared) => logIn(sharedContext(runtime, shared)))

  /** Undefined stands for a session that is nobody's, or has expired. */
  async function attempt(one: PortalRequest, context: Context, sent: string): Promise<unknown> {
    const response = await request(one, context, sent)
    const isLost = () => {
      if (held?.cookie === sent) held = undefined
      return undefined
    }
    if (response.status === 401) return isLost()
    if (response.status >= 400) throw refusedBy(response, context)
    const body = response.json()
    const outcome = readOutcome(body)
    if (outcome.authenticated === false) return isLost()
    // Play writes the session into the cookie, so a newer one replaces it.
    const newer = sessionCookie(response.header('set-cookie'))
    if (newer !== null && held?.cookie === sent) held = { ...held, cookie: newer }
    if (outcome.success === false) throw refusalOf(outcome, context)
    return body
  }

  async function read(one: PortalRequest, context: Context): Promise<unknown> {
    const sent = await current(context)
    const body = await attempt(one, context, sent)
    if (body !== undefined) return body
    const again = await attempt(one, context, await renewed(sent, context))
    if (again === undefined) throw sessionLost(context)
    return again
  }

  async function whose(context: Context): Promise<LoggedIn> {
    nothingSent(context)
    // This needs a login in any case, so a session of nobody is not tried first.
    if (held?.isLoggedIn !== true) await renewed('', context)
    const answer = await read({ ...loggedInRequest(), effect: 'read' }, context)
    sure.add(context)
    return decode(loggedInSchema, answer, 'logged-in')
  }

  return {
    whose,
    async send(one, context) {
      nothingSent(context)
      if (one.effect !== 'write') return read({ ...one, effect: 'read' }, context)
      if (!sure.has(context)) await whose(context)
      const body = await attempt(one, context, await current(context))
      if (body === undefined) throw sessionLost(context)
      return body
    },
  }
}

function noCookie(): MisError {
  const why = 'the portal gives no session'
  return new MisError('bad-response', { details: { why }, hint: why })
}

/** [client] A good login may be answered with 303 to the cabinet: it is not followed, its cookie is all that matters. */
function loginContext(context: Context): Context {
  const { fetch } = context.runtime
  const landed: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    return response.status === 303 ? new Response(null, { status: 200, headers: response.headers }) : response
  }
  return { ...context, runtime: { ...context.runtime, fetch: landed } }
}
