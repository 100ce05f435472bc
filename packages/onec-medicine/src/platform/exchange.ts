import type { Context } from '@mis/core'
import { type Http, type HttpRequest, type HttpResponse, isMisError, type MisError } from '@mis/core/adapter'
import { attemptUnder } from './attempt.ts'
import { noLicence, noSession } from './errors.ts'
import { inSession, lastInSession, type Seat, sessionOf } from './seat.ts'
import { platformWord, refusalWord } from './texts.ts'

/** `refusal`: the platform has no room for one more session; nothing was done. */
type Outcome = { readonly response: HttpResponse } | { readonly refusal: MisError }

/** What finishing a session needs of a call. */
export type Finishing = Pick<Context, 'operation' | 'signal' | 'runtime'>

export interface Exchange {
  (seat: Seat, request: HttpRequest, context: Context): Promise<Outcome>
  /** Ends the seat's session; whatever the server says, the seat has none afterwards. Never rejects. */
  finish(seat: Seat, context: Finishing): Promise<void>
}

/** [client] The statuses with which a platform greets a cookie that has gone stale. */
const staleStatuses: readonly number[] = [400, 404, 500]
/**
 * [platform] An idle session is dropped by the server, after 20 s where nobody set another time. A read finds out and
 * goes again; a write must not have to.
 */
const trustedIdleMs = 15_000

/** Sends a request in the session of its seat; a lost session is replaced once where that cannot do a thing twice. */
export function exchangeOver(transport: Http, farewell: HttpRequest): Exchange {
  async function finish(seat: Seat, { operation, signal, runtime }: Finishing): Promise<void> {
    const { session } = seat
    if (session === null) return
    seat.session = null
    try {
      await transport(lastInSession(farewell, session), { operation, signal, runtime, sent: undefined })
    } catch {
      // Given up, not refused: the session may well be there.
      if (signal.aborted) seat.session = session
    }
  }

  async function exchange(seat: Seat, request: HttpRequest, context: Context): Promise<Outcome> {
    const isRead = (request.effect ?? (request.method === 'GET' ? 'read' : 'write')) === 'read'
    const isFresh = () => context.runtime.monotonic() - seat.usedAt <= trustedIdleMs
    if (!isRead && !isFresh()) await finish(seat, context)
    for (let renewed = false; ; renewed = true) {
      const { session } = seat
      const attempt = attemptUnder(context)
      const mayRenew = !renewed && session !== null
      const answer = await transport(inSession(request, session), attempt.context).catch((error: unknown) => {
        if (mayRenew && isRead && isLostConnection(error, context)) return null
        throw error
      })
      if (answer !== null) {
        seat.session = sessionOf(answer) ?? session
        seat.usedAt = context.runtime.monotonic()
        if (answer.status < 400) return { response: answer }
        const word = platformWord(answer.text)
        const isNoRoom = word === 'no-licence' || answer.status === 406
        if (isNoRoom || word === 'no-session') {
          attempt.forget()
          seat.session = null
        }
        if (word === 'no-licence') return { refusal: noLicence(answer, context) }
        if (answer.status === 406 && !mayRenew) return { refusal: noSession(answer, context) }
        if (word === 'no-session' && renewed) throw noSession(answer, context)
        const isSuspect = mayRenew && isRead && staleStatuses.includes(answer.status)
        const isOwn = word === null && answer.status !== 406 && !(isSuspect && refusalWord(answer.text) === undefined)
        if (isOwn) return { response: answer }
      }
      await finish(seat, context)
    }
  }

  return Object.assign(exchange, { finish })
}

/** The connection broke under the request; one that never came about says nothing of a session. */
function isLostConnection(error: unknown, { sent, signal }: Context): boolean {
  return isMisError(error, 'unavailable') && error.status === undefined && sent === true && !signal.aborted
}
