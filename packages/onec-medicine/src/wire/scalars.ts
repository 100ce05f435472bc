import { z } from 'zod'

/** Text; numbers come where a base keeps a room or a code as a number. */
export const textSchema = z.union([z.string(), z.number().transform(String)])

/** Text that may be missing or null. */
export const optionalTextSchema = textSchema.nullish()

const words: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  '1': true,
  '0': false,
  да: true,
  нет: false,
  истина: true,
  ложь: false,
}

/** A boolean; [platform] XDTO writes every scalar as a string, the string `false` is not true, and 1C has its own words. */
export const flagSchema = z.union([
  z.boolean(),
  z
    .union([z.string(), z.number().transform(String)])
    .transform((text) => words[text.trim().toLowerCase()])
    .pipe(z.boolean()),
])

/** A number from 0 up, also as a string with a decimal comma; nothing, an empty string included, is null. */
export const countSchema = z
  .union([z.number().min(0), z.string().regex(/^\s*(\d+([.,]\d+)?)?\s*$/)])
  .nullish()
  .transform((value) => {
    if (typeof value !== 'string') return value ?? null
    return value.trim() === '' ? null : Number(value.replace(',', '.'))
  })

/** [platform] Not empty and not the empty reference. */
export const referenceSchema = z.string().refine((guid) => guid.trim() !== '' && guid !== emptyReference)

/** [platform] How 1C writes a reference to nothing. */
export const emptyReference = '00000000-0000-0000-0000-000000000000'
