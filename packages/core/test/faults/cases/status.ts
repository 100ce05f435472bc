import type { ErrorCode } from '@mis/core'
import { type FaultCase, once, repeated, unknown } from '../case.ts'
import { head, reply } from '../replies.ts'

const status = (code: number, ...headers: readonly string[]) =>
  reply({ status: code, headers: ['content-type: text/plain', ...headers], body: 'Нет' })
const kept = { connection: 'kept' } as const

/** Nothing of it is sent again, and the MIS did not do it. */
const refusal = (code: number, outcome: ErrorCode): FaultCase => ({
  fault: `${code}`,
  play: status(code),
  done: false,
  read: once(outcome),
  book: once(outcome),
  ...kept,
})
const failing = (code: number): FaultCase => ({
  fault: `${code}`,
  play: status(code),
  read: repeated('unavailable'),
  book: unknown,
  ...kept,
})

/** "Too many requests" is said before anything is done, so that a booking is sent again as well. */
const tooMany = (fault: string, ...headers: readonly string[]): FaultCase => ({
  fault,
  play: status(429, ...headers),
  done: false,
  read: repeated('rate-limited'),
  book: repeated('rate-limited'),
  ...kept,
})
const retryAfterMs = 3_600_000
const later = { outcome: 'rate-limited', requests: 1, details: { retryAfterMs } } as const
// The clock of the suite begins at 2031-03-03 05:00:00 GMT.
const inOneHour = 'retry-after: Mon, 03 Mar 2031 06:00:00 GMT'

export const statuses: readonly FaultCase[] = [
  refusal(400, 'invalid-request'),
  refusal(401, 'unauthorized'),
  refusal(403, 'forbidden'),
  refusal(404, 'not-found'),
  refusal(405, 'unsupported'),
  {
    fault: '408, which a proxy may say for a MIS that is still at work',
    play: status(408),
    read: repeated('timeout'),
    book: unknown,
    ...kept,
  },
  failing(500),
  failing(502),
  failing(503),
  failing(504),
  {
    fault: '503 with `Retry-After: 3600`, longer than anybody waits',
    play: status(503, 'retry-after: 3600'),
    read: once('unavailable', { details: { by: 'mis', retryAfterMs } }),
    book: unknown,
    ...kept,
  },
  tooMany('429'),
  {
    fault: '429 with `Retry-After: 2`',
    play: (turn) => {
      status(429, 'retry-after: 2')(turn)
      if (turn.nth < 3) void turn.clock.next(2_000)
    },
    done: false,
    read: repeated('rate-limited', { seconds: 4, details: { retryAfterMs: 2_000 } }),
    book: repeated('rate-limited', { seconds: 4, details: { retryAfterMs: 2_000 } }),
    ...kept,
  },
  {
    fault: '429 with `Retry-After: 3600`',
    play: status(429, 'retry-after: 3600'),
    done: false,
    read: later,
    book: later,
    ...kept,
  },
  {
    fault: '429 with a `Retry-After` date one hour ahead',
    play: status(429, inOneHour),
    done: false,
    read: later,
    book: later,
    ...kept,
  },
  tooMany('429 with a `Retry-After` date that has passed', 'retry-after: Mon, 03 Mar 2031 04:00:00 GMT'),
  tooMany('429 with `Retry-After: -5`', 'retry-after: -5'),
  tooMany('429 with `Retry-After: soon`', 'retry-after: soon'),
  {
    fault: '101, as if we had asked for another protocol',
    play: ({ socket }) => void socket.write(head(101, 'upgrade: x', 'connection: upgrade')),
    read: repeated('unavailable'),
    book: unknown,
    connection: 'closed',
  },
]
