import type { Operation } from '@mis/core'
import { makeArmory, nameOf } from './armory.ts'
import { type Answer, makeAnswer, type Outcome, readAnswer, spoil, withoutHandler } from './outcome.ts'
import { makePauses, type Pauses } from './pauses.ts'
import type { Fault, MockHandler, MockOptions, MockServer, RecordedRequest } from './types.ts'
import { UnmatchedRequest } from './unmatched.ts'
import { makeWaiting } from './waiting.ts'

/** A request whose body is read. */
export interface Incoming {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
}

/** One request on its way through the mock. */
export interface Exchange {
  readonly outcome: Promise<Outcome>
  /** A status went out. */
  answered(status: number): void
  /** The transport is through with it. May be called twice. */
  finish(): void
}

/** Everything about a mock but its transport. */
export interface Engine {
  readonly pauses: Pauses
  accept(incoming: Incoming): Exchange
  /** What a test sees, over a transport that is shut by `shut` and counts its connections by `connections`. */
  face(transport: { shut(): Promise<void>; connections(): number }): MockServer
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function makeEngine(handler: MockHandler, url: string, options: MockOptions): Engine {
  const armory = makeArmory(options.faults ?? [], options.seed ?? 1)
  const strict = options.strict ?? true
  const waiting = makeWaiting()
  const pauses = makePauses()
  const records: RecordedRequest[] = []
  const problems: string[] = []
  let held: ((go: boolean) => void)[] = []
  let arrived = 0
  let inFlight = 0
  let closed = false

  const arrive = () => {
    arrived += 1
    waiting.changed()
  }
  const hold = () => (closed ? Promise.resolve(false) : new Promise<boolean>((resolve) => held.push(resolve)))
  const letGo = (go: boolean) => {
    const waiters = held
    held = []
    for (const resolve of waiters) resolve(go)
  }
  const run = async (incoming: Incoming): Promise<Answer> => {
    try {
      return await readAnswer(await handler(toRequest(url, incoming)))
    } catch (error) {
      const known = error instanceof UnmatchedRequest
      const why = known
        ? error.message
        : `the handler failed on ${incoming.method} ${withoutQuery(incoming.path)}: ${error}`
      problems.push(why)
      return makeAnswer(known ? 501 : 500, 'text/plain; charset=utf-8', why)
    }
  }
  const decide = async (incoming: Incoming, fault: Fault | undefined): Promise<Outcome> => {
    const early = fault === undefined ? undefined : withoutHandler(fault, url)
    const isSpoiledLater = fault !== undefined && early === undefined && fault !== 'late-commit'
    if (!isSpoiledLater) arrive()
    if (early !== undefined) return early
    if (fault === 'late-commit' && !(await hold())) return { kind: 'reset' }
    const answer = await run(incoming)
    if (isSpoiledLater) arrive()
    if (typeof fault === 'object' && 'delayMs' in fault && !(await pauses.pause(fault.delayMs)))
      return { kind: 'reset' }
    return fault === undefined ? { kind: 'answer', answer } : spoil(fault, answer)
  }

  return {
    pauses,
    accept(incoming) {
      const record: Writable<RecordedRequest> = toRecord(incoming, handler.operationOf)
      records.push(record)
      inFlight += 1
      let isFinished = false
      return {
        outcome: decide(incoming, armory.take(record)),
        answered(status) {
          record.status = status
        },
        finish() {
          if (isFinished) return
          isFinished = true
          inFlight -= 1
          waiting.changed()
          options.onRequest?.(record)
        },
      }
    },
    face({ shut, connections }) {
      const close = async () => {
        if (closed) return await shut()
        closed = true
        pauses.close()
        letGo(false)
        await shut()
        waiting.close()
        const unused = armory.unused().filter(({ probability = 1 }) => probability === 1)
        const found = [...problems, ...unused.map((rule) => `no request met the armed fault ${nameOf(rule)}`)]
        if (strict && found.length > 0) throw new Error(`mock server at ${url}: ${found.join('; ')}`)
      }
      return {
        url,
        requests: () => [...records],
        arm: armory.arm,
        disarm: armory.disarm,
        release: () => letGo(true),
        unusedFaults: armory.unused,
        connections,
        inFlight: () => inFlight,
        idle: () => waiting.until(() => inFlight === 0),
        waitFor: (count) => waiting.until(() => arrived >= count),
        close,
        [Symbol.asyncDispose]: close,
      }
    },
  }
}

function toRequest(url: string, { method, path, headers, body }: Incoming): Request {
  const bodiless = method === 'GET' || method === 'HEAD' || body.length === 0
  return new Request(url + path, { method, headers, ...(!bodiless && { body }) })
}

function toRecord(incoming: Incoming, operationOf: MockHandler['operationOf']): RecordedRequest {
  const { method, path } = incoming
  const body = new TextDecoder().decode(incoming.body)
  const operation: Operation | undefined = operationOf?.(method, path, body)
  const headers = Object.fromEntries(incoming.headers)
  return { method, path, headers, body, ...(operation !== undefined && { operation }) }
}

function withoutQuery(path: string): string {
  return path.split('?', 1)[0] ?? ''
}
