import type { FaultRule } from '@mis/mock'
import { afterAll, describe, expect, it } from 'vitest'
import { type Clinic, clinic, patient, slotOf } from './support/clinic.ts'
import { crashPoints, dyingStore, nameOf } from './support/crash.ts'

const book = { operation: 'book' } as const
const faults: Readonly<Record<string, readonly FaultRule[]>> = {
  none: [],
  'lost request': [{ when: book, times: 1, fault: 'reset' }],
  'lost answer after commit': [{ when: book, times: 1, fault: 'lost-answer' }],
  'slow commit': [{ when: book, times: 1, fault: 'late-commit' }],
  '503': [{ when: book, times: 1, fault: { status: 503 } }],
  '429': [{ when: book, times: 1, fault: { status: 429 } }],
  'cut answer': [{ when: book, times: 1, fault: 'truncate' }],
  'no answer': [{ when: book, times: 1, fault: 'stalled-answer' }],
  'empty answer': [{ when: book, times: 1, fault: 'empty' }],
  'read-back fails twice': [
    { when: book, times: 1, fault: 'lost-answer' },
    { when: { operation: 'findBooking' }, times: 2, fault: 'reset' },
  ],
}

const minutes = 60_000

/** What must hold whatever happens: never two visits for one intent, and none that is called booked and is not there. */
async function judge(at: Clinic): Promise<string> {
  const live = at.live().length
  expect(live).toBeLessThanOrEqual(1)
  const intent = await at.store.intents.byReference('one')
  const state = intent?.state ?? 'unknown'
  if (state === 'done') expect(live).toBe(1)
  if (['refused', 'expired', 'withdrawn', 'unknown'].includes(state)) expect(live).toBe(0)
  return state
}

let died = 0
afterAll(() => expect(died).toBeGreaterThan(60))

describe('one intent, at most one visit: a process dies at each step, under each fault', () => {
  for (const [fault, rules] of Object.entries(faults)) {
    for (const point of crashPoints) {
      it(`${fault}, dead ${nameOf(point)}`, async () => {
        const at = clinic()
        at.arm(...rules)
        const request = { slot: slotOf(at), patient, reference: 'one' }
        const dying = dyingStore(at.store, point)
        const victim = at.open({}, dying.store)
        victim.book(request).catch(() => {})
        const stopVictim = new AbortController()
        victim.run({ signal: stopVictim.signal }).catch(() => {})
        await at.time.advance(200)
        at.server.release()
        await at.time.advance(10 * minutes)
        const survivor = at.open()
        const stop = at.run(survivor)
        await at.time.advance(30 * minutes)
        const state = await judge(at)
        // A patient who heard nothing sends the form again.
        await at.time.until(survivor.book(request))
        at.server.release()
        await at.time.advance(30 * minutes)
        await judge(at)
        expect(await survivor.status('one')).toMatchObject({ status: 'booked' })
        expect(state).toBe(point.method === 'insert' && point.when === 'before' ? 'unknown' : 'done')
        died += Number(dying.isDead())
        await stop()
        await at.server.close()
      })
    }
  }
})
