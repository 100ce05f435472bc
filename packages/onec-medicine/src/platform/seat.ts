import type { HttpRequest, HttpResponse } from '@mis/core/adapter'

/** One place behind the gate with the session it owns, so that there are never more sessions than places. */
export interface Seat {
  /** The value of the cookie `ibsession`; null: no session, or the server keeps none. */
  session: string | null
  /** Until when a write may rely on the session, on the monotonic clock. */
  trustedUntil: number
  /** Set while a request sits here; resolves when it leaves. */
  taken: Promise<void> | null
}

/** Takes a free seat, one with a session first; the gate sees to it that there are never too many. */
export function seatIn(seats: Seat[]): { readonly seat: Seat; leave(): void } {
  const free = seats.filter(({ taken }) => taken === null)
  const seat: Seat = free.find(({ session }) => session !== null) ??
    free[0] ?? { session: null, trustedUntil: -Infinity, taken: null }
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

/** The session an answer names, or null where it names none. */
export function sessionOf(response: Pick<HttpResponse, 'header'>): string | null {
  const found = /(?:^|[,;])\s*ibsession=([^;,\s]+)/i.exec(response.header('set-cookie') ?? '')
  return found?.[1] ?? null
}
