import pLimit from 'p-limit'
import type { Call, Host, Next } from '../contract/adapter.ts'
import { isMisError } from '../errors/mis-error.ts'
import { addDays, dayCount } from '../model/day.ts'
import type { Availability, Gap, SlotQuery } from '../model/types.ts'

/** Failures that say "could not be asked now" rather than "asked wrongly": only these may become gaps. */
export const isUnaskable = (error: unknown) =>
  isMisError(error, 'unavailable', 'timeout', 'rate-limited', 'bad-response')

/** Cuts `listSlots` queries to the adapter's window; a part that cannot be asked becomes a gap. */
export function inWindows(next: Next, host: Host): Next {
  const { slotWindowDays, concurrency } = host.capabilities
  const listSlots = async (call: Call<'listSlots'>): Promise<Availability> => {
    const windows = cut(call.input, slotWindowDays)
    const [only] = windows
    return windows.length === 1 && only
      ? next({ ...call, input: only })
      : merge(await askAll(call, windows, concurrency, next))
  }
  return ((call: Call) => (call.operation === 'listSlots' ? listSlots(call as Call<'listSlots'>) : next(call))) as Next
}

/** Each call has a line of its own: a slow one holds up nobody else. A hard failure ends the parts that are left. */
async function askAll(call: Call<'listSlots'>, windows: readonly SlotQuery[], concurrency: number, next: Next) {
  const limit = pLimit(concurrency)
  const parts = new AbortController()
  const leave = () => parts.abort(call.signal.reason)
  call.signal.throwIfAborted()
  call.signal.addEventListener('abort', leave, { once: true })
  const ask = async (input: SlotQuery): Promise<Availability | FailedPart> => {
    parts.signal.throwIfAborted()
    try {
      return await next({ ...call, input, signal: parts.signal })
    } catch (error) {
      if (isUnaskable(error)) return { gap: { from: input.from, to: input.to }, error }
      parts.abort(error)
      throw error
    }
  }
  try {
    return await Promise.all(windows.map((input) => limit(ask, input)))
  } finally {
    call.signal.removeEventListener('abort', leave)
  }
}

interface FailedPart {
  readonly gap: Gap
  readonly error: unknown
}

function cut(query: SlotQuery, days: number): SlotQuery[] {
  const windows: SlotQuery[] = []
  for (let offset = 0; offset < dayCount(query.from, query.to); offset += days) {
    const from = addDays(query.from, offset)
    const isLast = dayCount(from, query.to) <= days
    windows.push({ ...query, from, to: isLast ? query.to : addDays(from, days - 1) })
  }
  return windows
}

function merge(parts: readonly (Availability | FailedPart)[]): Availability {
  const known = parts.filter((part): part is Availability => !('error' in part))
  const [first] = parts
  if (known.length === 0 && first && 'error' in first) throw first.error
  const gaps = joinGaps(parts.flatMap((part) => ('error' in part ? [part.gap] : part.gaps)))
  return {
    slots: known.flatMap((part) => part.slots),
    asOf: known.reduce((oldest, { asOf }) => (asOf < oldest ? asOf : oldest), known[0]?.asOf ?? ''),
    stale: known.some((part) => part.stale),
    complete: gaps.length === 0,
    gaps,
  }
}

/** Neighbouring gaps, in order, as one. */
export function joinGaps(gaps: readonly Gap[]): Gap[] {
  const joined: Gap[] = []
  for (const gap of gaps) {
    const last = joined.at(-1)
    if (last && addDays(last.to, 1) === gap.from) joined[joined.length - 1] = { from: last.from, to: gap.to }
    else joined.push(gap)
  }
  return joined
}
