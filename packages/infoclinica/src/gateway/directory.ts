import type { Clinic, Context, Doctor } from '@mis/core'
import { createJoint } from '../flight.ts'
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
import { nothingSent, sharedContext } from './context.ts'
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

const keptMs = 15 * 60_000
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

  const clinics = kept(readClinics)
  const doctors = kept(readDoctors)
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

/** One list, read once for all who wait for it, and kept for a while. */
function kept<T>(read: (context: Context) => Promise<readonly T[]>) {
  const joint = createJoint<readonly T[]>()
  let held: { readonly items: readonly T[]; readonly at: number } | undefined

  async function readNow(context: Context): Promise<readonly T[]> {
    const at = context.runtime.monotonic()
    const items = await read(context)
    if (held === undefined || held.at <= at) held = { items, at }
    return items
  }
  return {
    read: readNow,
    async get(context: Context, maxAgeMs = keptMs): Promise<readonly T[]> {
      const { runtime, signal } = context
      if (held !== undefined && runtime.monotonic() - held.at < maxAgeMs) return held.items
      nothingSent(context)
      return joint(signal, (shared) => readNow(sharedContext(runtime, shared)))
    },
  }
}
