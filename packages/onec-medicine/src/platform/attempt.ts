import type { Context, Runtime } from '@mis/core'

/** One try of a request, under a context that can forget it. */
export interface Attempt {
  readonly context: Context
  /** The answer proves that nothing was done: for the caller it is as if this try had not been sent. */
  forget(): void
}

/** `context.sent` follows each try while it runs, so that a write cut in the middle is known to be open. */
export function attemptUnder(context: Context, runtime: Runtime = context.runtime): Attempt {
  const before = context.sent ?? false
  const readBefore = context.readAfterWrite ?? false
  const { operation, signal } = context
  return {
    context: {
      operation,
      signal,
      runtime,
      get sent() {
        return context.sent
      },
      set sent(value) {
        context.sent = value
      },
      get readAfterWrite() {
        return context.readAfterWrite ?? false
      },
      set readAfterWrite(value) {
        context.readAfterWrite = value
      },
    },
    forget() {
      context.sent = before
      context.readAfterWrite = readBefore
    },
  }
}
