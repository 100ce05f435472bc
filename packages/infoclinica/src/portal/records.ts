import type { Appointment, Context, Slot } from '@mis/core'
import { decode, MisError } from '@mis/core/adapter'
import { portalTokens } from '../slot-token.ts'
import {
  type PortalReservation,
  recordsRequest,
  recordsSchema,
  recordsTotal,
  reserveAnswerSchema,
  reserveRequest,
} from '../wire/portal/records.ts'
import type { PortalDirectory } from './directory.ts'
import { toAppointment } from './map.ts'
import type { Session } from './session.ts'

/** Records of whoever is logged in. */
export interface PortalRecords {
  reserve(reservation: PortalReservation, slot: Slot, session: Session, context: Context): Promise<Appointment>
  /** Living ones of these days, in order of start. */
  list(session: Session, from: string, to: string, context: Context): Promise<readonly Appointment[]>
  /** The one of this doctor at this time. */
  at(slot: Slot, session: Session, context: Context): Promise<Appointment | undefined>
}

const pageRows = 100
/** More visits than one person can have. */
const mostPages = 100

export function createPortalRecords(directory: PortalDirectory): PortalRecords {
  const wire = (day: string) => day.replaceAll('-', '')

  async function list(session: Session, from: string, to: string, context: Context): Promise<readonly Appointment[]> {
    const found = new Map<string, Appointment>()
    for (let page = 0; page < mostPages; page += 1) {
      const before = found.size
      const answer = await session.send(recordsRequest(wire(from), wire(to), before, pageRows), context)
      const rows = decode(recordsSchema, answer, 'records')
      for (const row of rows) {
        found.set(row.schedid, toAppointment(row, await directory.zoneOf(row.filial, context), portalTokens.encode))
      }
      // A server may give fewer rows than asked for and say how many there are; one that does not page repeats itself.
      const isLast = rows.length < pageRows && found.size >= recordsTotal(answer)
      if (isLast || found.size === before) break
    }
    return [...found.values()].sort((one, other) => Date.parse(one.start) - Date.parse(other.start))
  }

  async function at(slot: Slot, session: Session, context: Context): Promise<Appointment | undefined> {
    const day = slot.start.slice(0, 10)
    const isIt = ({ doctorId, clinicId, start }: Appointment) =>
      doctorId === slot.doctorId && clinicId === slot.clinicId && Date.parse(start) === Date.parse(slot.start)
    return (await list(session, day, day, context)).find(isIt)
  }

  return {
    list,
    at,
    async reserve(reservation, slot, session, context) {
      const answer = decode(
        reserveAnswerSchema,
        await session.send(reserveRequest(reservation), context),
        'reservation',
      )
      // Nobody has written down what the answer holds; the patient's own list does say it.
      const id = answer.data?.schedid ?? (await at(slot, session, context))?.id
      if (id === undefined) {
        const why = 'reservation: no schedid, and no such record in the list'
        throw new MisError('bad-response', { details: { why }, hint: why })
      }
      const { doctorId, clinicId, start, end, mode } = slot
      return { id, status: 'booked', doctorId, clinicId, start, end, slotId: slot.id, mode }
    },
  }
}
