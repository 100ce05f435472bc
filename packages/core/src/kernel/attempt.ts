import type { AdapterDefinition, Call, Capabilities, Context, Host, Next } from '../contract/adapter.ts'
import { type Operation, operations } from '../contract/operations.ts'
import { errorCodes } from '../errors/codes.ts'
import { amend, isCertainlyNotDone, isMisError, MisError } from '../errors/mis-error.ts'
import { epochOf } from '../model/clinic-time.ts'
import type { Availability, Doctor, DoctorQuery, Page, Slot, SlotQuery } from '../model/types.ts'
import { neverAborted } from './enter.ts'
import { verdictOn } from './verdict.ts'

/** Ends whatever a call has left running. Made once: an error or a `DOMException` a call is what the profile showed first. */
const over = new MisError('timeout', { hint: 'the call has ended', details: {} })

type Handler = (input: never, context: Context) => Promise<unknown>

/** The innermost step: one call of vendor code under one timer, its failures brought into the contract. */
export function attempting<C extends Capabilities>(
  definition: AdapterDefinition<C>,
  host: Host,
  refuseIfClosed: (operation: Operation) => void,
): Next {
  const handlers = definition.operations as Readonly<Partial<Record<Operation, Handler>>>
  const next = async (call: Call): Promise<unknown> => {
    const handler = handlers[call.operation]
    const where = { vendor: host.vendor, operation: call.operation }
    if (!handler) throw new MisError('unsupported', { ...where, details: { operation: call.operation } })
    refuseIfClosed(call.operation)
    const sentAt = host.runtime.now()
    const startedAt = host.runtime.monotonic()
    if (call.attempt > call.trail.attempts) call.trail.attempts = call.attempt
    host.vitals.begin()
    try {
      const answer = shaped(call, await underOneTimer(call, handler, host), sentAt)
      host.vitals.succeed(call.operation, startedAt)
      markWrite(call, host)
      return answer
    } catch (error) {
      const failure = inContract(error, where)
      const verdict = verdictOn(failure, call, startedAt, host.runtime.monotonic())
      host.vitals.fail(call.operation, startedAt, failure.code, verdict)
      if (isMisError(failure, 'outcome-unknown', 'slot-taken', 'not-found')) markWrite(call, host)
      throw isAbort(error, call) ? error : failure
    }
  }
  return next as Next
}

function shaped(call: Call, result: unknown, askedAt: number): unknown {
  if (call.operation === 'listSlots') return availability(call.input as SlotQuery, result, askedAt)
  return call.operation === 'listDoctors' ? narrowed(call.input as DoctorQuery, result as Page<Doctor>) : result
}

function markWrite(call: Call, host: Host): void {
  const { effect, touches } = operations[call.operation]
  if (effect !== 'read' && touches) host.writes.mark((touches as (input: unknown) => never)(call.input))
}

class Cut {
  readonly by: 'deadline' | 'caller'
  constructor(by: 'deadline' | 'caller') {
    this.by = by
  }
}

async function underOneTimer(call: Call, handler: Handler, host: Host): Promise<unknown> {
  const { runtime } = host
  const startedAt = runtime.monotonic()
  const budget = call.deadlineAt - startedAt
  const vendor = new AbortController()
  const timer = new AbortController()
  const context: Context = { operation: call.operation, signal: vendor.signal, runtime, sent: undefined }
  const sentAt = runtime.now()
  call.signal.throwIfAborted()
  if (budget <= 0) throw new MisError('timeout', { vendor: host.vendor, operation: call.operation, details: {} })
  let onAbort = () => {}
  const cut = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Cut('caller'))
    if (call.signal !== neverAborted) call.signal.addEventListener('abort', onAbort, { once: true })
    runtime.sleep(budget, timer.signal).then(
      () => reject(new Cut('deadline')),
      () => {},
    )
  })
  // The handler may end, or throw, before anybody waits for the cut.
  cut.catch(() => {})
  try {
    return await Promise.race([handler(call.input as never, context), cut])
  } catch (error) {
    throw outcomeOf(error, call, context, host, sentAt)
  } finally {
    timer.abort(over)
    call.signal.removeEventListener('abort', onAbort)
    vendor.abort(over)
  }
}

/** What the caller learns of a failure: see the table of `errorCodes`, column `sentWrite`. */
function outcomeOf(error: unknown, call: Call, context: Context, host: Host, sentAt: number): unknown {
  const where = { vendor: host.vendor, operation: call.operation }
  const isWrite = operations[call.operation].effect !== 'read'
  const maybeSent = isWrite && context.sent !== false
  if (error instanceof Cut && error.by === 'caller' && !maybeSent) return call.signal.reason
  const failure = inContract(error, where)
  const tells = errorCodes[failure.code].sentWrite === 'itself' && context.readAfterWrite !== true
  if (!maybeSent || tells || isCertainlyNotDone(failure)) return failure
  return new MisError('outcome-unknown', {
    ...where,
    details: { sentAt },
    cause: failure,
    ...(failure.status !== undefined && { status: failure.status }),
  })
}

/** The caller left: its own reason goes through as it is. */
const isAbort = (error: unknown, call: Call) => call.signal.aborted && error === call.signal.reason

function inContract(error: unknown, where: { vendor: string; operation: string }): MisError {
  if (error instanceof Cut) return new MisError('timeout', { ...where, details: {} })
  if (isMisError(error)) return amend(error, where)
  return new MisError('bad-response', {
    ...where,
    details: { why: 'a value could not be mapped; see the cause' },
    cause: error,
  })
}

function availability(query: SlotQuery, result: unknown, askedAt: number): Availability {
  const slots = inOrder((result as readonly Slot[]).filter((slot) => belongs(slot, query)))
  return { slots, asOf: new Date(askedAt).toISOString(), stale: false, complete: true, gaps: [] }
}

/** Few MISs can narrow their directory; a page may come out empty and still have a next one. */
function narrowed({ clinicId, specialtyId }: DoctorQuery, page: Page<Doctor>): Page<Doctor> {
  if (clinicId === undefined && specialtyId === undefined) return page
  const items = page.items.filter(
    (doctor) =>
      (clinicId === undefined || doctor.clinicIds.includes(clinicId)) &&
      (specialtyId === undefined || doctor.specialties.some(({ id }) => id === specialtyId)),
  )
  return { ...page, items }
}

/** Most MISs answer in order already, and then nothing is sorted. */
function inOrder(slots: Slot[]): Slot[] {
  let before = slots[0]
  for (const slot of slots) {
    if (before && byStart(before, slot) > 0) return slots.sort(byStart)
    before = slot
  }
  return slots
}

/** Text order is time order only where the offsets are the same. */
function byStart({ start: a }: Slot, { start: b }: Slot): number {
  if (a.slice(-6) !== b.slice(-6)) return epochOf(a) - epochOf(b)
  return a < b ? -1 : Number(a > b)
}

/** MISs answer with more than was asked; nobody should be shown it. */
function belongs(slot: Slot, query: SlotQuery): boolean {
  // A moment begins with its day, so that as texts they compare like days.
  const start: string = slot.start
  const { from, to }: { readonly from: string; readonly to: string } = query
  return (
    slot.doctorId === query.doctorId &&
    start >= from &&
    (start < to || start.startsWith(to)) &&
    (query.clinicId === undefined || slot.clinicId === query.clinicId) &&
    (query.mode === undefined || slot.mode === query.mode)
  )
}
