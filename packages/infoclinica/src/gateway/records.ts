import type { Appointment, AppointmentRef, Context, Slot } from '@mis/core'
import { MisError } from '@mis/core/adapter'
import { refusalOf } from '../errors.ts'
import { toAppointment } from '../map.ts'
import { tokens } from '../slot-token.ts'
import type { Message } from '../wire/gateway/message.ts'
import {
  dayMessage,
  infoMessage,
  infoShape,
  ownerShape,
  patientRecordsMessage,
  recordSchema,
  recordShape,
  type WireRecord,
} from '../wire/gateway/record.ts'
import type { GatewayClient } from './client.ts'
import type { Directory } from './directory.ts'
import { allPages, gather } from './rows.ts'

/** Records of the schedule: made, read, listed. */
export interface Records {
  /** Sends a booking or a move and reads what stands now. */
  reserve(message: Message, slot: Slot, context: Context): Promise<Appointment>
  /** A cancelled record comes as such; one that is not known is `not-found`. */
  read(ref: AppointmentRef, context: Context): Promise<Appointment>
  /**
   * A patient's living records from a day on, in order of start; none for nobody. With `place` only those of this doctor
   * in this branch: a record of another one, whose zone nobody knows, then stands in no way.
   */
  ofPatient(
    patientCode: string | null,
    from: string,
    context: Context,
    place?: Pick<Slot, 'doctorId' | 'clinicId'>,
  ): Promise<readonly Appointment[]>
  /** The patient code a record stands under. */
  ownerOf(ref: AppointmentRef, context: Context): Promise<string>
}

const info = { shape: infoShape, schema: recordSchema, what: 'appointment' }

function mismatch(why: string): MisError {
  return new MisError('bad-response', { details: { why }, hint: why })
}

export function createRecords(client: GatewayClient, directory: Directory): Records {
  async function infoOf(ref: AppointmentRef, context: Context): Promise<{ record?: WireRecord; isCancelled: boolean }> {
    const { sink, rows } = gather(info)
    const ack = await client.ask(infoMessage(ref.id), context, { sinks: [sink] })
    const refusal = refusalOf(ack, context)
    const isCancelled = refusal?.vendorCode === 'cancelled-before'
    if (refusal !== null && !isCancelled) throw refusal
    const [record] = rows
    if (record?.SCHEDID && record.SCHEDID !== ref.id) throw mismatch('appointment: SCHEDID is not the one asked for')
    return { ...(record !== undefined && { record }), isCancelled }
  }

  async function placed(record: WireRecord, id: string, branch: string, context: Context): Promise<Appointment> {
    const at = record.FILIAL || branch
    const timeZone = await directory.zoneOf(at, context)
    return toAppointment(record, { id, branch: at, timeZone }, tokens.encode)
  }

  return {
    async reserve(message, slot, context) {
      const { sink, rows } = gather(info)
      const exchange = { sinks: [sink], fields: ['SCHEDID'], effect: 'write' } as const
      const { out } = await client.send(message, context, exchange)
      const [record] = rows
      const id = out.SCHEDID || record?.SCHEDID
      if (!id) throw mismatch('appointment: no SCHEDID')
      const { doctorId, clinicId, start, end, mode, room, timeZone } = slot
      const asked: Appointment = {
        ...{ id, status: 'booked', doctorId, clinicId, start, end, slotId: slot.id, mode },
        ...(room !== undefined && { room }),
      }
      if (record === undefined) return asked
      const made = toAppointment(record, { id, branch: clinicId, timeZone }, tokens.encode)
      if (made.doctorId !== doctorId) throw mismatch('appointment: DCODE is not the doctor of the slot')
      if (made.clinicId !== clinicId) throw mismatch('appointment: FILIAL is not the branch of the slot')
      if (Date.parse(made.start) !== Date.parse(start)) throw mismatch('appointment: it starts at another time')
      return asked
    },

    async read(ref, context) {
      const { record, isCancelled } = await infoOf(ref, context)
      const { id, doctorId, clinicId, start } = ref
      if (record !== undefined) {
        const visit = await placed(record, id, clinicId, context)
        return isCancelled ? { ...visit, status: 'cancelled' } : visit
      }
      if (!isCancelled) throw mismatch('appointment: no SCHED_INFO')
      return { id, status: 'cancelled', doctorId, clinicId, start, end: start, mode: 'in-person' }
    },

    async ofPatient(patientCode, from, context, place) {
      if (patientCode === null) return []
      const page = (first: number, last: number) => patientRecordsMessage(patientCode, from, first, last)
      const rows = { shape: recordShape, schema: recordSchema, what: 'appointments' }
      const visits: Appointment[] = []
      for (const record of await allPages(client, page, rows, context)) {
        if (!record.SCHEDID || !record.FILIAL) throw mismatch('appointments: a record without SCHEDID or FILIAL')
        if (place !== undefined && (record.FILIAL !== place.clinicId || record.DCODE !== place.doctorId)) continue
        visits.push(await placed(record, record.SCHEDID, record.FILIAL, context))
      }
      return visits.sort((one, other) => Date.parse(one.start) - Date.parse(other.start))
    },

    async ownerOf(ref, context) {
      const { record, isCancelled } = await infoOf(ref, context)
      if (isCancelled) throw new MisError('not-found', { details: {} })
      if (record?.PCODE) return record.PCODE
      // [doc] The list of a day says whose each record is. Only the one asked for is looked at.
      let owner: string | undefined
      const onRecord = (row: { readonly [field: string]: string | undefined }) => {
        if (row.SCHEDID === ref.id) owner = row.PCODE
      }
      const day = record === undefined ? ref.start.slice(0, 10) : record.WORKDATE
      await client.send(dayMessage(day), context, { sinks: [{ shape: ownerShape, onRecord }] })
      if (!owner) throw new MisError('not-found', { details: {} })
      return owner
    },
  }
}
