import type { ServerOptions } from 'node:https'
import type { Operation } from '@mis/core'

/**
 * A vendor's dialect: what the MIS would answer. For a request it does not know it calls `unmatched`.
 * `operationOf` names the operation behind a request, so that a fault can be aimed at one.
 */
export type MockHandler = ((request: Request) => Promise<Response>) & {
  readonly operationOf?: (method: string, path: string, body: string) => Operation | undefined
}

/**
 * What goes wrong with one request.
 *
 * The handler runs and then the answer is spoiled:
 * - `lost-answer`: the connection is reset;
 * - `stalled-answer`: no answer ever comes;
 * - `truncate`: half of the body, then the connection is destroyed;
 * - `drip`: the body one byte every 20 ms, then spaces for ever;
 * - `empty`: 200 without a body; `garbage`: 200 and JSON that is cut;
 * - `wrong-charset`: bytes in windows-1251 that claim to be UTF-8; `windows-1251`: the same, honestly declared;
 *   `bom`: a byte order mark before the body;
 * - `{ delayMs }`: the answer comes so many milliseconds later.
 *
 * The handler runs only later: `late-commit` holds the request until `server.release()`, then the handler runs even
 * though the client may be gone.
 *
 * The handler never runs:
 * - `reset`, `stall`: a reset connection; no answer ever;
 * - `html`: 200 and a page of text/html; `huge`: a JSON body of 50 MB;
 * - `redirect`: 307 to this server's own `/redirected`; `{ redirect }`: 307 to that address;
 * - `{ status }`: that answer; `body` is sent as JSON unless `headers` say otherwise.
 */
export type Fault =
  | 'lost-answer'
  | 'stalled-answer'
  | 'late-commit'
  | 'reset'
  | 'stall'
  | 'truncate'
  | 'drip'
  | 'html'
  | 'empty'
  | 'garbage'
  | 'wrong-charset'
  | 'windows-1251'
  | 'bom'
  | 'huge'
  | 'redirect'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly redirect: string }
  | { readonly delayMs: number }

/** Which requests a fault meets; every field given must fit. */
export interface FaultTarget {
  /** Upper or lower case. */
  readonly method?: string
  /** Text: this path or anything below it, the query left out. An expression: tested on the path with its query. */
  readonly path?: string | RegExp
  /** Needs a handler with `operationOf`. */
  readonly operation?: Operation
}

/** One fault. The first armed rule that fits a request is used, one a request. */
export interface FaultRule {
  /** Absent: every request. */
  readonly when?: FaultTarget
  /** 0 to 1, thrown by the server's seed. Default: 1. */
  readonly probability?: number
  /** How many requests it meets at most. Default: no limit. */
  readonly times?: number
  readonly fault: Fault
}

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly operation?: Operation
  /** The status that went out; absent while there is none, and for ever where no answer was sent. */
  readonly status?: number
}

/** Options of a mock, on a socket or in process. */
export interface MockOptions {
  /** Faults armed from the beginning. */
  readonly faults?: readonly FaultRule[]
  /** For faults with a probability. Default: 1. */
  readonly seed?: number
  /**
   * Makes `close()` reject where something was off: a request that no route fits, a handler that failed, an armed
   * fault without `probability` that no request met. Default: true.
   */
  readonly strict?: boolean
  /** Told of each request once it is over; without `status` where no answer went out. Default: nobody is. */
  readonly onRequest?: (request: RecordedRequest) => void
}

/** Options of `listen`. */
export interface ListenOptions extends MockOptions {
  /** Of 127.0.0.1. Default: 0, a free one of the system's choice. */
  readonly port?: number
  /** Serve https with these options; absent: http. */
  readonly tls?: ServerOptions
}

/** A mock MIS under the test's control. Usable as `await using`. */
export interface MockServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string
  /** Everything that arrived, in order. */
  requests(): readonly RecordedRequest[]
  arm(rule: FaultRule): void
  /** Takes all rules away; requests they have already met stay spoiled. */
  disarm(): void
  /** Lets the requests held by `late-commit` go on. */
  release(): void
  /** Armed rules that no request has met. */
  unusedFaults(): readonly FaultRule[]
  /** Open sockets; in process: requests under way. */
  connections(): number
  /** Requests that arrived and have neither been answered nor been given up. */
  inFlight(): number
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
  /**
   * Resolves when so many requests have arrived; those that a fault hits after the handler count once it has run.
   * Rejects when the server closes before.
   */
  waitFor(count: number): Promise<void>
  /** Destroys every socket and timer. Where `strict` found something, the first call rejects and says it all. */
  close(): Promise<void>
}

/** A mock without a socket: the same faults, answered by its own `fetch`. */
export interface InProcessServer extends MockServer {
  readonly fetch: typeof fetch
}
