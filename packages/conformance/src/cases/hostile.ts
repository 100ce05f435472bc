import assert from 'node:assert/strict'
import { type FaultRule, listen } from '@mis/mock'
import { family, type Stage } from '../case.ts'
import { failure, soon, within } from '../expect.ts'
import { busyDay, during, fresh, intent, living, offer, sent } from '../stage.ts'

function readDay(stage: Stage, deadlineMs?: number) {
  const { doctor, day } = busyDay(stage)
  const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: day }
  return stage.adapter.listSlots(query, { ...fresh, ...(deadlineMs !== undefined && { deadlineMs }) })
}

export const hostileCases = family('hostile wire', [
  {
    name: 'an answer of 50 MB is refused as bad-response',
    why: 'One broken answer must not take the whole server’s memory.',
    async run(stage) {
      await readDay(stage)
      const fault = await padded(stage, 50_000_000)
      await during(stage, 'listSlots', fault, () => within(failure(readDay(stage), 'bad-response'), 10_000))
    },
  },
  {
    name: 'an answer that drips byte by byte ends at the deadline',
    why: 'Every byte looks like progress; the patient’s page hangs.',
    async run(stage) {
      await during(stage, 'listSlots', 'drip', () => within(failure(readDay(stage, soon), 'timeout')))
    },
  },
  {
    name: 'a server that never answers a read ends it at the deadline',
    why: 'A hanging MIS must not hang the page.',
    async run(stage) {
      await during(stage, 'listSlots', 'stall', () => within(failure(readDay(stage, soon), 'timeout')))
    },
  },
  {
    name: 'a connection reset under a read is unavailable',
    why: 'It may be tried again.',
    async run(stage) {
      await during(stage, 'listSlots', 'reset', () => failure(readDay(stage), 'unavailable'))
    },
  },
  {
    name: 'a redirect of a read to another host is reported and not followed',
    why: 'The key goes along in a header.',
    async run(stage) {
      const { seen } = await redirected(stage, 'listSlots', () => failure(readDay(stage), 'bad-response'))
      assert.equal(seen, 0)
    },
  },
  {
    name: 'a redirect of a booking to another host never carries the patient there',
    why: 'With status 307 the whole body goes along.',
    async run(stage) {
      const one = await offer(stage)
      const { seen } = await redirected(stage, 'book', () =>
        failure(stage.adapter.book(intent(one.slot), { deadlineMs: 1500 }), 'outcome-unknown'),
      )
      assert.deepEqual([seen, sent(stage, 'book'), living(stage, one).length], [0, 1, 0])
    },
  },
  {
    name: 'after any of these failures the next call works',
    why: 'One bad answer must not poison the adapter until it is restarted.',
    async run(stage) {
      for (const fault of ['reset', 'garbage', 'truncate'] as const) {
        await during(stage, 'listSlots', fault, () => failure(readDay(stage), 'unavailable', 'bad-response'))
        assert.ok((await readDay(stage)).slots.length > 0)
      }
    },
  },
])

/** Runs `body` while the operation is redirected to a second server; how many requests that one saw. */
async function redirected(
  stage: Stage,
  operation: 'listSlots' | 'book',
  body: () => Promise<unknown>,
): Promise<{ seen: number }> {
  const elsewhere = await listen(async () => Response.json({}), { strict: false })
  try {
    await during(stage, operation, { redirect: `${elsewhere.url}/elsewhere` }, body)
    return { seen: elsewhere.requests().length }
  } finally {
    await elsewhere.close()
  }
}

/**
 * The right answer followed by spaces: an adapter without a limit would read it and see nothing wrong. Asked for by
 * repeating the adapter's last request; behind TLS, where only the adapter has the keys, any huge answer has to do.
 */
async function padded({ server }: Stage, bytes: number): Promise<FaultRule['fault']> {
  const last = server.requests().findLast(({ operation }) => operation === 'listSlots')
  if (last === undefined || server.url.startsWith('https:')) return 'huge'
  const ask = 'fetch' in server ? (server.fetch as typeof fetch) : fetch
  const headers = new Headers(last.headers)
  for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) headers.delete(name)
  const { method, path, body } = last
  const answer = await ask(server.url + path, { method, headers, ...(body !== '' && { body }) })
  const type = answer.headers.get('content-type')
  const text = (await answer.text()) + ' '.repeat(bytes)
  return { status: answer.status, headers: { ...(type !== null && { 'content-type': type }) }, body: text }
}
