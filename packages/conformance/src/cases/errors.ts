import assert from 'node:assert/strict'
import { family, type Stage } from '../case.ts'
import { failure } from '../expect.ts'
import { allDoctors, busyDay, doctorsOf, during, fresh, intent, living, offer } from '../stage.ts'

/** Short enough that a wait asked for by the MIS does not fit in. */
const impatient = { ...fresh, deadlineMs: 1500 }

function readDay(stage: Stage) {
  const { doctor, day } = busyDay(stage)
  return stage.adapter.listSlots({ doctorId: stage.ids.doctor(doctor.id), from: day, to: day }, impatient)
}

async function namesAreRight(stage: Stage): Promise<void> {
  const expected = doctorsOf(stage).filter(({ active }) => active)
  const listed = new Map((await allDoctors(stage)).map((doctor) => [doctor.id, doctor.lastName]))
  for (const { id, lastName } of expected) assert.equal(listed.get(stage.ids.doctor(id)), lastName)
}

export const errorCases = family('error classification', [
  {
    name: '401 is unauthorized',
    why: 'The key has expired: an operator is needed, not a retry.',
    async run(stage) {
      await during(stage, 'listSlots', { status: 401 }, () => failure(readDay(stage), 'unauthorized'))
    },
  },
  {
    name: '403 is forbidden',
    why: 'The key is right and lacks a right: somebody else has to act.',
    async run(stage) {
      await during(stage, 'listSlots', { status: 403 }, () => failure(readDay(stage), 'forbidden'))
    },
  },
  {
    name: '404 is not-found',
    why: 'The doctor is gone; asking again will not bring them back.',
    async run(stage) {
      await during(stage, 'listSlots', { status: 404 }, () => failure(readDay(stage), 'not-found'))
    },
  },
  {
    name: '422 is a refusal, and nothing happened',
    why: 'The patient can correct it and try again.',
    async run(stage) {
      const one = await offer(stage)
      await during(stage, 'book', { status: 422 }, async () => {
        const error = await failure(stage.adapter.book(intent(one.slot)), 'invalid-request', 'rejected')
        assert.equal(error.happened, 'no')
      })
      assert.equal(living(stage, one).length, 0)
    },
  },
  {
    name: '429 is rate-limited, with the seconds to wait',
    why: 'Without them every client comes back at once.',
    async run(stage) {
      const fault = { status: 429, headers: { 'retry-after': '30' } }
      const { details } = await during(stage, 'listSlots', fault, () => failure(readDay(stage), 'rate-limited'))
      assert.equal(details.retryAfterMs, 30_000)
    },
  },
  {
    name: '429 with a date is rate-limited until that date',
    why: 'A date read as a number is no wait at all.',
    async run(stage) {
      const fault = { status: 429, headers: { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' } }
      const { details } = await during(stage, 'listSlots', fault, () => failure(readDay(stage), 'rate-limited'))
      assert.ok(Number.isFinite(details.retryAfterMs) && (details.retryAfterMs ?? 0) > 86_400_000)
    },
  },
  {
    name: '429 under a write means that nothing happened',
    why: 'The queue of a busy morning must not become a list of unknown outcomes.',
    async run(stage) {
      const one = await offer(stage)
      const fault = { status: 429, headers: { 'retry-after': '30' } }
      const call = () => failure(stage.adapter.book(intent(one.slot), { deadlineMs: 1500 }), 'rate-limited')
      assert.equal((await during(stage, 'book', fault, call)).happened, 'no')
    },
  },
  {
    name: 'a MIS that is not there is unavailable, and a write to it did not happen',
    why: 'A refused connection is proof: the booking may safely be tried again.',
    async run(stage) {
      const one = await offer(stage)
      await stage.server.close()
      // The read comes first, so that no kept-alive connection is left that could break under the write.
      await failure(readDay(stage), 'unavailable')
      const error = await failure(stage.adapter.book(intent(one.slot), { deadlineMs: 1500 }), 'unavailable')
      assert.equal(error.happened, 'no')
    },
  },
  {
    name: 'a server error under a read is unavailable',
    why: 'It may be tried again, and older data may be shown meanwhile.',
    async run(stage) {
      for (const status of [500, 503]) {
        await during(stage, 'listSlots', { status }, () => failure(readDay(stage), 'unavailable'))
      }
    },
  },
  {
    name: 'an HTML page with status 200 is bad-response',
    why: 'A login page or a provider’s notice is not a schedule.',
    async run(stage) {
      await during(stage, 'listSlots', 'html', () => failure(readDay(stage), 'bad-response'))
      await during(stage, 'listDoctors', 'html', () => failure(allDoctors(stage), 'bad-response'))
    },
  },
  {
    name: 'an empty 200 is bad-response, not an empty list',
    why: 'Nothing was said about the doctor’s time.',
    async run(stage) {
      await during(stage, 'listSlots', 'empty', () => failure(readDay(stage), 'bad-response'))
    },
  },
  {
    name: 'an answer that cannot be parsed is bad-response',
    why: 'Half a schedule is not a schedule.',
    async run(stage) {
      await during(stage, 'listSlots', 'garbage', () => failure(readDay(stage), 'bad-response'))
    },
  },
  {
    name: 'an answer cut by the connection is unavailable',
    why: 'It is the network’s failure and may be tried again.',
    async run(stage) {
      await during(stage, 'listSlots', 'truncate', () => failure(readDay(stage), 'unavailable'))
    },
  },
  {
    name: 'bytes of another charset than declared are bad-response, never wrong letters',
    why: 'A surname of question marks is printed on the ticket.',
    async run(stage) {
      await during(stage, 'listDoctors', 'wrong-charset', () => failure(allDoctors(stage), 'bad-response'))
    },
  },
  {
    name: 'windows-1251 is read where it is declared',
    why: 'Half of the installations speak it.',
    run: (stage) => during(stage, 'listDoctors', 'windows-1251', () => namesAreRight(stage)),
  },
  {
    name: 'a byte order mark before the answer does no harm',
    why: 'Windows servers put it there, JSON.parse chokes on it.',
    run: (stage) => during(stage, 'listDoctors', 'bom', () => namesAreRight(stage)),
  },
  {
    name: 'an error names the vendor, the operation and the status',
    why: 'The night shift reads this line and nothing else.',
    async run(stage) {
      const error = await during(stage, 'listSlots', { status: 403 }, () => failure(readDay(stage), 'forbidden'))
      assert.deepEqual([error.vendor, error.operation, error.status], [stage.adapter.vendor, 'listSlots', 403])
    },
  },
])
