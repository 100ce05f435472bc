import { type ClinicId, isTimeZone, type Runtime, type TimeZone } from '@mis/core'
import { type AppDirectory, appDirectoryOption, checkOptions, type TlsOptions } from '@mis/core/adapter'
import { z } from 'zod'
import {
  defaultContract,
  missingPart,
  type RequestPart,
  type ScheduleContract,
  type WireOperation,
} from './wire/contract.ts'

/** An operation that is assumed, so that it can be switched off. */
export type AssumedOperation = Exclude<WireOperation, 'GetSchedule' | 'CreateAppointment'>

/** How to reach one ScheduleService, and which of the assumptions about it hold. */
export interface EmiasOptions {
  /** The address of the service, https, without a query. */
  readonly endpoint: string
  /** The client certificate with its key, and the CA the server is verified against. */
  readonly tls: TlsOptions
  /** The code of the institution, sent with every request. */
  readonly lpuCode: string
  /** IANA zone of the service's times, which carry none. Default: `Europe/Moscow`. */
  readonly timeZone?: TimeZone
  /** The clinic, which the service does not name. Default: `lpuCode`. */
  readonly clinicId?: ClinicId
  /** Names, namespace, actions and element order of this installation. Default: the requirement document's. */
  readonly contract?: ScheduleContract
  /** Assumed operations this installation lacks. Default: none. */
  readonly without?: readonly AssumedOperation[]
  /** WS-Addressing headers; `to` is the address the service knows itself by. Default: none are sent. */
  readonly addressing?: { readonly to: string }
  /** The app's own directory, instead of the assumed GetDoctors; a function is asked again at each reading. */
  readonly doctors?: AppDirectory
  /** Length of a visit whose end the service does not send, in minutes. Default: 15. */
  readonly visitMinutes?: number
  /** How long after sending "absent" proves nothing, in milliseconds. Default: 5,000. */
  readonly quietPeriodMs?: number
  /** Days one request for slots may span, at most 31. Default: 31. */
  readonly slotWindowDays?: number
  /** Requests the service bears at once. Default: 4. */
  readonly concurrency?: number
  /**
   * Told of a client certificate that runs out within `certificateWarningDays`, at most once a day of calls. What it
   * throws is ignored. Default: nobody is told; `certificate()` of the adapter can be read at any time.
   */
  readonly onCertificateExpiring?: (certificate: ExpiringCertificate) => void
  /** Default: 30. */
  readonly certificateWarningDays?: number
  /** Larger answers are `bad-response`, in bytes. Default: 128 MiB, since answers are read as they come. */
  readonly maxResponseBytes?: number
  /** Names the installation in cache keys and logs. Default: host of `endpoint` and `lpuCode`. */
  readonly instance?: string
  /** Time, chance and network, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

export interface ExpiringCertificate {
  readonly subject: string
  /** ISO 8601, UTC. */
  readonly notAfter: string
  /** Whole days left; negative once it has run out. */
  readonly daysLeft: number
}

const text = z.string().min(1)
const xmlName = z.string().regex(/^[\p{L}_][\p{L}\p{N}._-]*$/u)
const zone = z.string().refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow')
const secureAddress = z
  .string()
  .refine(
    (address) => URL.canParse(address) && new URL(address).protocol === 'https:' && !/[?#]/.test(address),
    'must be an https address without a query',
  )
const object = <T>(wanted: string) =>
  z.custom<T>((value) => typeof value === 'object' && value !== null, `must be ${wanted}`)

const requestPart: z.ZodType<RequestPart> = z.lazy(() =>
  z.union([xmlName, z.object({ name: xmlName, members: z.array(requestPart) })]),
)
const action = z.string().regex(/^[\x21\x23-\x7e]+$/)
/** A part that is called otherwise would be left out without a word, a booking without its time included. */
const operation = (known: WireOperation) =>
  z
    .object({ name: xmlName, action, request: z.array(requestPart).min(1) })
    .refine(({ request }) => missingPart(known, request) === undefined, {
      path: ['request'],
      when: ({ issues }) => issues.length === 0,
      error: ({ input }) =>
        `lacks ${missingPart(known, (input as { request: RequestPart[] }).request)}; parts go by the names used here, theirs stand in contract.names`,
    })
const contractSchema = z.object({
  namespace: text,
  soapVersion: z.enum(['1.1', '1.2']),
  operations: z.object({
    GetSchedule: operation('GetSchedule'),
    CreateAppointment: operation('CreateAppointment'),
    GetDoctors: operation('GetDoctors').optional(),
    CancelAppointment: operation('CancelAppointment').optional(),
    GetAppointment: operation('GetAppointment').optional(),
    GetPatientAppointments: operation('GetPatientAppointments').optional(),
    MoveAppointment: operation('MoveAppointment').optional(),
  }),
  names: z.record(xmlName, xmlName).optional(),
})
const assumed = z.enum([
  'GetDoctors',
  'CancelAppointment',
  'GetAppointment',
  'GetPatientAppointments',
  'MoveAppointment',
])

const optionsSchema = z.object({
  endpoint: secureAddress,
  tls: object<TlsOptions>('an object with the client certificate'),
  lpuCode: text,
  timeZone: zone.default('Europe/Moscow'),
  clinicId: text.optional(),
  contract: contractSchema.optional(),
  without: z.array(assumed).default([]),
  addressing: z.object({ to: text }).optional(),
  doctors: appDirectoryOption.optional(),
  visitMinutes: z.number().min(1).max(1_440).default(15),
  quietPeriodMs: z.number().min(0).max(600_000).default(5_000),
  slotWindowDays: z.int().min(1).max(31).default(31),
  concurrency: z.int().min(1).default(4),
  onCertificateExpiring: z
    .custom<NonNullable<EmiasOptions['onCertificateExpiring']>>(
      (value) => typeof value === 'function',
      'must be a function',
    )
    .optional(),
  certificateWarningDays: z.number().min(0).default(30),
  maxResponseBytes: z
    .int()
    .min(1)
    .default(128 * 1024 * 1024),
  instance: text.optional(),
  runtime: object<Partial<Runtime>>('an object').optional(),
})

/** The options with every default in place. */
export interface Settings
  extends Omit<z.infer<typeof optionsSchema>, 'contract' | 'without' | 'clinicId' | 'instance'> {
  readonly contract: ScheduleContract
  readonly clinicId: ClinicId
  readonly instance: string
}

const directoryOrList = z.object({
  doctors: z.custom((value) => value !== undefined, 'must be given where the service has no GetDoctors'),
})

/** Throws `invalid-request` naming the option that is wrong. */
export function settingsOf(options: EmiasOptions): Settings {
  const { contract, without, clinicId, instance, ...rest } = checkOptions(optionsSchema, options, 'createEmias')
  const given = (contract ?? defaultContract) as ScheduleContract
  const operations = { ...given.operations }
  for (const name of without) delete (operations as Record<string, unknown>)[name]
  if (operations.GetDoctors === undefined) checkOptions(directoryOrList, { doctors: rest.doctors }, 'createEmias')
  return {
    ...rest,
    contract: { ...given, operations },
    clinicId: clinicId ?? rest.lpuCode,
    instance: instance ?? `${new URL(rest.endpoint).host} ${rest.lpuCode}`,
  }
}
