// Every fault of the wire with what comes of it. This table makes the tests of faults.test.ts and docs/faults.md.
import type { FaultCase } from './case.ts'
import { charset } from './cases/charset.ts'
import { connection } from './cases/connection.ts'
import { content } from './cases/content.ts'
import { ours } from './cases/ours.ts'
import { redirects } from './cases/redirect.ts'
import { silence } from './cases/silence.ts'
import { statuses } from './cases/status.ts'
import { tls } from './cases/tls.ts'

export const faults: readonly (readonly [group: string, cases: readonly FaultCase[]])[] = [
  ['Silence', silence],
  ['The connection', connection],
  ['TLS', tls],
  ['What is in the answer', content],
  ['Its charset', charset],
  ['Redirects', redirects],
  ['Statuses', statuses],
  ['On our side', ours],
]
