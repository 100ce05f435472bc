import type {
  AdapterDefinition,
  Capabilities,
  Host,
  MisAdapter,
  OptionalOperation,
  Supporting,
} from '../contract/adapter.ts'
import { invalid } from '../contract/check.ts'
import { operationNames, operations, requiredOperations } from '../contract/operations.ts'
import { attempting } from './attempt.ts'
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

function checkDefinition<C extends Capabilities>(definition: AdapterDefinition<C>): void {
  const { vendor, instance, capabilities } = definition
  const problems: Record<string, string> = {}
  if (!/^[a-z][a-z0-9-]*$/.test(vendor)) problems.vendor = 'must be a word of a-z, 0-9 and hyphens'
  if (typeof instance !== 'string' || instance === '') problems.instance = 'must name the installation'
  for (const count of ['slotWindowDays', 'concurrency'] as const) {
    if (!Number.isInteger(capabilities[count]) || capabilities[count] < 1)
      problems[`capabilities.${count}`] = 'must be a whole number, 1 or more'
  }
  const present = definition.operations as Readonly<Record<string, unknown>>
  for (const name of requiredOperations) {
    if (typeof present[name] !== 'function') problems[`operations.${name}`] = 'is required'
  }
  for (const name of operationNames) {
    const { gate } = operations[name]
    if (gate === null) continue
    const granted = Boolean(capabilities[gate])
    if (granted && typeof present[name] !== 'function')
      problems[`operations.${name}`] = `is promised by capabilities.${gate}`
    if (!granted && name in present)
      problems[`capabilities.${gate}`] = `must be granted, or operations.${name} left out`
  }
  if (Object.keys(problems).length > 0) throw invalid(problems, { vendor: 'core', operation: 'defineAdapter' })
}
