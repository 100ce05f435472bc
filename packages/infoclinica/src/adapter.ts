import type { AdapterDefinition, Appointment, AppointmentRef, Context, Service, Slot, SlotQuery } from '@mis/core'
import { isMisError, MisError, pageOf } from '@mis/core/adapter'
import type { gatewayCapabilities } from './capabilities.ts'
import { refusalOf } from './errors.ts'
import type { GatewayClient } from './gateway/client.ts'
import type { Directory } from './gateway/directory.ts'
import type { Patients } from './gateway/patients.ts'
import { createRecords } from './gateway/records.ts'
import { listOf } from './gateway/rows.ts'
import { slotMaker, toReservation, toServices } from './map.ts'
import type { GatewaySettings } from './options.ts'
import { timeOfSlot, tokens } from './slot-token.ts'
import { inTurns } from './turns.ts'
import { priceSchema, priceShape, pricesMessage } from './wire/gateway/directory.ts'
import { removeMessage, reserveMessage } from './wire/gateway/record.ts'
import { intervalShape, scheduleMessage } from './wire/gateway/schedule.ts'

export type GatewayCapabilities = ReturnType<typeof gatewayCapabilities>
type Operations = AdapterDefinition<GatewayCapabilities>['operations']

export interface GatewayParts {
  readonly client: GatewayClient
  readonly directory: Directory
  readonly patients: Patients
}

/** No visit is older; the list of a patient wants a day to begin with. */
const beginning = '1900-01-01'

/** Every operation of the gateway as request → decode → map. */
export function createGatewayOperations(settings: GatewaySettings, parts: GatewayParts): Operations {
  const { client, directory, patients } = parts
  const records = createRecords(client, directory)

  async function slotsOf(query: SlotQuery, branch: string, mode: Slot['mode'], context: Context): Promise<Slot[]> {
    const { doctorId, from, to, serviceId } = query
    const timeZone = await directory.zoneOf(branch, context)
    const toSlot = slotMaker({ doctorId, branch, timeZone, mode }, tokens.encode)
    const slots = new Map<string, Slot>()
    const message = scheduleMessage({
      ...{ doctorId, from, to, branch, mode },
      ...(settings.slotMinutes !== undefined && { step: settings.slotMinutes }),
      ...(serviceId !== undefined && { serviceId }),
    })
    const onRecord: Parameters<typeof client.send>[2] = {
      sinks: [
        {
          shape: intervalShape,
          onRecord(interval) {
            const slot = toSlot(interval)
            // A schedule may stand under each department of its doctor.
            if (slot !== null) slots.set(slot.id, slot)
          },
        },
      ],
    }
    await client.send(message, context, onRecord)
    return [...slots.values()]
  }

  async function branchesOf({ doctorId, clinicId }: SlotQuery, context: Context): Promise<readonly string[]> {
    if (clinicId !== undefined) return [clinicId]
    const doctor = await directory.doctor(doctorId, context)
    if (doctor === undefined) throw new MisError('not-found', { details: {} })
    // A row without FILIAL says that it is of every branch, or of the only one.
    return doctor.clinicIds.length > 0 ? doctor.clinicIds : (await directory.clinics(context)).map(({ id }) => id)
  }

  return {
    async listClinics(query, context) {
      return pageOf(await directory.readClinics(context), query)
    },

    async listDoctors(query, context) {
      return pageOf(await directory.readDoctors(context), query)
    },

    async listServices(query, context) {
      const { clinicId, doctorId } = query
      const doctors = (await directory.doctors(context)).filter(({ id }) => doctorId === undefined || doctorId === id)
      const departments = new Set(doctors.flatMap(({ specialties }) => specialties.map(({ id }) => id)))
      const services: Service[] = []
      const seen = new Set<string>()
      for (const department of departments) {
        const rows = { shape: priceShape, schema: priceSchema, what: 'prices' }
        const prices = await listOf(client, pricesMessage(department), rows, context)
        const here = prices.filter(({ FILIAL }) => clinicId === undefined || !FILIAL || FILIAL === clinicId)
        for (const service of toServices(here)) {
          if (!seen.has(service.id)) services.push(service)
          seen.add(service.id)
        }
      }
      return pageOf(services, query)
    },

    async listSlots(query, context) {
      const branches = await branchesOf(query, context)
      const kinds: readonly Slot['mode'][] = settings.onlineVisits ? ['in-person', 'online'] : ['in-person']
      const modes = query.mode === undefined ? kinds : [query.mode]
      const asked = branches.flatMap((branch) => modes.map((mode) => ({ branch, mode })))
      const found = await inTurns(asked, settings.concurrency, ({ branch, mode }) =>
        slotsOf(query, branch, mode, context).catch(noneWhereUnknown),
      )
      const known = found.filter((each) => Array.isArray(each))
      const [unknown] = found.filter((each) => isMisError(each))
      if (unknown !== undefined && known.length === 0) throw unknown
      return known.flat()
    },

    async book(request, context) {
      const { slot, patient, reference, serviceId } = request
      const time = timeOfSlot(slot, tokens.decode(slot.id))
      const patientCode = await patients.findOrAdd(patient, context)
      const message = reserveMessage(toReservation(time, { patientCode, reference, serviceId }))
      const made = await records.reserve(message, slot, context)
      return { ...made, reference }
    },

    async reschedule({ appointment, slot }, context) {
      const time = timeOfSlot(slot, tokens.decode(slot.id))
      const patientCode = await records.ownerOf(appointment, context)
      const message = reserveMessage(toReservation(time, { patientCode, recordId: appointment.id }))
      return records.reserve(message, slot, context)
    },

    async cancel({ appointment }, context) {
      const message = removeMessage(appointment.id, appointment.clinicId)
      const ack = await client.ask(message, context, { effect: 'write' })
      const refusal = refusalOf(ack, context)
      // [doc] Cancelled before is what was asked for.
      if (refusal !== null && refusal.vendorCode !== 'cancelled-before') throw refusal
      return cancelled(appointment)
    },

    async getAppointment(appointment, context) {
      try {
        return await records.read(appointment, context)
      } catch (error) {
        if (isMisError(error, 'not-found') && error.status === 200) return null
        throw error
      }
    },

    async listAppointments(query, context) {
      const { patient, from = beginning, to } = query
      const found = await records.ofPatient(await patients.find(patient, context), from, context)
      const wanted = found.filter(({ start }) => {
        const day = start.slice(0, 10)
        return day >= from && (to === undefined || day <= to)
      })
      return pageOf(wanted, query)
    },

    async findBooking(request, context) {
      const { slot, patient, reference } = request
      const patientCode = await patients.find(patient, context)
      const found = await records.ofPatient(patientCode, slot.start.slice(0, 10), context, slot)
      const inSlot = found.filter(({ start }) => Date.parse(start) === Date.parse(slot.start))
      // The patient has one visit at one time; ours by name, where the gateway shows it.
      const visit = inSlot.find((one) => one.reference === reference) ?? inSlot[0]
      return visit === undefined ? null : { ...visit, reference: visit.reference ?? reference }
    },
  }
}

/** A branch that does not know the doctor, who may have left it, hides no time of another one. */
function noneWhereUnknown(error: unknown): MisError {
  if (isMisError(error, 'not-found') && error.status === 200) return error
  throw error
}

/** The removal tells nothing of the visit, so it is told as the caller knows it. */
function cancelled({ id, doctorId, clinicId, start }: AppointmentRef): Appointment {
  return { id, status: 'cancelled', doctorId, clinicId, start, end: start, mode: 'in-person' }
}
