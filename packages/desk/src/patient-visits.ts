import { type Appointment, each, epochOf, type MisAdapter, type Patient, supports } from '@mis/core'
import type { Office } from './office.ts'
import { openable } from './privacy/openable.ts'
import { patientKey as patientKeyOf } from './privacy/patient-key.ts'
import { checkedPatient } from './refuse.ts'
import { changeOf, copyContext } from './visit-copies.ts'

/** Whose visits, where and from when. */
export interface PatientVisitsQuery {
  readonly patient: Patient
  /** Which installation. Default: all of them. */
  readonly instance?: string
  /** Only visits that begin at this moment or later, epoch milliseconds. Default: now. */
  readonly startingAt?: number
}

/** A patient's visits, by start. */
export interface PatientVisits {
  readonly items: readonly (Appointment & { readonly instance: string })[]
  /** Installations that could not be asked now, or never can: what is shown of them is our own copy. */
  readonly copies: readonly string[]
  /** How many more there are in our copy that cannot be opened here, as their key is not known. */
  readonly unopened: number
}

const most = 500

/** Asks each MIS that lists a patient's visits, keeps what it says, and gives what is then known. */
export async function listVisits(office: Office, query: PatientVisitsQuery): Promise<PatientVisits> {
  const { settings, store, runtime } = office
  const patientKey = await patientKeyOf(office.settings.sealer, checkedPatient(query.patient, 'appointments'))
  const adapters = query.instance === undefined ? [...settings.adapters.values()] : [office.adapter(query.instance)]
  const asked = await Promise.all(adapters.map((adapter) => refresh(office, adapter, query.patient, patientKey)))
  const stored = await store.appointments.list({
    patientKey,
    limit: most,
    startingAt: query.startingAt ?? runtime.now(),
    ...(query.instance !== undefined && { instance: query.instance }),
  })
  const opened = await Promise.all(
    stored.map(async ({ instance, id, body }) => {
      const plain = await openable(settings.sealer.open(body, copyContext(instance, id)))
      return plain === undefined ? [] : [{ ...(plain.value as Appointment), instance }]
    }),
  )
  const items = opened.flat()
  return {
    items,
    copies: adapters.flatMap(({ instance }, index) => (asked[index] === true ? [] : [instance])),
    unopened: stored.length - items.length,
  }
}

/** True where the MIS told all of them. */
async function refresh(office: Office, adapter: MisAdapter, patient: Patient, patientKey: string): Promise<boolean> {
  if (!supports(adapter, 'listAppointments')) return false
  const { store, settings, cut } = office
  const seenAt = await store.now()
  try {
    const asking = { deadlineMs: settings.attemptMs, signal: cut.signal }
    for await (const visit of each(adapter.listAppointments, { patient }, asking)) {
      if (epochOf(visit.start) < office.runtime.now() - 86_400_000) continue
      const about = { instance: adapter.instance, patientKey, intentId: null }
      await store.appointments.record(await changeOf(office, about, visit, seenAt))
    }
    return true
  } catch {
    return false
  }
}
