import type { Dispatcher } from 'undici'
import type { Answer, Send } from './http-answer.ts'
import { unpacked } from './http-unpack.ts'

/** Pieces waiting to be read, in bytes, at which the connection is told to pause. */
const mostWaiting = 256 * 1024

/**
 * Requests straight on the connections of an agent. `fetch` on the same agent costs about half as much again for each
 * call, in streams, events and header objects that nobody here looks at.
 */
export function byDispatcher(dispatcher: Dispatcher): Send {
  // Async, so that whatever is thrown on the way is judged like any other failure of the transport.
  return async ({ url, method, headers, body }, signal, begin) => {
    const { origin, pathname, search } = new URL(url)
    const exchange = new DispatchedExchange(signal)
    const accepted = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', ...headers }
    begin()
    // The time of a call is bounded by its signal alone.
    const unbounded = { headersTimeout: 0, bodyTimeout: 0 }
    const request = { origin, path: pathname + search, method, headers: accepted, body: body ?? null, ...unbounded }
    dispatcher.dispatch(request, exchange)
    return exchange.answer
  }
}

/** One request on the wire: hands out the head, then the body piece by piece, at the reader's pace. */
class DispatchedExchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>
  readonly #signal: AbortSignal
  readonly #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #controller: Dispatcher.DispatchController | undefined
  #answered: (answer: Answer) => void = () => {}
  #refused: (error: unknown) => void = () => {}
  #wake: (() => void) | undefined
  #ended = false
  #failure: { readonly error: unknown } | undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
    this.answer = new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#refused = reject
    })
    signal.addEventListener('abort', () => this.#cancel(signal.reason), { once: true })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal.aborted) this.#cancel(this.#signal.reason)
  }

  onResponseStart(_: unknown, status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    // 1xx only announces the answer.
    if (status < 200) return
    const header = (name: string): string | null => {
      const value = headers[name.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : (value ?? null)
    }
    const answer = {
      status,
      header,
      read: () => this.#read(),
      cancel: (reason: unknown) => this.#cancel(reason),
    }
    this.#answered(unpacked(answer))
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Uint8Array): void {
    this.#waiting.push(piece)
    this.#waitingBytes += piece.byteLength
    if (this.#waitingBytes > mostWaiting) controller.pause()
    this.#wake?.()
  }

  onResponseEnd(): void {
    this.#ended = true
    this.#wake?.()
  }

  onResponseError(_: unknown, error: unknown): void {
    this.#failure = { error }
    this.#refused(error)
    this.#wake?.()
  }

  async #read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.#waiting.shift()
      if (piece) {
        this.#waitingBytes -= piece.byteLength
        if (this.#controller?.paused && this.#waitingBytes <= mostWaiting) this.#controller.resume()
        return piece
      }
      if (this.#failure) throw this.#failure.error
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #cancel(reason: unknown): void {
    if (this.#ended || this.#failure) return
    this.#controller?.abort(reason instanceof Error ? reason : new Error('given up'))
  }
}
