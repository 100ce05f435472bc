import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Store } from '../src/index.ts'
import type { Trouble } from './support/careless-mis.ts'
import { withoutFencing } from './support/frozen-store.ts'
import { type TwoDesks, twoDesks } from './support/two-desks.ts'

/** The model knows the references that were used; everything else is judged by the MIS. */
interface Model {
  readonly references: Set<string>
}
type Step = fc.AsyncCommand<Model, TwoDesks>

function command(name: string, run: (desks: TwoDesks, model: Model) => Promise<void> | void, needs?: string): Step {
  return {
    check: (model) => needs === undefined || model.references.has(needs),
    async run(model, desks) {
      await run(desks, model)
      await desks.pass(0)
      desks.never()
    },
    toString: () => name,
  }
}

const desk = fc.constantFrom(0, 1)
const reference = fc.constantFrom('a', 'b', 'c')
const trouble = fc.constantFrom<Trouble | 'none'>(
  'none',
  'lost-answer',
  'slow-commit',
  'lost-request',
  'refused-connection',
  'busy',
)
const steps = [
  fc
    .record({ who: desk, patient: fc.constantFrom(0, 1), slot: fc.constantFrom(0, 1), name: reference, trouble })
    .map(({ who, patient, slot, name, trouble }) =>
      command(`book(desk ${who}, patient ${patient}, slot ${slot}, ${name}, ${trouble})`, (desks, model) => {
        model.references.add(name)
        if (trouble !== 'none') desks.trouble(trouble)
        return desks.book(who, patient, slot, name)
      }),
    ),
  fc
    .tuple(desk, reference)
    .map(([who, name]) => command(`cancel(desk ${who}, ${name})`, (desks) => desks.cancel(who, name), name)),
  desk.map((who) => command(`freeze(desk ${who})`, (desks) => desks.freeze(who))),
  desk.map((who) => command(`thaw(desk ${who})`, (desks) => desks.thaw(who))),
  desk.map((who) => command(`restart(desk ${who})`, (desks) => desks.restart(who))),
  fc
    .constantFrom(20, 60, 300, 1_000, 2_500, 5_000, 20_000, 400_000)
    .map((ms) => command(`pass(${ms} ms)`, (desks) => desks.pass(ms))),
]

const isLong = process.env.MIS_LONG === '1'
const [runs, timeoutMs] = isLong ? [5_000, 900_000] : [150, 60_000]

function property(bend: (store: Store) => Store) {
  return fc.asyncProperty(fc.commands(steps, { maxCommands: 20, size: 'max' }), async (commands) => {
    const real = twoDesks(bend)
    await fc.asyncModelRun(() => ({ model: { references: new Set<string>() }, real }), commands)
    await real.rest()
  })
}

describe('two desks, one store, one MIS, whatever happens in whatever order', () => {
  it('an intent is at most one visit, and what it is said to have come to is so', { timeout: timeoutMs }, async () => {
    await fc.assert(
      property((store) => store),
      { numRuns: runs },
    )
  })

  it('without fencing the same property fails, and shrinks to a few steps', async () => {
    const result = await fc.check(property(withoutFencing), { numRuns: 2_000, seed: 8 })
    expect(result.failed).toBe(true)
    expect(String(result.counterexample?.[0])).toContain('freeze')
  })
})
