import type {
  AdapterDefinition,
  Capabilities,
  Host,
  MisAdapter,
  OptionalOperation,
  Supporting,
} from '../contract/adapter.ts'
import { operationNames } from '../contract/operations.ts'
import { attempting } from './attempt.ts'
import { checkDefinition } from './check-definition.ts'
import { type Inside, publish } from './inside.ts'
import { defaultRuntime } from './runtime.ts'
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
  const host: Host = {
    vendor,
    instance,
    capabilities,
    runtime: { ...defaultRuntime, ...definition.runtime },
    writes: createWrites(),
  }
  const state = { closed: false }
  const inside: Inside = {
    contract: 1,
    host,
    invoke: inWindows(attempting(definition, host), host),
    operations: operationNames.filter((name) => name in definition.operations),
    state,
    async close() {
      if (state.closed) return
      state.closed = true
      await definition.close?.()
    },
  }
  return publish<C>(inside)
}

/** Whether an adapter has an optional operation; narrows its type. */
export function supports<A extends MisAdapter, O extends OptionalOperation>(
  adapter: A,
  operation: O,
): adapter is Supporting<A, O> {
  return typeof (adapter as Readonly<Record<string, unknown>>)[operation] === 'function'
}
