import { type ClinicId, isTimeZone, type Runtime, type TimeZone } from '@mis/core'
import { type AppDirectory, appDirectoryOption, checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
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
  /**
   * The app's own directory, instead of the assumed `GET /doctors`; a function is asked again at each reading. An entry
   * needs `id` and names; the clinic is `clinicId` and the doctor is active unless it says otherwise.
   */
  readonly doctors?: AppDirectory
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

const text = z.string().min(1)
const zone = z.string().refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow')
const webAddress = z
  .string()
  .refine((address) => /^https?:$/.test(protocolOf(address)), 'must be an http or https address')
const bearerKey = z
  .string()
  .refine((key) => /^[\x21-\x7e]+$/.test(key), 'must be printable ASCII without spaces, and not empty')
const resource = z
  .string()
  .refine(
    (path) => /^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(path),
    'must be a path below baseUrl, such as /schedules',
  )
const proof = z.custom<NonNullable<MedeskOptions['readBack']>>(
  (value) => typeof value === 'boolean' || value === 'reference' || value === 'patient',
  'must be true, false, reference or patient',
)
const runtime = z.custom<Partial<Runtime>>((value) => typeof value === 'object' && value !== null, 'must be an object')

const optionsSchema = z.object({
  baseUrl: webAddress.default('https://api.medesk.net/api/v2'),
  apiKey: bearerKey,
  timeZone: zone,
  clinicId: text.default('1'),
  instance: text.optional(),
  doctors: appDirectoryOption.optional(),
  readBack: proof.default(true),
  quietPeriodMs: z.number().min(0).max(600_000).default(5_000),
  appointments: z.boolean().default(true),
  source: text.default('website'),
  slotWindowDays: z.int().min(1).max(31).default(31),
  concurrency: z.int().min(1).default(4),
  paths: z
    .object({ schedules: resource.optional(), appointments: resource.optional(), doctors: resource.optional() })
    .optional(),
  maxResponseBytes: z.int().min(1).optional(),
  runtime: runtime.optional(),
})

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : ''
}

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
