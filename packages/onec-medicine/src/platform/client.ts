import { type Context, defaultRuntime, type Runtime } from '@mis/core'
import { type HttpRequest, type HttpResponse, http } from '@mis/core/adapter'
import { closed } from './errors.ts'
import { exchangeOver } from './exchange.ts'
import { createGate } from './gate.ts'
import { type Seat, seatIn } from './seat.ts'

/** What the platform has to know of one base. */
export interface PlatformSettings {
  /** The service root, such as `http://1c-server:8080/medicine/hs/medapi`. */
  readonly baseUrl: string
  readonly username: string
  readonly password: string
  /** Requests at once, and therefore sessions at once. */
  readonly concurrency: number
  /** The harmless request that carries `IBSession: finish`. */
  readonly farewell: HttpRequest
  /** `per-call`: no session is asked for, each request is one of its own. */
  readonly sessions: 'keep' | 'per-call'
  readonly maxResponseBytes?: number | undefined
  readonly runtime?: Partial<Runtime> | undefined
}

/** The way to one 1C base that every request of an adapter takes, whatever the operation. */
export interface PlatformClient {
  /**
   * Sends one request in a session, when it is its turn. Resolves for every answer that the service itself gave, so a
   * status of 400 or more is for the profile to read; its body is text, never JSON.
   *
   * @throws MisError what the platform refuses: `rate-limited` where no licence is free and none of ours will be,
   * `unavailable` where no session can be had; both say that nothing was done. And whatever `http` throws.
   */
  send(request: HttpRequest, context: Context): Promise<HttpResponse>
  /**
   * Refuses the calls that wait and finishes every session; one that is still busy after five seconds, when its call
   * ends. Takes no longer than those and never rejects.
   */
  close(): Promise<void>
}

const closeWithinMs = 5_000
/** A refusal sends a request back to the line so often at most. */
const mostRefusals = 10

export function createPlatformClient(settings: PlatformSettings): PlatformClient {
  const { baseUrl, username, password, concurrency, farewell, sessions, maxResponseBytes } = settings
  const runtime: Runtime = { ...defaultRuntime, ...settings.runtime }
  const transport = http({
    baseUrl,
    headers: {
      // [platform] The platform reads names as UTF-8; most of them are Cyrillic.
      authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`,
      // [req] On every request, those without a body included.
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json',
    },
    ...(maxResponseBytes !== undefined && { maxResponseBytes }),
  })
  const gate = createGate(concurrency, runtime.monotonic)
  const seats: Seat[] = []
  const exchange = exchangeOver(transport, farewell, sessions)
  let isClosed = false

  async function onSeat(request: HttpRequest, context: Context) {
    if (isClosed) throw closed(context)
    const { seat, leave } = seatIn(seats)
    // Sessions of ours, and calls that hold a licence while they run: one of them will make room, or has just made it.
    const others = () => seats.filter((each) => each !== seat && (each.session !== null || each.taken !== null)).length
    const atFirst = others()
    try {
      const outcome = await exchange(seat, request, context)
      if ('response' in outcome) {
        if (outcome.response.status < 400) gate.widen()
        return outcome.response
      }
      const now = others()
      gate.narrow(now)
      if (Math.max(atFirst, now) === 0) throw outcome.refusal
      return outcome
    } finally {
      leave()
    }
  }

  async function send(request: HttpRequest, context: Context): Promise<HttpResponse> {
    // Nothing leaves while it stands in the line.
    context.sent ??= false
    for (let refusals = 1; ; refusals++) {
      const outcome = await gate.pass(context.signal, () => onSeat(request, context))
      if (!('refusal' in outcome)) return outcome
      if (refusals >= mostRefusals) throw outcome.refusal
    }
  }

  async function close(): Promise<void> {
    isClosed = true
    gate.open()
    await inTime(async () => {
      await Promise.all(seats.map(leaveForGood))
    })
  }

  /** A call may run for longer than `close` waits: its session is finished all the same, when it ends. */
  async function leaveForGood(seat: Seat): Promise<void> {
    await seat.taken
    await inTime((signal) => exchange.finish(seat, { operation: 'listDoctors', signal, runtime }))
  }

  /** Waits for `work` for as long as closing may take; then its signal aborts. */
  async function inTime(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const late = new AbortController()
    const done = new AbortController()
    const limit = runtime.sleep(closeWithinMs, done.signal).then(
      () => late.abort(),
      () => {},
    )
    await Promise.race([work(late.signal), limit])
    done.abort()
  }

  return { send, close }
}
