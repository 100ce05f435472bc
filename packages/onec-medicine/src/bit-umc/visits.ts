import { type AdapterDefinition, type Context, isMisError, MisError } from '@mis/core'
import { instantAt } from '@mis/core/adapter'
import { bookRequest, moveRequest, outcomeSchema, reserveRequest } from '../wire/bit-umc/visits.ts'
import type { Ask } from './ask.ts'
import { type BitUmc, reserveSeconds } from './capabilities.ts'
import { toBooked, toKnown, toPerson } from './map.ts'
import type { BitUmcSettings } from './options.ts'
import { codes, createRequests, isReserve } from './requests.ts'
import type { Schedule } from './schedule.ts'
import { type SlotFacts, slotFacts, slotToken } from './slot-token.ts'

type Visits = Omit<
  AdapterDefinition<BitUmc>['operations'],
  'listClinics' | 'listDoctors' | 'listServices' | 'listSlots'
>

function mismatch(why: string): MisError {
  return new MisError('bad-response', { details: { why } })
}

/** References are GUIDs: in either case of letters they are the same. */
const isSameReference = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

const slotTaken = (): MisError => new MisError('slot-taken', { details: {}, notDone: true })

/** Bookings, moves, cancellations and reservations: in the base all of them are requests (заявки). */
export function createVisits(settings: BitUmcSettings, ask: Ask, schedule: Schedule): Visits {
  const { access, timeZone } = settings
  const requests = createRequests(settings, ask)

  /**
   * What a refused booking, move or reservation is. The service tells in words only that it could not write: that the
   * time is no longer free is read in the schedule. Where it still is, or cannot be read, the error stays what it was,
   * and after a 500 that is an unknown outcome.
   */
  async function afterRefusal(error: unknown, place: SlotFacts, context: Context): Promise<unknown> {
    const mayBeTaken = isMisError(error) && (error.vendorCode === 'not-written' || error.vendorCode === 'refused')
    if (!mayBeTaken) return error
    try {
      // Kept for us, it is not free either.
      if (place.reserve !== undefined && isReserve(await requests.statusOf(place.reserve, context))) return error
      return (await schedule.isFree(place, context)) ? error : slotTaken()
    } catch (failure) {
      if (isMisError(failure)) return error
      throw failure
    }
  }

  return {
    async book(request, context) {
      const place = slotFacts(request.slot, timeZone)
      const { reserve } = place
      const booked = (id: string) => ({ ...toBooked(id, request.slot, place), reference: request.reference })
      try {
        const sending = bookRequest(access, place, toPerson(request), reserve)
        const answer = await requests.bookOver(reserve, () => ask(sending, outcomeSchema, context), context)
        const id = answer.УИД ?? reserve
        if (id === undefined) throw mismatch('booking: УИД is missing')
        return booked(id)
      } catch (error) {
        throw await afterRefusal(error, place, context)
      }
    },

    async reschedule({ appointment, slot }, context) {
      const place = slotFacts(slot, timeZone)
      if (place.reserve !== undefined) await requests.release(place.reserve, context)
      try {
        const { УИД: id } = await ask(moveRequest(access, place, appointment.id), outcomeSchema, context)
        // [doc] The same reference comes back; another one would be a second visit beside the first.
        if (id !== undefined && !isSameReference(id, appointment.id)) {
          throw mismatch('move: УИД is not the one of the visit that was moved')
        }
        return toBooked(appointment.id, slot, place)
      } catch (error) {
        throw await afterRefusal(error, place, context)
      }
    },

    async cancel({ appointment, reason }, context) {
      await requests.cancel(appointment.id, reason, context)
      return toKnown(appointment, codes.cancelled, timeZone)
    },

    async getAppointment(visit, context) {
      const code = await requests.statusOf(visit.id, context)
      return code === null ? null : toKnown(visit, code, timeZone)
    },

    async hold({ slot }, context) {
      const place = slotFacts(slot, timeZone)
      // Counted from before the request: the hold may be shorter in our books than in theirs, never longer.
      const expiresAt = instantAt(context.runtime.now() + reserveSeconds * 1000, timeZone)
      try {
        const { УИД: id } = await ask(reserveRequest(access, place), outcomeSchema, context)
        if (id === undefined) throw mismatch('reservation: УИД is missing')
        return { id, slot: { ...slot, id: slotToken({ ...place, reserve: id }) }, expiresAt }
      } catch (error) {
        throw await afterRefusal(error, place, context)
      }
    },

    async releaseHold({ id }, context) {
      await requests.release(id, context)
      return null
    },
  }
}
