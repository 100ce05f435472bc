import { type Engine, type Exchange, makeEngine } from './engine.ts'
import { type Answer, dripOf, dripPauseMs, floodOf, type Outcome } from './outcome.ts'
import type { InProcessServer, MockHandler, MockOptions } from './types.ts'

const bodiless = new Set([204, 205, 304])

/**
 * Answers a dialect without a socket: give `fetch` to whoever should talk to it. Faults look as they do to the
 * platform's fetch; redirects are handed back, never followed. Throws a `RangeError` on a fault that could never fire.
 */
export function inProcess(handler: MockHandler, options: MockOptions = {}): InProcessServer {
  const url = 'http://mock.invalid'
  const engine = makeEngine(handler, url, options)
  const closing = new AbortController()
  const open = new Set<Exchange>()

  const fetchHere: typeof fetch = async (input, init) => {
    const caller = init?.signal ?? (input instanceof Request ? input.signal : undefined)
    caller?.throwIfAborted()
    // The caller's own signal is listened to: one that Request derives from it may be collected in the meantime.
    const request = new Request(input, { ...init, signal: null })
    const body = new Uint8Array(await request.arrayBuffer())
    caller?.throwIfAborted()
    if (closing.signal.aborted) throw failed('connect ECONNREFUSED', 'ECONNREFUSED')
    const { pathname, search } = new URL(request.url)
    const { method, headers } = request
    const exchange = engine.accept({ method, path: pathname + search, headers, body })
    open.add(exchange)
    const link = linked(caller ?? undefined, closing.signal)
    const finish = () => {
      link.release()
      open.delete(exchange)
      exchange.finish()
    }
    const reason = () => (caller?.aborted === true ? caller.reason : failed('other side closed', 'UND_ERR_SOCKET'))
    const way: Way = { engine, exchange, gone: link.signal, reason, finish }
    const response = exchange.outcome.then((outcome) => {
      if (!way.gone.aborted) return answerWith(outcome, way)
      finish()
      return undefined
    })
    return await untilGone(response, way)
  }

  const shut = async () => {
    closing.abort()
    for (const exchange of [...open]) exchange.finish()
    open.clear()
  }
  return { ...engine.face({ shut, connections: () => open.size }), fetch: fetchHere }
}

interface Way {
  readonly engine: Engine
  readonly exchange: Exchange
  /** Aborts when the caller gives up or the mock closes. */
  readonly gone: AbortSignal
  readonly reason: () => unknown
  readonly finish: () => void
}

function answerWith(outcome: Outcome, way: Way): Response | undefined {
  if (outcome.kind === 'silence') {
    way.gone.addEventListener('abort', way.finish, { once: true })
    return undefined
  }
  if (outcome.kind === 'reset') {
    way.finish()
    throw failed('read ECONNRESET', 'ECONNRESET')
  }
  const { answer } = outcome
  way.exchange.answered(answer.status)
  if (outcome.kind === 'answer') {
    way.finish()
    return new Response(bodiless.has(answer.status) ? null : Buffer.from(answer.body), head(answer))
  }
  if (outcome.kind === 'drip') return new Response(streamOf(dripOf(answer.body), way, dripPauseMs), head(answer))
  if (outcome.kind === 'flood') return new Response(streamOf(floodOf(), way, 0), head(answer))
  const half = answer.body.subarray(0, Math.floor(answer.body.length / 2))
  const declared = { ...answer.headers, 'content-length': String(Math.max(1, answer.body.length)) }
  return new Response(streamOf(half.length > 0 ? [half] : [], way, 0, true), head({ ...answer, headers: declared }))
}

function head({ status, headers, cookies }: Answer): ResponseInit {
  const all = new Headers(headers)
  for (const cookie of cookies) all.append('set-cookie', cookie)
  return { status, headers: all }
}

/** Chunk by chunk as the reader asks, `pauseMs` between two; `cut`: ends with a broken connection. */
function streamOf(chunks: Iterable<Uint8Array>, way: Way, pauseMs: number, cut = false): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]()
  const over = new AbortController()
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const fail = () => {
          over.abort()
          controller.error(way.reason())
          way.finish()
        }
        way.gone.addEventListener('abort', fail, { once: true, signal: over.signal })
      },
      async pull(controller) {
        const next = iterator.next()
        if (next.done === true) {
          over.abort()
          if (cut) controller.error(broken('terminated', 'other side closed', 'UND_ERR_SOCKET'))
          else controller.close()
          way.finish()
          return
        }
        controller.enqueue(next.value)
        if (pauseMs > 0) await way.engine.pauses.pause(pauseMs, over.signal)
      },
      cancel() {
        over.abort()
        way.finish()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The response, or the reason as soon as nobody waits for it any more; `undefined` never answers. */
function untilGone(response: Promise<Response | undefined>, { gone, reason }: Way): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    const stop = () => reject(reason())
    gone.addEventListener('abort', stop, { once: true })
    const settle = (done: () => void) => {
      gone.removeEventListener('abort', stop)
      done()
    }
    response.then(
      (value) => {
        if (gone.aborted) stop()
        else if (value !== undefined) settle(() => resolve(value))
      },
      (error: unknown) => settle(() => reject(error)),
    )
  })
}

/**
 * A signal that aborts with any of the others. Unlike `AbortSignal.any` it lets go of them when told to: one of them
 * lives as long as the mock, and thousands of requests follow it.
 */
function linked(...others: readonly (AbortSignal | undefined)[]) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  for (const other of others) other?.addEventListener('abort', abort)
  const release = () => {
    for (const other of others) other?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, release }
}

function failed(message: string, code: string): TypeError {
  return broken('fetch failed', message, code)
}

/** A broken connection as the platform's fetch reports it. */
function broken(what: string, message: string, code: string): TypeError {
  return new TypeError(what, { cause: Object.assign(new Error(message), { code }) })
}
