import assert from 'node:assert/strict'
import { isMisError } from '@mis/core'
import { createWorld } from '@mis/mock'
import type { Case, Ids, Stage, Started, Subject } from './case.ts'
import { cases } from './cases.ts'
import { told, within } from './expect.ts'

/** The two functions of a test runner that are needed; vitest, node:test, jest and bun all have them. */
export interface Runner {
  describe(name: string, body: () => void): unknown
  it(name: string, body: () => Promise<void>): unknown
}

const sameIds: Ids = { doctor: (id) => id, clinic: (id) => id, appointment: (id) => id }
/** No case may take longer, in milliseconds; a hanging adapter fails here instead of at the runner. */
const caseLimitMs = 15_000

/**
 * Registers every case with the test runner, in one group a family, and returns how many there are.
 * Throws where there are none: a suite that proves nothing must not be green.
 */
export function conformance(runner: Runner, subject: Subject, selected: readonly Case[] = cases): number {
  if (selected.length === 0) throw new Error('conformance: there are no cases to run')
  runner.describe(`${subject.vendor} conformance`, () => {
    for (const name of new Set(selected.map((one) => one.family))) {
      runner.describe(name, () => {
        for (const one of selected) if (one.family === name) runner.it(one.name, () => runCase(one, subject))
      })
    }
  })
  return selected.length
}

/** Runs one case against a fresh world and closes what it opened. Rejects, with its `why`, where the sentence does not hold. */
export async function runCase(one: Case, subject: Subject): Promise<void> {
  const world = createWorld()
  const started = await subject.start(world)
  const stage: Stage = {
    world,
    adapter: started.adapter,
    server: started.server,
    ids: subject.ids ?? sameIds,
    clinics: subject.clinics ?? world.clinics().map(({ id }) => id),
    carries: { rooms: true, modes: true, ...subject.carries },
    output: started.output ?? (() => ''),
  }
  let failed = true
  try {
    await within(one.run(stage), caseLimitMs)
    failed = false
  } catch (error) {
    throw explained(error, one.why)
  } finally {
    const closed = await close(started)
    // The case's own failure says more than what closing complains about.
    if (!failed) assert.deepEqual(closed, [], 'closing after the case failed')
  }
}

/** The same error, its stack and what was compared kept, with what the failure means in a clinic below its message. */
function explained(error: unknown, why: string): unknown {
  if (!(error instanceof Error)) return error
  const { message, stack = '' } = error
  const full = `${isMisError(error) ? told(error) : message}\nwhy: ${why}`
  // An adapter may throw frozen errors: these stay as they are.
  Reflect.defineProperty(error, 'message', { value: full, configurable: true, writable: true })
  // Some runners print the stack only, and it was written with the old message.
  const inStack = message === '' ? -1 : stack.indexOf(message)
  if (inStack !== -1) {
    const value = stack.slice(0, inStack) + full + stack.slice(inStack + message.length)
    Reflect.defineProperty(error, 'stack', { value, configurable: true, writable: true })
  }
  return error
}

/** Why closing failed; empty where it did not. */
async function close({ adapter, server }: Started): Promise<readonly string[]> {
  const problems: string[] = []
  const note = (error: unknown) => void problems.push(String(error))
  server.release()
  await within(adapter.close()).catch(note)
  await within(server.close()).catch(note)
  return problems
}
