import type { ClinicId } from '@mis/core'
import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { type BaseOptions, baseOptions, hostOf, memberName, resource } from '../options.ts'
import { type Access, type Service, services } from '../wire/bit-umc/common.ts'
import { type Names, vendorNames } from '../wire/bit-umc/names.ts'

/** Where this base differs from the vendor's document. What is not named stays as it is there. */
export interface BitUmcShape {
  /** Services below `baseUrl`. Default: `/Schedule`, `/AppointmentCreate` and so on. */
  readonly paths?: Readonly<Partial<Record<Service, string>>>
  /** The document's name of a member, sent or received → the base's, such as `{ ДлительностьПриема: 'Длительность' }`. */
  readonly fields?: Names
}

/** Profile `bit-umc`: БИТ.Управление медицинским центром, `/hs/bwi/*`. */
export interface BitUmcOptions extends BaseOptions {
  readonly profile: 'bit-umc'
  /** The API key of the exchange-settings element, sent as `Key` in each body. Default: empty. */
  readonly key?: string
  /** The id of the clinic in a base that keeps no clinics. Default: `1`. */
  readonly clinicId?: ClinicId
  /** How long a visit is where the schedule does not say, in minutes. Default: 30, as the vendor's document has it. */
  readonly visitMinutes?: number
  /** Days one request for free time may span, at most 31. Default: 31. */
  readonly slotWindowDays?: number
  readonly shape?: BitUmcShape
}

const shapeSchema = z.strictObject({
  paths: z.partialRecord(z.enum(services), resource).optional(),
  fields: z.partialRecord(z.enum(vendorNames), memberName).optional(),
})

const optionsSchema = z.object({
  ...baseOptions,
  profile: z.literal('bit-umc'),
  key: z.string().default(''),
  clinicId: z.string().min(1).default('1'),
  visitMinutes: z.int().min(1).max(720).default(30),
  slotWindowDays: z.int().min(1).max(31).default(31),
  shape: shapeSchema.optional(),
})

/** The options with every default in place. */
export interface BitUmcSettings extends Omit<z.infer<typeof optionsSchema>, 'instance' | 'key' | 'shape'> {
  readonly instance: string
  readonly access: Access
}

/** Throws `invalid-request` naming the option that is wrong. */
export function bitUmcSettingsOf(options: BitUmcOptions): BitUmcSettings {
  const { instance, key, shape, ...rest } = checkOptions(optionsSchema, options, 'createOneCMedicine')
  const path = (service: Service) => shape?.paths?.[service] ?? `/${service}`
  const paths = Object.fromEntries(services.map((service) => [service, path(service)])) as Record<Service, string>
  return {
    ...rest,
    instance: instance ?? hostOf(rest.baseUrl),
    access: { key, paths, names: shape?.fields ?? {} },
  }
}
