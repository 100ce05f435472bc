import type { Clinic, Context, Doctor } from '@mis/core'
import { createKept } from '../kept.ts'
import { toClinic, toDoctors } from '../map.ts'
import type { GatewaySettings } from '../options.ts'
import {
  branchesMessage,
  branchSchema,
  branchShape,
  doctorSchema,
  doctorShape,
  doctorsMessage,
} from '../wire/gateway/directory.ts'
import { unknownZone } from '../zones.ts'
import type { GatewayClient } from './client.ts'
import { allPages, listOf } from './rows.ts'

/** What the gateway says of branches and doctors, kept so that a schedule costs no further requests. */
export interface Directory {
  /** Asks now. */
  readClinics(context: Context): Promise<readonly Clinic[]>
  /** Asks now. */
  readDoctors(context: Context): Promise<readonly Doctor[]>
  clinics(context: Context): Promise<readonly Clinic[]>
  doctors(context: Context): Promise<readonly Doctor[]>
  /** @throws MisError `bad-response` where nobody has said it. */
  zoneOf(branch: string, context: Context): Promise<string>
  /** Undefined where there is no such doctor. */
  doctor(id: string, context: Context): Promise<Doctor | undefined>
}

/** Whoever is not in the directory may be new; it is not read again for each stranger, though. */
const freshMs = 60_000

export function createDirectory(settings: GatewaySettings, client: GatewayClient): Directory {
  const { timeZones } = settings

  async function readClinics(context: Context): Promise<readonly Clinic[]> {
    const rows = { shape: branchShape, schema: branchSchema, what: 'branches' }
    const branches = await listOf(client, branchesMessage(), rows, context)
    return branches.map((branch) => toClinic(branch, settings, context.runtime.now()))
  }

  async function readDoctors(context: Context): Promise<readonly Doctor[]> {
    const rows = { shape: doctorShape, schema: doctorSchema, what: 'doctors' }
    return toDoctors(await allPages(client, doctorsMessage, rows, context))
  }

  const clinics = createKept(readClinics)
  const doctors = createKept(readDoctors)
  const zoneAmong = (found: readonly Clinic[], branch: string) => found.find(({ id }) => id === branch)?.timeZone

  return {
    readClinics: clinics.read,
    readDoctors: doctors.read,
    clinics: clinics.get,
    doctors: doctors.get,
    async zoneOf(branch, context) {
      if (Object.hasOwn(timeZones, branch)) return timeZones[branch] as string
      const zone =
        zoneAmong(await clinics.get(context), branch) ?? zoneAmong(await clinics.get(context, freshMs), branch)
      if (zone === undefined) throw unknownZone()
      return zone
    },
    async doctor(id, context) {
      const known = (await doctors.get(context)).find((doctor) => doctor.id === id)
      return known ?? (await doctors.get(context, freshMs)).find((doctor) => doctor.id === id)
    },
  }
}
