import type { Context, Runtime } from '@mis/core'

/**
 * A context for work that several calls wait for together: under nobody's own signal, and no part of anybody's write.
 * `operation` only names a read.
 */
export function sharedContext(runtime: Runtime, signal: AbortSignal): Context {
  return { operation: 'listClinics', signal, runtime, sent: undefined }
}

/** Waits for shared work. Nothing of the caller's own has been sent by it, whatever became of it. */
export function nothingSent(context: Context): void {
  context.sent ??= false
}
