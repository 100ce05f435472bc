import { z } from 'zod'

/** Where the resources stand below the base address. */
export interface Paths {
  readonly schedules: string
  readonly appointments: string
  readonly doctors: string
}

/** Integers by the requirement document; digit strings and other words are taken as well. */
export const idSchema = z.union([z.int(), z.string().min(1).max(64)])

/** A moment with its zone, `Z` or an offset: without one nobody could tell which hour is meant. */
export const momentSchema = z.iso.datetime({ offset: true })

export const dateSchema = z.iso.date()

/** Text that may be missing or null. */
export const optionalText = z.string().nullish()

const wholeNumber = /^(0|[1-9]\d{0,15})$/

/** An id of digits travels as a number, where a number can hold it; any other id as it is. */
export function outgoingId(id: string): number | string {
  const number = Number(id)
  return wholeNumber.test(id) && Number.isSafeInteger(number) ? number : id
}
