import type { StoreCase, StoreSubject } from './case.ts'
import { storeCases } from './cases.ts'

/** The two functions of a test runner that are needed; vitest, node:test, jest and bun all have them. */
export interface StoreRunner {
  describe(name: string, body: () => void): unknown
  it(name: string, body: () => Promise<void>): unknown
}

/**
 * Registers every case with the test runner, in one group a family, and returns how many there are. Throws where there
 * are none: a suite that proves nothing must not be green.
 */
export function storeConformance(
  runner: StoreRunner,
  subject: StoreSubject,
  selected: readonly StoreCase[] = storeCases,
): number {
  if (selected.length === 0) throw new Error('store conformance: there are no cases to run')
  runner.describe(`${subject.name}: store conformance`, () => {
    for (const name of new Set(selected.map((one) => one.family)))
      runner.describe(name, () => {
        for (const one of selected) if (one.family === name) runner.it(one.name, () => runStoreCase(one, subject))
      })
  })
  return selected.length
}

/** Runs one case on an empty store. Rejects, with its `why` in the message, where the sentence does not hold. */
export async function runStoreCase(one: StoreCase, subject: StoreSubject): Promise<void> {
  const started = await subject.start()
  try {
    await one.run({ ...started, tellsOthers: subject.tellsOthers ?? false })
  } catch (error) {
    if (error instanceof Error) error.message += `\nwhy: ${one.why}`
    throw error
  } finally {
    await started.close()
  }
}
