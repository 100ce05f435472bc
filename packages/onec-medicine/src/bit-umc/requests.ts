import { type Context, isMisError, MisError } from '@mis/core'
import { cancelRequest, outcomeSchema, statusRequest, statusSchema } from '../wire/bit-umc/visits.ts'
import type { Ask } from './ask.ts'
import { reserveSeconds } from './capabilities.ts'
import type { BitUmcSettings } from './options.ts'

/** The state of a request of the base, a booking as well as a reservation. [doc] */
export const codes = { error: '0', cancelled: '5', beingFilled: '6', reserved: '9' } as const

/** Reservations answer one of these, bookings any other. */
export const isReserve = (code: string | null): boolean => code === codes.beingFilled || code === codes.reserved

/** What there is to ask and to do about a request that has a reference already. */
export interface Requests {
  /** Its status code; null where the base does not know the reference. [assumed] that this is what `0` means. */
  statusOf(reference: string, context: Context): Promise<string | null>
  /** Cancels it, or finds it cancelled. Throws `not-found`, and `rejected` where the base refuses. */
  cancel(reference: string, reason: string | undefined, context: Context): Promise<void>
  /**
   * Gives back a reservation. One that was booked meanwhile may have the same reference and is left alone, and so is one
   * that is being booked: nobody must cancel the visit it becomes.
   */
  release(reserve: string, context: Context): Promise<void>
  /** Books over a reservation; from now on it is not given back, unless the booking has certainly failed. */
  bookOver<T>(reserve: string | undefined, book: () => Promise<T>, context: Context): Promise<T>
}

/** After these, a booking did not happen. */
const refusals = ['slot-taken', 'rejected', 'invalid-request', 'not-found', 'rate-limited'] as const

export function createRequests({ access }: BitUmcSettings, ask: Ask): Requests {
  /** Reservation → until when the base may keep it, on the monotonic clock. */
  const booked = new Map<string, number>()

  async function statusOf(reference: string, context: Context): Promise<string | null> {
    try {
      const { Результат: code } = await ask(statusRequest(access, reference), statusSchema, context)
      return code === codes.error ? null : code
    } catch (error) {
      if (isMisError(error, 'not-found')) return null
      throw error
    }
  }

  return {
    statusOf,
    async cancel(reference, reason, context) {
      try {
        await ask(cancelRequest(access, reference, reason), outcomeSchema, context)
      } catch (error) {
        if (!isMisError(error, 'rejected')) throw error
        // The refusal says why in words only: what the request is now says it in a code.
        const code = await statusOf(reference, context)
        if (code === null) throw new MisError('not-found', { details: {}, notDone: true })
        if (code !== codes.cancelled) throw error
      }
    },
    async release(reserve, context) {
      if (booked.has(reserve) || !isReserve(await statusOf(reserve, context)) || booked.has(reserve)) return
      const request = {
        ...cancelRequest(access, reserve),
        effect: context.operation === 'releaseHold' ? 'write' : 'read',
      } as const
      try {
        await ask(request, outcomeSchema, context)
      } catch (error) {
        if (!isMisError(error, 'not-found')) throw error
      }
    },
    async bookOver(reserve, book, context) {
      if (reserve === undefined) return book()
      const now = context.runtime.monotonic()
      for (const [known, until] of booked) if (until < now) booked.delete(known)
      booked.set(reserve, now + 2 * reserveSeconds * 1000)
      try {
        return await book()
      } catch (error) {
        if (context.sent === false || isMisError(error, ...refusals)) booked.delete(reserve)
        throw error
      }
    },
  }
}
