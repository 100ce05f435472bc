import { type ClinicId, doctorSchema, isTimeZone, type Runtime, type TimeZone } from '@mis/core'
import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import type { DirectoryDoctor } from './directory.ts'
import type { Paths } from './wire/common.ts'

/** How to reach one Medesk installation, and which of the assumptions about it hold. */
export interface MedeskOptions {
  /** The root of the API, http or https. Default: `https://api.medesk.net/api/v2`. */
  readonly baseUrl?: string
  /** The static key sent as `Authorization: Bearer`. */
  readonly apiKey: string
  /** IANA zone of the clinic, for whatever Medesk sends without one. */
  readonly timeZone: TimeZone
  /** The clinic that is meant where Medesk names none. Default: `1`. */
  readonly clinicId?: ClinicId
  /** Names the installation in cache keys and logs. Default: the host of `baseUrl`; two keys of one host need two names. */
  readonly instance?: string
  /** The app's own directory, instead of the assumed `GET /doctors`; a function is asked again at each reading. */
  readonly doctors?: readonly DirectoryDoctor[] | (() => Promise<readonly DirectoryDoctor[]>)
  /**
   * How a booking whose answer was lost is found again. `reference` (the default, also `true`): Medesk keeps our
   * `external_id`. `patient`: it keeps none; the same slot, names and birth date prove it. `false`: nothing beyond the
   * requirement document is sent or asked, `findBooking` is absent and a lost answer ends as `outcome-unknown`.
   */
  readonly readBack?: boolean | 'reference' | 'patient'
  /** How long after sending "absent" proves nothing, in milliseconds. Default: 5,000. */
  readonly quietPeriodMs?: number
  /** Whether `getAppointment` and `listAppointments` exist. Default: true. */
  readonly appointments?: boolean
  /** What bookings name as their source. Default: `website`. */
  readonly source?: string
  /** Days one request for slots may span, at most 31. Default: 31. */
  readonly slotWindowDays?: number
  /** Requests Medesk bears at once. Default: 4. */
  readonly concurrency?: number
  /** Resources below `baseUrl`. Default: `/schedules`, `/appointments`, `/doctors`. */
  readonly paths?: Partial<Paths>
  /** Larger answers are `bad-response`, in bytes. Default: 8 MiB. */
  readonly maxResponseBytes?: number
  /** Time, chance and network, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

/** What the app's `doctors` must be: the model's doctors, and the zones beside them. */
export const appDirectorySchema = z.array(doctorSchema)
export const appZonesSchema = z.array(
  z.object({ timeZone: z.string().refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow').optional() }),
)

const pathSchema = z
  .string()
  .regex(/^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/, 'must be a path below baseUrl, such as /schedules')

const optionsSchema = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .default('https://api.medesk.net/api/v2'),
  apiKey: z.string('must be the Bearer key').regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces'),
  timeZone: z
    .string('must be an IANA zone, such as Europe/Moscow')
    .refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow'),
  clinicId: z.string('must be text').min(1, 'must not be empty').default('1'),
  instance: z.string('must be text').min(1, 'must not be empty').optional(),
  doctors: z
    .custom<NonNullable<MedeskOptions['doctors']>>(
      (value) => Array.isArray(value) || typeof value === 'function',
      'must be an array of doctors or a function that resolves to one',
    )
    .optional(),
  readBack: z
    .union([z.boolean(), z.enum(['reference', 'patient'])], 'must be reference, patient or a boolean')
    .default(true),
  quietPeriodMs: z
    .number('must be milliseconds')
    .min(0, 'must not be negative')
    .max(600_000, 'must be at most 600000')
    .default(5_000),
  appointments: z.boolean('must be a boolean').default(true),
  source: z.string('must be text').min(1, 'must not be empty').default('website'),
  slotWindowDays: z
    .int('must be a whole number of days')
    .min(1, 'must be 1 or more')
    .max(31, 'must be at most 31')
    .default(31),
  concurrency: z.int('must be a whole number').min(1, 'must be 1 or more').default(4),
  paths: z
    .object({ schedules: pathSchema.optional(), appointments: pathSchema.optional(), doctors: pathSchema.optional() })
    .optional(),
  maxResponseBytes: z.int('must be a whole number of bytes').min(1, 'must be 1 or more').optional(),
  runtime: z
    .custom<Partial<Runtime>>((value) => typeof value === 'object' && value !== null, 'must be an object')
    .optional(),
})

/** The options with every default in place. */
export interface Settings extends Omit<z.infer<typeof optionsSchema>, 'paths' | 'instance' | 'readBack'> {
  readonly instance: string
  readonly paths: Paths
  readonly proof: 'reference' | 'patient' | null
}

/** Throws `invalid-request` naming the option that is wrong. */
export function settingsOf(options: MedeskOptions): Settings {
  const { paths, instance, readBack, ...rest } = checkOptions(optionsSchema, options, 'createMedesk')
  return {
    ...rest,
    instance: instance ?? new URL(rest.baseUrl).host,
    paths: {
      schedules: paths?.schedules ?? '/schedules',
      appointments: paths?.appointments ?? '/appointments',
      doctors: paths?.doctors ?? '/doctors',
    },
    proof: readBack === true ? 'reference' : readBack === false ? null : readBack,
  }
}
