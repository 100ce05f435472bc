// docs/faults.md as text, made from the fault table of core's tests.

import { type Ending, type FaultCase, happenedAfter } from '../../packages/core/test/faults/case.ts'
import { faults } from '../../packages/core/test/faults/table.ts'

const givenUp = "the signal's reason"

export function faultsPage(): string {
  const count = faults.reduce((sum, [, cases]) => sum + cases.length, 0)
  const sections = faults.flatMap(([group, cases]) => [
    `## ${group}`,
    '',
    '| fault | `listSlots` | requests | `book` | did it happen? | requests | connection |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...cases.map(row),
    '',
  ])
  return `${[
    '<!-- Made from packages/core/test/faults/ by tools/write-docs.ts. Change the table, not this page. -->',
    '# Faults',
    '',
    `What comes of ${count} faults of a MIS, of the way to it and of our own machine. Each row is also two tests: an adapter of`,
    '`http()` under `recommended()` as it stands, against a server that writes these bytes on a real socket.',
    '',
    '- **`listSlots`, `book`**: what the call ends with, and after how many seconds where that is not at once.',
    '  A code is a `MisError`: see [Errors](errors.md).',
    '- **did it happen?**: what `error.happened` says of the booking. The tests hold it against the server: "no" is only said where',
    '  the server made no booking, and no fault makes two.',
    '- **requests**: how many the server read. A read is sent three times where that may help. A booking is sent again only where',
    '  it certainly was not made.',
    '- **connection**: whether the last one is closed, or kept for the next call. After each call the tests also find no timer',
    "  and no listener on the caller's signal left.",
    '',
    'The adapter here cannot look a booking up. One that grants `findBooking` asks after each `outcome-unknown`, and where the',
    'visit is found the call is answered: see [Booking without double booking](concepts.md#booking-without-double-booking).',
    'A booking that timed out is unknown even where the server read nothing: this side cannot tell a request that is on its way',
    'from one that never left.',
    'A cache that remembers the days serves them, marked `stale`, where a read here ends as `unavailable`, `timeout`,',
    '`rate-limited` or `bad-response`.',
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()}\n`
}

function row({ fault, read, book, connection }: FaultCase): string {
  const cells = [fault, end(read), read.requests, end(book), happened(book), book.requests, connection]
  return `| ${cells.map((cell) => (cell === 'none' ? '–' : cell)).join(' | ')} |`
}

function end({ outcome, seconds, says }: Ending): string {
  const words = outcome === 'answered' ? 'answered' : outcome === 'given up' ? givenUp : `\`${outcome}\``
  return [words, ...(says ? [`“${says}”`] : []), ...(seconds ? [`${seconds} s`] : [])].join(', ')
}

function happened(ending: Ending): string {
  const word = happenedAfter(ending)
  return word === 'unknown' ? '**unknown**' : word
}
