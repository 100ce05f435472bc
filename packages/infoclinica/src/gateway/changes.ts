import { type Context, defaultRuntime, isMisError, MisError, type Runtime } from '@mis/core'
import { sharedContext } from '../context.ts'
import { toChange } from '../map.ts'
import { acceptMessage, changeSchema, changeShape, changesMessage } from '../wire/gateway/changes.ts'
import type { GatewayClient } from './client.ts'
import type { Directory } from './directory.ts'
import { listOf } from './rows.ts'

/** Something that changed in the schedule of a branch. */
export interface InfoclinicaChange {
  /** The gateway's number of this change. */
  readonly id: string
  readonly clinicId: string
  /** [assumed] `other` where the gateway uses a number that is not known here. */
  readonly kind: 'booked' | 'changed' | 'cancelled' | 'other'
  readonly appointmentId?: string
  readonly doctorId?: string
  /** The beginning of the visit, with the clinic's offset. */
  readonly start?: string
  /** Our reference, where the visit was booked with one and the gateway shows it. */
  readonly reference?: string
}

/** What an adapter of the gateway has beside its operations. */
export interface ChangeFeed {
  /**
   * Everything that changed and was not acknowledged yet, branch by branch, oldest first; ends when there is nothing
   * more. A change is acknowledged when the next one is asked for: whoever leaves in the middle gets the last one again.
   *
   * @throws MisError as operations do; the reason of `signal` where it aborts.
   */
  changes(options?: { readonly signal?: AbortSignal }): AsyncIterable<InfoclinicaChange>
}

interface Parts {
  readonly client: GatewayClient
  readonly directory: Directory
  /** Aborts when the adapter is closed. */
  readonly closed: AbortSignal
  readonly runtime: Partial<Runtime> | undefined
}

export function createChangeFeed({ client, directory, closed, runtime }: Parts): ChangeFeed {
  const host: Runtime = { ...defaultRuntime, ...runtime }
  const rows = { shape: changeShape, schema: changeSchema, what: 'changes' }

  async function* ofBranch(branch: string, context: Context): AsyncGenerator<InfoclinicaChange> {
    const timeZone = await directory.zoneOf(branch, context)
    const accepted = new Set<string>()
    for (;;) {
      const changes = await listOf(client, changesMessage(branch), rows, context)
      for (const change of changes) {
        if (accepted.has(change.CHANGEID)) throw unaccepted()
        yield toChange(change, branch, timeZone)
        context.signal.throwIfAborted()
        await client.send(acceptMessage(branch, change.CHANGEID), context)
        accepted.add(change.CHANGEID)
      }
      if (changes.length === 0) return
    }
  }

  return {
    async *changes({ signal } = {}) {
      if (closed.aborted) throw closed.reason
      const context = sharedContext(host, signal === undefined ? closed : AbortSignal.any([signal, closed]))
      context.signal.throwIfAborted()
      try {
        for (const { id } of await directory.clinics(context)) yield* ofBranch(id, context)
      } catch (error) {
        throw context.signal.aborted ? error : failureOf(error)
      }
    },
  }
}

/** An error as operations throw it, by the name of the feed. */
function failureOf(error: unknown): MisError {
  const where = { vendor: 'infoclinica', operation: 'changes' }
  if (!isMisError(error)) {
    const why = 'a change could not be mapped; see the cause'
    return new MisError('bad-response', { ...where, details: { why }, cause: error })
  }
  const { code, details, status, vendorCode, cause } = error
  const { hint } = error as unknown as { readonly hint?: string }
  return new MisError(code, {
    ...{ ...where, details: details as never, cause },
    ...(hint !== undefined && { hint }),
    ...(status !== undefined && { status }),
    ...(vendorCode !== undefined && { vendorCode }),
  }) as MisError
}

function unaccepted(): MisError {
  const why = 'a change comes again although it was acknowledged'
  return new MisError('bad-response', { details: { why }, hint: why })
}
