import type { HttpRequest } from '@mis/core/adapter'

/** One place behind the gate with the session it owns, so that there are never more sessions than places. */
export interface Seat {
  /** The value of the cookie `ibsession`; null: no session, or the server keeps none. */
  session: string | null
  /** Until when a write may rely on the session, on the monotonic clock. */
  trustedUntil: number
  /**
   * Until when a failure is not taken for a lost session: it has just come in a new session too, so the service itself
   * fails, and every renewal would treble the requests of a base that is in trouble already.
   */
  inVainUntil: number
  /** Set while a request sits here; resolves when it leaves. */
  taken: Promise<void> | null
}

/** Takes a free seat, one with a session first; the gate sees to it that there are never too many. */
export function seatIn(seats: Seat[]): { readonly seat: Seat; leave(): void } {
  const free = seats.filter(({ taken }) => taken === null)
  const seat: Seat = free.find(({ session }) => session !== null) ??
    free[0] ?? { session: null, trustedUntil: -Infinity, inVainUntil: -Infinity, taken: null }
  if (!seats.includes(seat)) seats.push(seat)
  const { promise, resolve } = Promise.withResolvers<void>()
  seat.taken = promise
  const leave = () => {
    seat.taken = null
    resolve()
  }
  return { seat, leave }
}

/** [doc] [client] Without a session the request asks for one; with one it carries the cookie. */
export function inSession(request: HttpRequest, session: string | null): HttpRequest {
  const header = session === null ? { ibsession: 'start' } : { cookie: `ibsession=${session}` }
  return { ...request, headers: { ...request.headers, ...header } }
}

/** [doc] [client] The session ends with this request. */
export function lastInSession(request: HttpRequest, session: string): HttpRequest {
  return { ...request, headers: { ...request.headers, cookie: `ibsession=${session}`, ibsession: 'finish' } }
}

/** The session that `Set-Cookie` names, or null where it names none; several cookies stand in one text. */
export function sessionIn(cookies: string | null): string | null {
  const found = /(?:^|[,;])\s*ibsession=([^;,\s]+)/i.exec(cookies ?? '')
  return found?.[1] ?? null
}
