import type { Context } from '@mis/core'
import { type Http, type HttpRequest, type HttpResponse, isMisError, type MisError } from '@mis/core/adapter'
import { attemptUnder } from './attempt.ts'
import { noLicence, noSession } from './errors.ts'
import { inSession, lastInSession, type Seat, sessionIn } from './seat.ts'
import { watchStart } from './start.ts'
import { platformWord, refusalWord } from './texts.ts'

/** `refusal`: the platform has no room for one more session; nothing was done. */
type Outcome = { readonly response: HttpResponse } | { readonly refusal: MisError }

/** What finishing a session needs of a call. */
type Finishing = Pick<Context, 'operation' | 'signal' | 'runtime'>

export interface Exchange {
  (seat: Seat, request: HttpRequest, context: Context): Promise<Outcome>
  /** Ends the seat's session; whatever the server says, the seat has none afterwards. Never rejects. */
  finish(seat: Seat, context: Finishing): Promise<void>
}

/** [client] The statuses with which a platform greets a cookie that has gone stale. */
const staleStatuses: readonly number[] = [400, 404, 500]
/**
 * [platform] An idle session is dropped by the server, after 20 s where nobody set another time. A read finds out and
 * goes again; a write must not have to, so it takes a new session where the old one has idled or has just failed.
 */
const trustedIdleMs = 15_000

/** Sends a request in the session of its seat; a lost session is replaced once where that cannot do a thing twice. */
export function exchangeOver(transport: Http, farewell: HttpRequest, sessions: 'keep' | 'per-call'): Exchange {
  // Unless an answer has shown that the server keeps none.
  let keepsSessions = sessions === 'keep'

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

  /** Null: the connection broke under a session that may have been lost long ago. */
  async function ask(request: HttpRequest, session: string | null, context: Context, mayRenew: boolean) {
    try {
      return await transport(sessions === 'keep' ? inSession(request, session) : request, context)
    } catch (error) {
      if (mayRenew && isLostConnection(error, context)) return null
      throw error
    }
  }

  async function exchange(seat: Seat, request: HttpRequest, context: Context): Promise<Outcome> {
    const { runtime } = context
    const isRead = (request.effect ?? (request.method === 'GET' ? 'read' : 'write')) === 'read'
    if (!isRead && runtime.monotonic() > seat.trustedUntil) await finish(seat, context)
    for (let renewed = false; ; renewed = true) {
      const { session } = seat
      const mayRenew = isRead && session !== null && !renewed && runtime.monotonic() > seat.inVainUntil
      const start = session === null && keepsSessions ? watchStart(runtime) : null
      const attempt = attemptUnder(context, start?.runtime)
      seat.trustedUntil = -Infinity
      const answer = await ask(request, session, attempt.context, mayRenew).catch(async (error: unknown) => {
        seat.session = (await start?.named()) ?? session
        throw error
      })
      if (answer !== null) {
        const word = platformWord(answer)
        if (word === null) {
          const named = sessions === 'keep' ? sessionIn(answer.header('set-cookie')) : null
          if (session === null && answer.status < 400) keepsSessions = named !== null
          seat.session = named ?? session
          const isSuspect = session !== null && looksStale(answer)
          if (!isSuspect) seat.trustedUntil = runtime.monotonic() + trustedIdleMs
          if (!looksStale(answer)) seat.inVainUntil = -Infinity
          else if (session === null) seat.inVainUntil = runtime.monotonic() + trustedIdleMs
          if (!(mayRenew && isSuspect)) return { response: answer }
        } else {
          attempt.forget()
          if (word === 'no-licence') {
            await finish(seat, context)
            return { refusal: noLicence(answer, context) }
          }
          seat.session = null
          if (word === 'no-start' && (session === null || renewed)) return { refusal: noSession(answer, context) }
          if (renewed) throw noSession(answer, context)
        }
      }
      await finish(seat, context)
    }
  }

  return Object.assign(exchange, { finish })
}

/** The answer of a server that does not know the cookie; a service of ours would have said a word. */
function looksStale({ status, text }: HttpResponse): boolean {
  return staleStatuses.includes(status) && refusalWord(text) === undefined
}

/** The connection broke under the request; one that never came about says nothing of a session. */
function isLostConnection(error: unknown, { sent, signal }: Context): boolean {
  return isMisError(error, 'unavailable') && error.status === undefined && sent === true && !signal.aborted
}
