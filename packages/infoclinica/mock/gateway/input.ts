import { dayCount } from '@mis/core'
import { dayOf } from '../wire-time.ts'
import { refusals } from './refusal.ts'
import type { Element } from './xml.ts'

/** The `<MSG>_IN` block, read strictly: what is wrong is SPRESULT -99. An empty element counts as absent. */
export interface Input {
  /** The block itself. */
  readonly element: Element
  text(name: string): string | undefined
  need(name: string): string
  /** Digits, 15 at most, kept as they are. */
  id(name: string): string
  /** Digits where it is there. */
  optionalId(name: string): string | undefined
  /** `yyyymmdd`, as a day of the model. */
  day(name: string): string
  whole(name: string, low: number, high: number): number
  optionalWhole(name: string, low: number, high: number): number | undefined
  /** Ids between commas or semicolons; undefined where none is there. [assumed] */
  ids(name: string): readonly string[] | undefined
}

const digits = /^\d{1,15}$/

export function inputOf(element: Element): Input {
  const input: Input = {
    element,
    text: (name) => element.text(name) || undefined,
    need(name) {
      const value = input.text(name)
      if (value === undefined) throw refusals.malformed(name)
      return value
    },
    id(name) {
      const value = input.need(name)
      if (!digits.test(value)) throw refusals.malformed(name)
      return value
    },
    optionalId: (name) => (input.text(name) === undefined ? undefined : input.id(name)),
    day(name) {
      const day = dayOf(input.need(name))
      if (day === undefined) throw refusals.malformed(name)
      return day
    },
    whole(name, low, high) {
      const value = input.need(name)
      if (!/^-?\d{1,9}$/.test(value) || Number(value) < low || Number(value) > high) throw refusals.malformed(name)
      return Number(value)
    },
    optionalWhole: (name, low, high) => (input.text(name) === undefined ? undefined : input.whole(name, low, high)),
    ids(name) {
      const value = input.text(name)
      if (value === undefined) return undefined
      const ids = value.split(/[,;]/).map((id) => id.trim())
      if (!ids.every((id) => digits.test(id))) throw refusals.malformed(name)
      return ids
    },
  }
  return input
}

/** BDATE..FDATE, both included. */
export function windowOf(input: Input, longestDays: number): { readonly from: string; readonly to: string } {
  const [from, to] = [input.day('BDATE'), input.day('FDATE')]
  if (from > to || dayCount(from, to) > longestDays) throw refusals.malformed('FDATE')
  return { from, to }
}

/** Rows FIRSTROW..LASTROW of a list, counted from 1, both included [assumed]; all of them where neither is given. */
export function rowsOf<T>(input: Input, all: readonly T[], most = Number.POSITIVE_INFINITY) {
  const first = input.optionalWhole('FIRSTROW', 1, 999_999_999) ?? 1
  const last = input.optionalWhole('LASTROW', 1, 999_999_999) ?? Math.max(first, all.length)
  if (last < first) throw refusals.malformed('LASTROW')
  const rows = all.slice(first - 1, Math.min(last, first - 1 + most))
  return { rows, total: all.length, first, last: first - 1 + rows.length }
}
