import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { type BaseOptions, baseOptions, hostOf } from '../options.ts'

/** Profile `bit-umc`: БИТ.Управление медицинским центром, `/hs/bwi/*`. */
export interface BitUmcOptions extends BaseOptions {
  readonly profile: 'bit-umc'
  /** The API key of the exchange-settings element, sent as `Key` in each body. Default: empty. */
  readonly key?: string
}

const optionsSchema = z.object({
  ...baseOptions,
  profile: z.literal('bit-umc'),
  key: z.string().default(''),
})

/** The options with every default in place. */
export interface BitUmcSettings extends Omit<z.infer<typeof optionsSchema>, 'instance'> {
  readonly instance: string
}

/** Throws `invalid-request` naming the option that is wrong. */
export function bitUmcSettingsOf(options: BitUmcOptions): BitUmcSettings {
  const { instance, ...rest } = checkOptions(optionsSchema, options, 'createOneCMedicine')
  return { ...rest, instance: instance ?? hostOf(rest.baseUrl) }
}
