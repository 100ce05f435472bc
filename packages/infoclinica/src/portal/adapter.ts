import type { AdapterDefinition, Appointment, Context, Slot, SlotQuery } from '@mis/core'
import { decode, isMisError, MisError, pageOf } from '@mis/core/adapter'
import type { portalCapabilities } from '../capabilities.ts'
import type { PortalSettings } from '../options.ts'
import { portalTokens, timeOfSlot } from '../slot-token.ts'
import { inTurns } from '../turns.ts'
import { intervalsRequest, intervalsSchema } from '../wire/portal/intervals.ts'
import { deleteAnswerSchema, deleteRequest, type PortalReservation } from '../wire/portal/records.ts'
import type { PortalDirectory } from './directory.ts'
import type { Logins } from './logins.ts'
import { toReservation, toSlots } from './map.ts'
import { createPortalRecords } from './records.ts'

export type PortalCapabilities = ReturnType<typeof portalCapabilities>
type Operations = AdapterDefinition<PortalCapabilities>['operations']

/** Bounds of a patient's list: the portal wants two days. */
const [beginning, end] = ['1900-01-01', '2099-12-31']

/** Every operation of the web cabinet as request → decode → map. */
export function createPortalOperations(
  settings: PortalSettings,
  logins: Logins,
  directory: PortalDirectory,
): Operations {
  const records = createPortalRecords(directory)

  async function slotsOf(query: SlotQuery, department: string, branch: string, mode: Slot['mode'], context: Context) {
    const { doctorId, from, to } = query
    const timeZone = await directory.zoneOf(branch, context)
    const days = { from: from.replaceAll('-', ''), to: to.replaceAll('-', '') }
    const answer = await logins.anybody().send(intervalsRequest({ doctorId, ...days, branch, mode }), context)
    const place = { doctorId, branch, department, timeZone, mode }
    return toSlots(decode(intervalsSchema, answer, 'intervals'), place, portalTokens.encode)
  }

  const reservationOf = (slot: Slot): PortalReservation =>
    toReservation(timeOfSlot(slot, portalTokens.decode(slot.id)), slot)

  return {
    async listClinics(query, context) {
      return pageOf(await directory.readClinics(context), query)
    },

    async listDoctors(query, context) {
      return pageOf(await directory.readDoctors(context), query)
    },

    async listSlots(query, context) {
      const workplaces = await directory.workplacesOf(query.doctorId, context)
      if (workplaces === undefined) throw new MisError('not-found', { details: {} })
      const kinds: readonly Slot['mode'][] = settings.onlineVisits ? ['in-person', 'online'] : ['in-person']
      const modes = query.mode === undefined ? kinds : [query.mode]
      const places = [...workplaces].filter(([branch]) => query.clinicId === undefined || query.clinicId === branch)
      const asked = places.flatMap(([branch, department]) => modes.map((mode) => ({ branch, department, mode })))
      const found = await inTurns(asked, settings.concurrency, ({ branch, department, mode }) =>
        slotsOf(query, department, branch, mode, context),
      )
      return found.flat()
    },

    async book({ slot, patient, serviceId, reference }, context) {
      const reservation = { ...reservationOf(slot), serviceId }
      const session = await logins.ofPatient(patient, context)
      const made = await records.reserve(reservation, slot, session, context)
      logins.remember(made.id, session)
      return { ...made, reference }
    },

    async reschedule({ appointment, slot }, context) {
      const reservation = { ...reservationOf(slot), recordId: appointment.id }
      const session = logins.ofRecord(appointment.id)
      const made = await records.reserve(reservation, slot, session, context)
      logins.remember(made.id, session)
      return made
    },

    async cancel({ appointment }, context) {
      const { id, doctorId, clinicId, start } = appointment
      const cancelled: Appointment = {
        ...{ id, status: 'cancelled', doctorId, clinicId, start, end: start, mode: 'in-person' },
      }
      try {
        const answer = await logins.ofRecord(id).send(deleteRequest(id, clinicId), context)
        decode(deleteAnswerSchema, answer, 'cancellation')
      } catch (error) {
        // Cancelled before is what was asked for.
        if (!isMisError(error, 'not-found') || error.vendorCode !== 'cancelled-before') throw error
      }
      return cancelled
    },

    async listAppointments(query, context) {
      const { patient, from = beginning, to = end } = query
      const session = await logins.ofPatient(patient, context)
      const found = await records.list(session, from, to, context)
      for (const { id } of found) logins.remember(id, session)
      return pageOf(found, query)
    },

    async findBooking({ slot, patient, reference }, context) {
      const session = await logins.ofPatient(patient, context)
      const found = await records.at(slot, session, context)
      if (found === undefined) return null
      logins.remember(found.id, session)
      return { ...found, reference }
    },
  }
}
