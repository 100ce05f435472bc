import type { ClinicId } from '@mis/core'
import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { type BaseOptions, baseOptions, hostOf, memberName, resource } from '../options.ts'
import { type DateForm, dateForms, type MedapiPaths } from '../wire/medapi/common.ts'
import { type MedapiFields, ownFields } from '../wire/medapi/fields.ts'

/** Where this base differs from the requirement document. What is not named stays as it is there. */
export interface MedapiShape {
  /** Resources below `baseUrl`. Default: `/doctors`, `/schedule`, `/appointments`. */
  readonly paths?: Partial<MedapiPaths>
  /** Our name of a member → the base's, such as `{ doctor: { fullName: 'ФИО' } }`. */
  readonly fields?: { readonly [E in keyof MedapiFields]?: Partial<MedapiFields[E]> }
  /**
   * How days are written: `path` in `/schedule/{doctorGuid}/{date}`, `slotDate` and `birthDate` in a booking.
   * Default: `YYYYMMDD` in the path, because the platform's `Date(text)` raises on hyphens; else `YYYY-MM-DD`.
   */
  readonly dates?: { readonly path?: DateForm; readonly slotDate?: DateForm; readonly birthDate?: DateForm }
}

/** Profile `medapi`: the HTTP service of the requirement document. */
export interface MedapiOptions extends BaseOptions {
  readonly profile?: 'medapi'
  /** The id of the one clinic that the base serves; the wire names none. Default: `1`. */
  readonly clinicId?: ClinicId
  /**
   * Our own module on the 1C side is installed: bookings carry `clientReference`, an appointment can be read and a lost
   * booking found again. Default: false.
   */
  readonly extension?: boolean
  /**
   * With `extension`: how long after sending "absent" proves nothing, in milliseconds. Default: 10,000, the time the
   * requirement's own client waits.
   */
  readonly quietPeriodMs?: number
  readonly shape?: MedapiShape
}

const dateForm = z.enum(dateForms)
const fieldsOf = <K extends string>(names: readonly K[]) => z.partialRecord(z.enum(names), memberName).optional()

const shapeSchema = z.strictObject({
  paths: z
    .strictObject({ doctors: resource.optional(), schedule: resource.optional(), appointments: resource.optional() })
    .optional(),
  fields: z
    .strictObject({
      doctor: fieldsOf(namesOf(ownFields.doctor)),
      slot: fieldsOf(namesOf(ownFields.slot)),
      booking: fieldsOf(namesOf(ownFields.booking)),
      patient: fieldsOf(namesOf(ownFields.patient)),
      appointment: fieldsOf(namesOf(ownFields.appointment)),
    })
    .optional(),
  dates: z
    .strictObject({ path: dateForm.optional(), slotDate: dateForm.optional(), birthDate: dateForm.optional() })
    .optional(),
})

const optionsSchema = z.object({
  ...baseOptions,
  profile: z.literal('medapi').default('medapi'),
  clinicId: z.string().min(1).default('1'),
  extension: z.boolean().default(false),
  quietPeriodMs: z.number().min(0).max(600_000).default(10_000),
  shape: shapeSchema.optional(),
})

function namesOf<T extends object>(fields: T): readonly (keyof T & string)[] {
  return Object.keys(fields) as (keyof T & string)[]
}

/** The options with every default in place. */
export interface MedapiSettings extends Omit<z.infer<typeof optionsSchema>, 'instance' | 'shape'> {
  readonly instance: string
  readonly paths: MedapiPaths
  readonly fields: MedapiFields
  readonly dates: { readonly path: DateForm; readonly slotDate: DateForm; readonly birthDate: DateForm }
}

/** Throws `invalid-request` naming the option that is wrong. */
export function medapiSettingsOf(options: MedapiOptions): MedapiSettings {
  const { instance, shape, ...rest } = checkOptions(optionsSchema, options, 'createOneCMedicine')
  const { paths = {}, fields = {}, dates = {} } = shape ?? {}
  return {
    ...rest,
    instance: instance ?? hostOf(rest.baseUrl),
    paths: {
      doctors: paths.doctors ?? '/doctors',
      schedule: paths.schedule ?? '/schedule',
      appointments: paths.appointments ?? '/appointments',
    },
    fields: {
      doctor: { ...ownFields.doctor, ...fields.doctor },
      slot: { ...ownFields.slot, ...fields.slot },
      booking: { ...ownFields.booking, ...fields.booking },
      patient: { ...ownFields.patient, ...fields.patient },
      appointment: { ...ownFields.appointment, ...fields.appointment },
    },
    dates: {
      path: dates.path ?? 'YYYYMMDD',
      slotDate: dates.slotDate ?? 'YYYY-MM-DD',
      birthDate: dates.birthDate ?? 'YYYY-MM-DD',
    },
  }
}
