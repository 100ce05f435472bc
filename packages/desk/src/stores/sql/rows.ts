import type { Row } from './steps.ts'

/** How a column is read. Drivers differ in what they make of whole numbers and of bytes. */
type Read<T> = (value: unknown, column: string) => T

export const text: Read<string> = (value) => String(value)
export const whole: Read<number> = (value) => Number(value)
export const flag: Read<boolean> = (value) => Number(value) === 1
export const json: Read<unknown> = (value) => JSON.parse(String(value)) as unknown
export const bytes: Read<Uint8Array> = (value, column) => {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} holds no bytes`)
  return new Uint8Array(value)
}
export function orNull<T>(read: Read<T>): Read<T | null> {
  return (value, column) => (value === null || value === undefined ? null : read(value, column))
}
/** One of a few words, or whatever else the type stands for. */
export function as<T>(): Read<T> {
  return (value) => value as T
}

/** `startsAt` stands in the column `starts_at`. */
function columnOf(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Makes a reader of whole rows out of how each member is read. */
export function reader<T extends object>(members: { readonly [K in keyof T]-?: Read<T[K]> }): (row: Row) => T {
  const plan = Object.entries<Read<unknown>>(members).map(([member, read]) => [member, columnOf(member), read] as const)
  return (row) => Object.fromEntries(plan.map(([member, column, read]) => [member, read(row[column], column)])) as T
}
