import type { Slot } from '@mis/core'

/** Every member of a slot, so that none is left out. */
export const slotMembers = Object.keys({
  id: 0,
  doctorId: 0,
  clinicId: 0,
  start: 0,
  end: 0,
  timeZone: 0,
  room: 0,
  mode: 0,
  price: 0,
} satisfies Record<keyof Slot, 0>) as readonly (keyof Slot)[]

type Value = Slot[keyof Slot]

/** How texts begin and end alike, and what is in between of each: one text where none of them has the separator. */
type Texts = readonly [start: string, end: string, between: string | readonly string[]]

const separator = ','

interface Packed {
  readonly count: number
  /** Members that are the same in all slots. */
  readonly same: Readonly<Record<string, Value>>
  readonly texts: Readonly<Record<string, Texts>>
  /** Members that some slots lack (null), or that are no texts. */
  readonly rest: Readonly<Record<string, readonly (Value | null)[]>>
}

/**
 * The slots of a day as text, for stores: a sixth of their JSON. What a round writes is mostly pages of a database, as
 * many as its days fill.
 */
export function packSlots(slots: readonly Slot[]): string {
  const same: Record<string, Value> = {}
  const texts: Record<string, Texts> = {}
  const rest: Record<string, readonly (Value | null)[]> = {}
  for (const member of slotMembers) {
    const values = slots.map((slot) => slot[member])
    const [first] = values
    if (values.every((value) => value === first)) {
      if (first !== undefined) same[member] = first
    } else if (values.every((value) => typeof value === 'string')) texts[member] = packTexts(values)
    else rest[member] = values.map((value) => value ?? null)
  }
  return JSON.stringify({ count: slots.length, same, texts, rest } satisfies Packed)
}

function packTexts(texts: readonly string[]): Texts {
  const [first = ''] = texts
  let start = first.length
  for (const text of texts) {
    let alike = 0
    while (alike < start && text.charCodeAt(alike) === first.charCodeAt(alike)) alike += 1
    start = alike
  }
  let end = first.length - start
  for (const text of texts) {
    let alike = 0
    const most = Math.min(end, text.length - start)
    while (alike < most && text.charCodeAt(text.length - 1 - alike) === first.charCodeAt(first.length - 1 - alike))
      alike += 1
    end = alike
  }
  const between = texts.map((text) => text.slice(start, text.length - end))
  const isSeparable = between.every((text) => !text.includes(separator))
  return [first.slice(0, start), first.slice(first.length - end), isSeparable ? between.join(separator) : between]
}

export function unpackSlots(packed: string): readonly Slot[] {
  return [...slotsIn(packed)]
}

/** One after another, for who needs the first ones alone. */
export function* slotsIn(packed: string): Generator<Slot, void> {
  const told = JSON.parse(packed) as Packed | readonly Slot[]
  // By a process of an older version that was still at work when this one migrated the store.
  if (isList(told)) return yield* told
  const { count, same, texts, rest } = told
  const textColumns = Object.entries(texts).map(([member, [start, end, between]]) => {
    return [member, start, end, typeof between === 'string' ? between.split(separator) : between] as const
  })
  const columns = Object.entries(rest)
  for (let index = 0; index < count; index += 1) {
    const slot: Record<string, unknown> = { ...same }
    for (const [member, start, end, between] of textColumns) slot[member] = start + between[index] + end
    for (const [member, values] of columns) if (values[index] !== null) slot[member] = values[index]
    yield slot as unknown as Slot
  }
}

function isList(told: Packed | readonly Slot[]): told is readonly Slot[] {
  return Array.isArray(told)
}
