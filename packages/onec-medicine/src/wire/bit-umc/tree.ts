import { z } from 'zod'

type Branch = Readonly<Record<string, unknown>>

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** [doc] XDTO says "nothing" as `""`, as `{}`, or by leaving the member out. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'string') return value.trim() === ''
  return isBranch(value) && Object.keys(value).length === 0
}

/** [doc] One child is the child itself, several are an array, none is nothing. */
function toList(value: unknown): unknown {
  if (isNothing(value)) return []
  return Array.isArray(value) ? value : [value]
}

/** [doc] Every scalar is a string; a base that was mended by hand may send the number or the boolean itself. */
function toText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.trim() : value
}

/** Text that must be there. */
export const text = z.preprocess(toText, z.string().min(1))

/** Text that may be missing, empty or `{}`. */
export const optionalText = z.preprocess(
  (value) => (isNothing(value) ? undefined : toText(value)),
  z.string().optional(),
)

const truths = ['true', '1', 'да', 'истина']
const truth = z
  .enum(['true', '1', 'да', 'истина', 'false', '0', 'нет', 'ложь'])
  .transform((word) => truths.includes(word))
const toWord = (value: unknown): string => String(toText(value)).toLowerCase()

/** `"true"`, `"false"`, the boolean itself, and the words a 1C developer would write by hand. */
export const flag = z.preprocess(toWord, truth)

/** The same; nothing is false. */
export const optionalFlag = z.preprocess((value) => (isNothing(value) ? 'false' : toWord(value)), truth)

/**
 * Children called `name` inside an element that exists only to hold them. The element may be nothing, or be left out
 * so that the list stands in its place. An element with other content is no empty list: it is refused.
 */
export function within<T extends z.ZodType>(name: string, child: T) {
  return z.preprocess((value) => {
    if (isBranch(value) && Object.hasOwn(value, name)) return toList(value[name])
    return isNothing(value) || Array.isArray(value) ? toList(value) : value
  }, z.array(child))
}

/**
 * Elements that only wrap. [doc] HTTP answers are wrapped in `Ответ`; through `Format=JSON` some releases write the root
 * of the SOAP document instead, or both.
 */
const wrappers = [
  'Ответ',
  'ГрафикиДляСайта',
  'СписокКлиник',
  'Сотрудники',
  'Каталоги',
  'ОтветНаЗаписьССайта',
  'РезультатВыполнения',
  'ОтветНаЗапросСтатусаЗаявки',
]

/** What is inside the envelope. `null` where an empty answer has no envelope: that says nothing about anything. */
function unwrap(answer: unknown): unknown {
  let inner = answer
  let opened = false
  while (isBranch(inner)) {
    const branch: Branch = inner
    const name = wrappers.find((each) => Object.hasOwn(branch, each))
    if (name === undefined) break
    inner = branch[name]
    opened = true
  }
  return isNothing(inner) ? (opened ? {} : null) : inner
}

/** A list answer: `{ "Ответ": { [name]: child or children } }` in any of its forms. */
export function listAnswer<T extends z.ZodType>(name: string, child: T) {
  return z.preprocess((answer) => unwrap(answer) ?? 'no envelope', within(name, child))
}

/** A record answer: the members of `Ответ` itself. */
export function recordAnswer<T extends z.ZodType>(record: T) {
  return z.preprocess(unwrap, record)
}
