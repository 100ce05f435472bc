import { z } from 'zod'
import { isInstant, isTimeZone } from '../clinic-time.ts'
import { isDay } from '../day.ts'
import type { Day, Instant, TimeZone } from '../ids.ts'

// Every message here is ours: it says what to do and never repeats what was given, because that may be a patient's.
// Refinements abort, so that checks between two fields only ever see valid fields.

/** A schema for each key of `T`, optional exactly where `T` is: a forgotten key does not compile. */
type ShapeOf<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? z.ZodExactOptional<z.ZodType<Exclude<T[K], undefined>>>
    : z.ZodType<T[K]>
}

function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (!Object.values(value).includes(undefined)) return value
  return Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== undefined))
}

/**
 * An object of the model. Unknown keys are dropped. A key whose value is `undefined` counts as absent, as in JSON:
 * most callers compile without `exactOptionalPropertyTypes`.
 */
export function record<T>(shape: ShapeOf<T>): z.ZodType<T> {
  const object = z.object(shape, { error: 'must be an object' })
  return z.preprocess(withoutUndefined, object) as unknown as z.ZodType<T>
}

/** Control characters, halves of surrogate pairs and non-characters: no vendor's wire can carry them. */
export const unprintable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u
const unprintableInLines = /[^\P{Cc}\n\r\t]|[\p{Cs}\uFFFE\uFFFF]/u

/** One line of text, kept as it is; `minimum` 1 also refuses blank text. */
export function line(minimum: 0 | 1, maximum: number): z.ZodType<string> {
  return z
    .string({ error: 'must be text' })
    .max(maximum, { error: `must have at most ${maximum} characters` })
    .refine((text) => minimum === 0 || text.trim() !== '', { error: 'must not be empty', abort: true })
    .refine((text) => !unprintable.test(text), {
      error: 'must not have line breaks or control characters',
      abort: true,
    })
}

/** Text that may have several lines. */
export const remark: z.ZodType<string> = z
  .string({ error: 'must be text' })
  .max(4000, { error: 'must have at most 4000 characters' })
  .refine((text) => !unprintableInLines.test(text), { error: 'must not have control characters', abort: true })

/** Somebody else's id, verbatim: any characters that can be sent. */
export const id: z.ZodType<string> = line(1, 512)
/** Slot tokens and cursors hold what the MIS wants back, so they may be long. */
export const token: z.ZodType<string> = line(1, 8192)

export const day: z.ZodType<Day> = z
  .string({ error: 'must be a day as YYYY-MM-DD' })
  .refine(isDay, { error: 'must be a real day as YYYY-MM-DD', abort: true })

const instantText = z.string({ error: 'must be a time with an offset, such as 2031-03-05T09:00:00+03:00' })

/** Any moment. */
export const instant: z.ZodType<Instant> = instantText.refine(isInstant, {
  error: 'must be a real time with an offset, such as 2031-03-05T09:00:00+03:00',
  abort: true,
})

/** A moment of a visit. `Z` is refused: its first ten characters would not be the clinic's day. */
export const clinicInstant: z.ZodType<Instant> = instantText.refine((text) => isInstant(text) && !text.endsWith('Z'), {
  error: "must be a real time with the clinic's own offset, such as 2031-03-05T09:00:00+03:00",
  abort: true,
})

export const timeZone: z.ZodType<TimeZone> = z
  .string({ error: 'must be an IANA time zone such as Europe/Moscow' })
  .refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Moscow', abort: true })

export const flag: z.ZodType<boolean> = z.boolean({ error: 'must be true or false' })

/** A whole number not below `minimum`. */
export function whole(minimum: number): z.ZodType<number> {
  const error = `must be a whole number of at least ${minimum}`
  return z.int({ error }).min(minimum, { error })
}

export function oneOf<const Word extends string>(...words: readonly Word[]): z.ZodType<Word> {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` })
}

export function list<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(item, { error: 'must be a list' })
}

/** Runs one of the `parse…` functions of `documents.ts` and passes its sentence on. */
export function normalised(
  parse: (text: string) => { readonly ok: true; readonly value: string } | { readonly ok: false; readonly why: string },
): z.ZodType<string> {
  return z.string({ error: 'must be text' }).transform((text, context) => {
    const parsed = parse(text)
    if (parsed.ok) return parsed.value
    context.issues.push({ code: 'custom', message: parsed.why, input: undefined })
    return z.NEVER
  })
}
