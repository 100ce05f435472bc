import { dayCount, type Slot } from '@mis/core'
import type { InfoclinicaWorld } from './options.ts'
import { clockOf } from './wire-time.ts'

export type TimeState = 'free' | 'busy' | 'past'

/** One work interval of a doctor: a day's times of one kind in one room. */
export interface WorkInterval {
  /** SCHEDIDENT. */
  readonly id: string
  readonly doctorId: string
  readonly clinicId: string
  readonly day: string
  readonly room?: string
  readonly online: boolean
  readonly times: readonly { readonly slot: Slot; readonly state: TimeState }[]
}

export interface ScheduleQuery {
  readonly doctorId?: string
  readonly clinicId?: string
  readonly from: string
  readonly to: string
}

/** Work intervals by day, doctor and kind. */
export function workIntervals(world: InfoclinicaWorld, query: ScheduleQuery): readonly WorkInterval[] {
  const free = new Set(world.freeSlots(query).map(({ id }) => id))
  const stateOf = (slot: Slot): TimeState => {
    if (free.has(slot.id)) return 'free'
    return Date.parse(slot.start) <= world.now() ? 'past' : 'busy'
  }
  return [...groups(world.slots(query))].map(([id, slots]): WorkInterval => {
    const [{ doctorId, clinicId, start, room, mode }] = slots
    return {
      ...{ id, doctorId, clinicId, day: start.slice(0, 10), online: mode === 'online' },
      ...(room !== undefined && { room }),
      times: slots.map((slot) => ({ slot, state: stateOf(slot) })),
    }
  })
}

/** The SCHEDIDENT under which a slot stands. */
export function scheduleIdOf(world: InfoclinicaWorld, slot: Slot): string {
  const day = slot.start.slice(0, 10)
  const here = groups(world.slots({ doctorId: slot.doctorId, from: day, to: day }))
  for (const [id, slots] of here) if (slots.some((each) => each.id === slot.id)) return id
  return ''
}

/** A time as the wire names it: there is no slot id. [doc] */
export interface NamedTime {
  readonly doctorId: string
  readonly day: string
  /** `HH:MM` by the clinic's wall clock. */
  readonly begins: string
  readonly ends: string
  readonly scheduleId: string
}

/** The slot that is meant; undefined where the schedule has no such time. */
export function slotNamed(world: InfoclinicaWorld, named: NamedTime): Slot | undefined {
  const { doctorId, day, begins, ends, scheduleId } = named
  const found = world
    .slots({ doctorId, from: day, to: day })
    .find(({ start, end }) => clockOf(start) === begins && clockOf(end) === ends)
  return found !== undefined && scheduleIdOf(world, found) === scheduleId ? found : undefined
}

type Slots = [Slot, ...Slot[]]

/** A doctor has one interval a day for each room and kind; its number comes from the branch, the doctor, the day and its place. */
function groups(slots: readonly Slot[]): ReadonlyMap<string, Slots> {
  const days = new Map<string, Map<string, Slots>>()
  for (const slot of slots) {
    const dayKey = `${slot.clinicId} ${slot.doctorId} ${slot.start.slice(0, 10)}`
    const kinds = days.get(dayKey) ?? new Map<string, Slots>()
    days.set(dayKey, kinds)
    const kind = `${slot.mode} ${slot.room ?? ''}`
    const same = kinds.get(kind)
    if (same === undefined) kinds.set(kind, [slot])
    else same.push(slot)
  }
  const found = new Map<string, Slots>()
  for (const kinds of days.values()) {
    for (const [place, group] of [...kinds.values()].entries()) {
      const [{ clinicId, doctorId, start }] = group
      const day = String(dayCount('2020-01-01', start.slice(0, 10)))
      found.set(`${clinicId}${doctorId.padStart(4, '0')}${day}${place + 1}`, group)
    }
  }
  return found
}
