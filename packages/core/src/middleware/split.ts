import type { Middleware } from '../contract/adapter.ts'
import { inWindows } from '../kernel/windows.ts'

/**
 * Cuts wide `listSlots` queries to the adapter's `slotWindowDays`, at most `concurrency` parts at once. A part that
 * cannot be asked now becomes a gap; when no part can be asked, the first failure is thrown.
 */
export function split(): Middleware {
  return inWindows
}
