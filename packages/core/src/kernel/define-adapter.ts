import type {
  AdapterDefinition,
  Call,
  Capabilities,
  Host,
  MisAdapter,
  Next,
  OptionalOperation,
  Supporting,
} from '../contract/adapter.ts'
import { type Operation, operationNames } from '../contract/operations.ts'
import { MisError } from '../errors/mis-error.ts'
import { attempting } from './attempt.ts'
import { checkDefinition } from './check-definition.ts'
import { type Inside, publish } from './inside.ts'
import { defaultRuntime } from './runtime.ts'
import { createVitals } from './vitals.ts'
import { inWindows } from './windows.ts'
import { createWrites } from './writes.ts'

/**
 * Makes an adapter of vendor code. Vendor code is request → decode → map; everything else is done here: input parsed,
 * one timer a call, abort, stray exceptions turned into `MisError`, sent writes that failed into `outcome-unknown`,
 * wide slot queries cut to the window.
 *
 * Throws `invalid-request` naming the member when the definition contradicts itself.
 */
export function defineAdapter<const C extends Capabilities>(definition: AdapterDefinition<C>): MisAdapter<C> {
  checkDefinition(definition)
  const { vendor, instance, capabilities } = definition
  const runtime = { ...defaultRuntime, ...definition.runtime }
  const host: Host = {
    vendor,
    instance,
    capabilities,
    runtime,
    writes: createWrites(),
    vitals: createVitals(runtime),
  }
  let closing: Promise<void> | undefined
  const refuseIfClosed = (operation: Operation) => {
    if (closing === undefined) return
    const hint = 'the adapter is closed; make a new one'
    throw new MisError('unavailable', { vendor, operation, hint, details: { by: 'queue', retryAfterMs: null } })
  }
  const inside: Inside = {
    contract: 1,
    host,
    invoke: bounded(inWindows(attempting(definition, host, refuseIfClosed), host), host),
    operations: operationNames.filter((name) => name in definition.operations),
    refuseIfClosed,
    close() {
      closing ??= (async () => definition.close?.())()
      return closing
    },
  }
  return publish<C>(inside)
}

/** How long a call may take when neither the caller nor a layer said. */
const defaultDeadlineMs = 30_000

function bounded(next: Next, { runtime }: Host): Next {
  const call = (one: Call): Promise<unknown> =>
    next(one.deadlineAt === Infinity ? { ...one, deadlineAt: runtime.monotonic() + defaultDeadlineMs } : one)
  return call as Next
}

/** Whether an adapter has an optional operation; narrows its type. */
export function supports<A extends MisAdapter, O extends OptionalOperation>(
  adapter: A,
  operation: O,
): adapter is Supporting<A, O> {
  return typeof (adapter as Readonly<Record<string, unknown>>)[operation] === 'function'
}
