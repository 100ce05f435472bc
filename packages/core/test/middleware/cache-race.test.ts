import { cache, dedupe, wrap } from '@mis/core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { actsOn, misUnder, race } from '../support/race.ts'
import { sharedMemory } from '../support/shared-memory.ts'

const runs = process.env.MIS_LONG === '1' ? 20_000 : 60
const minutes = 60_000

describe('no reader is shown what a write before it has changed, in any order of steps', () => {
  it.each([
    ['cache', [cache()]],
    ['cache, dedupe', [cache(), dedupe()]],
    ['dedupe', [dedupe()]],
    ['cache, stale while revalidated', [cache({ staleWhileRevalidateMs: 1e9 })]],
  ])(
    '%s',
    async (_, layers) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), actsOn(2), async (scheduler, todo) => {
          const adapter = misUnder((name) => scheduler.schedule(Promise.resolve(), name))
          await race(scheduler, todo, [wrap(adapter(), layers)])
        }),
        { numRuns: runs },
      )
    },
    10 * minutes,
  )

  it.each([
    ['two instances that ask a shared cache each time and hear nothing', { localMs: 0 }, false],
    ['two instances that are told of writes', { localMs: 1e9 }, true],
  ])(
    '%s',
    async (_, options, tells) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), actsOn(1), async (scheduler, todo) => {
          const step = (name: string) => scheduler.schedule(Promise.resolve(), name)
          const adapter = misUnder(step)
          const shared = sharedMemory({ step, tells }).cache
          await race(
            scheduler,
            todo,
            [1, 2].map(() => wrap(adapter(), [cache({ ...options, shared }), dedupe()])),
          )
        }),
        { numRuns: runs },
      )
    },
    10 * minutes,
  )
})
