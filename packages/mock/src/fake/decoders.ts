import { type Appointment, appointmentSchema, type Hold, holdSchema, type Page, type Slot, slotSchema } from '@mis/core'
import { decode, MisError } from '@mis/core/adapter'

type Schema<T> = Parameters<typeof decode<T>>[0]

/** A member of an object in the answer. Throws `bad-response` where the answer is no object. */
function member(value: unknown, name: string): unknown {
  if (typeof value === 'object' && value !== null) return (value as Readonly<Record<string, unknown>>)[name]
  throw broken('the answer: expected an object')
}

function listOf<T>(value: unknown, name: string, schema: Schema<T>): readonly T[] {
  const items = member(value, name)
  if (!Array.isArray(items)) throw broken(`${name}: expected a list`)
  return items.map((item) => decode(schema, item, name))
}

export function decodePage<T>(value: unknown, schema: Schema<T>): Page<T> {
  const next = member(value, 'next')
  if (next !== undefined && typeof next !== 'string') throw broken('next: expected text')
  return { items: listOf(value, 'items', schema), ...(next !== undefined && { next }) }
}

export function decodeSlots(value: unknown): readonly Slot[] {
  return listOf(value, 'slots', slotSchema)
}

export function decodeAppointment(value: unknown): Appointment {
  return decode(appointmentSchema, value, 'appointment')
}

export function decodeFound(value: unknown): Appointment | null {
  const found = member(value, 'appointment')
  return found === null ? null : decodeAppointment(found)
}

/** The hold's slot carries the hold, so that its owner, and only its owner, can book it. */
export function decodeHold(value: unknown, slot: Slot): Hold {
  const [id, expiresAt] = [member(value, 'id'), member(value, 'expiresAt')]
  return decode(holdSchema, { id, slot: { ...slot, id: `${slot.id}${heldBy}${id}` }, expiresAt }, 'hold')
}

const heldBy = '.hold.'

/** What stands in a slot's id. Throws `invalid-request` where the fake has not made it. */
export function readSlotId(id: string): { slotId: string; holdId?: string } {
  const [slotId = '', holdId, ...more] = id.split(heldBy)
  const isOurs = [slotId, holdId ?? '0'].every((part) => /^\d{1,15}$/.test(part)) && more.length === 0
  if (isOurs) return { slotId, ...(holdId !== undefined && { holdId }) }
  throw new MisError('invalid-request', {
    details: { fields: ['slot.id'] },
    hint: 'slot.id: pass a slot just as listSlots or hold gave it',
  })
}

function broken(why: string): MisError {
  return new MisError('bad-response', { details: { why }, hint: why })
}
