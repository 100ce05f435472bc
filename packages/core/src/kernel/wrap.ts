import type { Call, Host, Middleware, MisAdapter, Next } from '../contract/adapter.ts'
import { invalid } from '../contract/check.ts'
import type { Operation, Output } from '../contract/operations.ts'
import { type Inside, insideOf, publish } from './inside.ts'
import { underLayers } from './vitals.ts'

/** Puts layers around an adapter; the first listed is outermost. The type stays the adapter's own. */
export function wrap<A extends MisAdapter>(adapter: A, layers: readonly Middleware[]): A {
  const inside = insideOf(adapter)
  layers.forEach((layer, index) => {
    if (typeof layer !== 'function')
      throw invalid(
        { [`layers.${index}`]: 'must be a function (next, host) => next' },
        { vendor: 'core', operation: 'wrap' },
      )
  })
  const host: Host = { ...inside.host, vitals: underLayers(inside.host.vitals) }
  const invoke = layers.reduceRight<Next>((next, layer) => layer(next, host), inside.invoke)
  const wrapped: Inside = { ...inside, host, invoke }
  return { ...adapter, ...publish(wrapped) }
}

/** A layer around one operation; all others pass by. */
export function on<O extends Operation>(
  operation: O,
  layer: (next: Next, host: Host) => (call: Call<O>) => Promise<Output<O>>,
): Middleware {
  return (next, host) => {
    const handle = layer(next, host) as (call: Call) => Promise<never>
    const chosen = (call: Call): Promise<unknown> => (call.operation === operation ? handle(call) : next(call))
    return chosen as Next
  }
}
