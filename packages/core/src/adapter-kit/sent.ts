import type { Context } from '../contract/adapter.ts'
import { operations } from '../contract/operations.ts'

/** What is known of one call's requests; several may run at once under one context. */
interface Sent {
  /** How many may have reached the MIS. */
  left: number
  /** The handler itself said that something was sent; that is never taken back. */
  readonly bySomebodyElse: boolean
}
const known = new WeakMap<Context, Sent>()

interface Sending {
  /** The request is handed to the network: from now on it may have left. */
  begin(): void
  /** The network says for certain that nothing left. */
  undo(): void
}

/** Keeps `context.sent`: one request that never left does not hide another that did. */
export function trackSending(
  request: { readonly method: string; readonly effect?: 'read' | 'write' },
  context: Context,
): Sending {
  const effect = request.effect ?? (request.method === 'GET' ? 'read' : 'write')
  // A look-up inside a write cannot be what did the writing.
  const counts = effect === 'write' || operations[context.operation].effect === 'read'
  const sent = known.get(context) ?? { left: 0, bySomebodyElse: context.sent === true }
  known.set(context, sent)
  const change = (by: number) => {
    const foreign = sent.bySomebodyElse || (context.sent === true && sent.left === 0)
    sent.left += by
    context.sent = foreign || sent.left > 0
  }
  change(0)
  return {
    begin() {
      context.readAfterWrite = !counts && context.sent === true
      if (counts) change(1)
    },
    undo: () => counts && change(-1),
  }
}
