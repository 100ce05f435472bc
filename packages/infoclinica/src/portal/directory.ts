import type { Clinic, Context, Doctor } from '@mis/core'
import { createKept } from '../kept.ts'
import type { PortalSettings } from '../options.ts'
import { unknownZone } from '../zones.ts'
import type { Catalogue } from './catalogue.ts'

/** What the portal says of branches and doctors, kept so that a schedule costs few further requests. */
export interface PortalDirectory {
  readClinics(context: Context): Promise<readonly Clinic[]>
  readDoctors(context: Context): Promise<readonly Doctor[]>
  zoneOf(branch: string, context: Context): Promise<string>
  /** The doctor's branches and, for each, the department a booking names; undefined where there is no such doctor. */
  workplacesOf(doctorId: string, context: Context): Promise<ReadonlyMap<string, string> | undefined>
}

/** Whoever is not in the directory may be new; it is not read again for each stranger, though. */
const freshMs = 60_000

export function createPortalDirectory({ timeZones }: PortalSettings, catalogue: Catalogue): PortalDirectory {
  const clinics = createKept(catalogue.clinics)
  const doctors = createKept(async (context) => catalogue.doctors(await clinics.get(context), context))
  const workplaces = createKept(async (context) => catalogue.workplaces(await clinics.get(context), context))

  const zoneAmong = (known: readonly Clinic[], branch: string) => known.find(({ id }) => id === branch)?.timeZone
  const isWhole = (places: ReadonlyMap<string, string | null>): places is ReadonlyMap<string, string> =>
    [...places.values()].every((department) => department !== null)

  async function exactly(doctorId: string, context: Context): Promise<ReadonlyMap<string, string> | undefined> {
    const places = (await doctors.get(context)).workplaces.get(doctorId)
    return places !== undefined && isWhole(places) ? places : undefined
  }

  return {
    readClinics: clinics.read,
    readDoctors: async (context) => (await doctors.read(context)).doctors,
    async zoneOf(branch, context) {
      if (Object.hasOwn(timeZones, branch)) return timeZones[branch] as string
      const zone =
        zoneAmong(await clinics.get(context), branch) ?? zoneAmong(await clinics.get(context, freshMs), branch)
      if (zone === undefined) throw unknownZone()
      return zone
    },
    async workplacesOf(doctorId, context) {
      const known = doctors.held(context)?.workplaces.get(doctorId)
      if (known !== undefined && isWhole(known)) return known
      const places =
        (await workplaces.get(context)).get(doctorId) ?? (await workplaces.get(context, freshMs)).get(doctorId)
      return places === undefined || isWhole(places) ? places : exactly(doctorId, context)
    },
  }
}
