import { answered, type FaultCase } from '../case.ts'
import { reply } from '../replies.ts'

const hour = 3_600_000
const jumps = [
  ['an hour ahead', hour],
  ['an hour back', -hour],
  ['a day ahead', 24 * hour],
  ['a day back', -24 * hour],
] as const
const well = { read: answered, book: answered, connection: 'kept' } as const
const patient = { lastName: 'Тестова', firstName: 'Проба' }

/** What is wrong on this side: the clock of the machine, and what a patient typed. */
export const ours: readonly FaultCase[] = [
  ...jumps.map(
    ([words, ms]): FaultCase => ({
      fault: `The clock of this machine jumps ${words} while the MIS thinks`,
      play: (turn) => {
        turn.clock.jump(ms)
        reply()(turn)
      },
      ...well,
    }),
  ),
  ...jumps.slice(0, 2).map(
    ([words, jumpMs]): FaultCase => ({
      fault: `The clock of this machine jumps ${words} after a read: the cache neither ages nor grows young`,
      before: { day: '2031-03-05', jumpMs },
      ...well,
      read: { outcome: 'answered', requests: 0 },
    }),
  ),
  {
    fault: "A line break in a patient's name, with a header behind it",
    words: { patient: { ...patient, lastName: 'Тестова\r\nx-admin: 1' } },
    ...well,
    book: { outcome: 'invalid-request', requests: 0, attempts: 1, details: { fields: ['patient.lastName'] } },
  },
  {
    fault: 'A line break in a comment that an adapter puts into a header',
    words: { comment: 'Спасибо\r\nx-admin: 1' },
    ...well,
    book: { outcome: 'invalid-request', requests: 0, attempts: 1, details: { fields: ['headers.x-comment'] } },
  },
  {
    fault: "Quotes, angle brackets and signs beyond the BMP in a patient's name",
    words: { patient: { ...patient, lastName: `О'Тест"<б>&𠮷` } },
    sends: JSON.stringify(`О'Тест"<б>&𠮷`),
    ...well,
  },
]
