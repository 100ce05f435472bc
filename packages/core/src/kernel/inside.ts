import type { Capabilities, Host, Kernel, MisAdapter, Next } from '../contract/adapter.ts'
import { invalid } from '../contract/check.ts'
import type { Operation } from '../contract/operations.ts'
import { enter } from './enter.ts'

/** What `~kernel` really holds. */
export interface Inside extends Kernel {
  readonly host: Host
  readonly invoke: Next
  readonly operations: readonly Operation[]
  /** Throws `unavailable` once the adapter is closed, before anything is sent. */
  refuseIfClosed(operation: Operation): void
  close(): Promise<void>
}

/** The inside of an adapter. Throws `invalid-request` for anything that `defineAdapter` or `wrap` did not make. */
export function insideOf(adapter: MisAdapter): Inside {
  const kernel: unknown = adapter?.['~kernel']
  if (typeof kernel === 'object' && kernel !== null && 'contract' in kernel && kernel.contract === 1)
    return kernel as Inside
  throw invalid({ adapter: 'must be made by defineAdapter() of contract 1' }, { vendor: 'core', operation: 'wrap' })
}

/** The public face of an inside: one method an operation, each parsing its input once. */
export function publish<C extends Capabilities>(inside: Inside): MisAdapter<C> {
  const { vendor, instance, capabilities } = inside.host
  const face: Record<string, unknown> = { vendor, instance, capabilities, '~kernel': inside, close: inside.close }
  for (const operation of inside.operations) {
    face[operation] = (input: never, options?: never) => enter(inside, operation, input, options)
  }
  return face as MisAdapter<C>
}
