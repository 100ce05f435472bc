import type { Context } from '../contract/adapter.ts'
import { operations } from '../contract/operations.ts'

/** How many requests of a call may have reached the MIS; several may run at once under one context. */
const left = new WeakMap<Context, number>()

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
  const change = (by: number) => {
    const count = (left.get(context) ?? (context.sent ? 1 : 0)) + by
    left.set(context, count)
    context.sent = count > 0
  }
  change(0)
  return { begin: () => counts && change(1), undo: () => counts && change(-1) }
}
