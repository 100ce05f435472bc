import type { MisAdapter } from '../contract/adapter.ts'
import type { Input, Operation } from '../contract/operations.ts'
import { parse } from './enter.ts'
import { insideOf } from './inside.ts'

/**
 * The input as a method of this adapter would send it on: parsed, with the patient fields the adapter needs checked and
 * a `reference` filled in. Throws the `invalid-request` the method would reject with. For whoever keeps a request to send
 * it later, and must know now that it can be sent.
 */
export function parseInput<O extends Operation>(adapter: MisAdapter, operation: O, input: Input<O>): Input<O> {
  return parse(insideOf(adapter).host, operation, input)
}
