import { z } from 'zod'

/** Ids are opaque strings, [doc]: 1–15 digits, often with the branch in front, and never anything to calculate with. */
export const idSchema = z.string().trim().min(1).max(64)

/** Text that may be absent or empty. */
export const optionalText = z.string().optional()

/** `yyyymmdd` */
export const dateSchema = z
  .string()
  .trim()
  .regex(/^\d{8}$/)

/** Hours and minutes stand apart as integers, padded or not, [doc]. */
const number = (maximum: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .refine((value) => value <= maximum)
export const hourSchema = number(24)
export const minuteSchema = number(59)

/** `2031-03-05` as `20310305`. */
export const wireDate = (day: string): string => day.replaceAll('-', '')
