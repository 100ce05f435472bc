import { supports } from '@mis/core'
import { nativeHold } from '../errands/book.ts'
import type { Office } from '../office.ts'
import type { Intent } from '../store/intents.ts'

/**
 * Ends an intent that made no visit, and gives the MIS its own hold on the slot back: the same person may book that time
 * again, and would find it taken. The MIS lets go by itself a little later where it cannot be told now.
 */
export async function lettingGo<T extends Intent | null>(
  office: Office,
  intent: Intent,
  end: () => Promise<T>,
): Promise<T> {
  const native = await nativeHold(office, intent)
  const written = await end()
  const isOver = written?.state === 'refused' || written?.state === 'expired' || written?.state === 'withdrawn'
  const asking = { deadlineMs: office.settings.attemptMs, signal: office.cut.signal }
  if (native === undefined || !isOver) return written
  const adapter = office.adapter(intent.instance)
  if (supports(adapter, 'hold')) await adapter.releaseHold(native, asking).catch(() => {})
  return written
}
