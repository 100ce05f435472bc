import { type Context, MisError, type Runtime } from '@mis/core'
import { decode, type Http, type HttpResponse, instantAt } from '@mis/core/adapter'
import { sharedContext } from '../context.ts'
import { createJoint } from '../joint-work.ts'
import type { GatewaySettings } from '../options.ts'
import { tokenAnswerSchema, tokenRequest } from '../wire/gateway/token.ts'

type OAuth2 = Extract<GatewaySettings['auth'], { kind: 'oauth2' }>

/** The `Authorization` of messages. */
export interface Tokens {
  /** A token that is good now, as far as anybody knows. */
  get(context: Context): Promise<string>
  /** Another one than `refused`, which the gateway does not take any more. */
  renew(refused: string, context: Context): Promise<string>
}

interface Held {
  readonly token: string
  /** On the monotonic clock. */
  readonly renewAt: number
}

/** A token is renewed this long before it ends, or a tenth of its life where that is less. */
const marginMs = 60_000
/** A clock that differs from the server's by less is right: the `Date` of an answer is only so exact. */
const noticeableMs = 30_000

/** Wall clock of a zone as `yyyyMMddHHmmss`. */
export const clockText = (epochMs: number, timeZone: string): string =>
  instantAt(epochMs, timeZone).slice(0, 19).replace(/\D/g, '')

/** Keeps one token, fetched once for all who wait for it. */
export function createTokens(auth: OAuth2, timeZone: string, send: Http): Tokens {
  const joint = createJoint<Held>()
  let held: Held | undefined
  /** How far the server's clock is ahead of ours, as far as it mattered. */
  let aheadMs = 0

  async function ask(runtime: Runtime, signal: AbortSignal): Promise<HttpResponse> {
    const time = clockText(runtime.now() + aheadMs, timeZone)
    const { grant, clientId, secretKey, username, password, scope, secret } = auth
    const wanted = { grant, clientId, secretKey, username, password, scope, time, plain: secret === 'plain' }
    return send(tokenRequest(wanted), sharedContext(runtime, signal))
  }

  async function fetchToken(runtime: Runtime, signal: AbortSignal): Promise<Held> {
    let response = await ask(runtime, signal)
    const difference = response.status >= 400 ? clockDifference(response, runtime.now()) : null
    if (difference !== null && Math.abs(difference - aheadMs) > noticeableMs) {
      // The secret holds the time, so a wrong clock of ours looks like a wrong key; the server's own tells them apart.
      const before = aheadMs
      aheadMs = difference
      response = await ask(runtime, signal)
      if (response.status >= 400) aheadMs = before
    }
    if (response.status >= 400) throw refused(response, difference)
    const { access_token, expires_in } = decode(tokenAnswerSchema, response.json(), 'token')
    const lifeMs = expires_in === undefined ? Infinity : expires_in * 1000
    held = { token: access_token, renewAt: runtime.monotonic() + lifeMs - Math.min(marginMs, lifeMs / 10) }
    return held
  }

  async function current({ runtime, signal }: Context): Promise<string> {
    if (held !== undefined && runtime.monotonic() < held.renewAt) return held.token
    const { token } = await joint(signal, (shared) => fetchToken(runtime, shared))
    return token
  }

  return {
    get: current,
    renew(refusedToken, context) {
      if (held?.token === refusedToken) held = undefined
      return current(context)
    },
  }
}

function clockDifference(response: HttpResponse, now: number): number | null {
  const date = response.header('date')
  const at = date === null ? Number.NaN : Date.parse(date)
  return Number.isNaN(at) ? null : at - now
}

/** [platform] OAuth answers 400 or 401 for whoever it does not know. 403, 429 and 5xx are what they are everywhere. */
function refused({ status, retryAfterMs }: HttpResponse, difference: number | null): MisError {
  if (status === 429) return new MisError('rate-limited', { status, details: { retryAfterMs } })
  if (status >= 500) return new MisError('unavailable', { status, details: { by: 'mis', retryAfterMs } })
  if (status === 403) return new MisError('forbidden', { status, details: {} })
  const minutes = difference === null ? 0 : Math.round(difference / 60_000)
  const clock = minutes === 0 ? '' : `; the clock of the server differs by ${minutes} min`
  return new MisError('unauthorized', { status, details: {}, hint: `no token for these credentials${clock}` })
}
