import { epochOf, type Slot } from '@mis/core'
import type { DayQuery, EntryKind, MirrorDay, MirrorEntry, MirrorRound, MirrorStore } from '../../store/mirror.ts'
import { ageOfDay } from '../../store/mirror-age.ts'
import { appendEvents } from './records.ts'
import type { Tables } from './tables.ts'

interface Row extends MirrorDay {
  readonly hash: string
  readonly fence: number
}

interface Room {
  /** By doctor, then by day. */
  readonly days: Map<string, Map<string, Row>>
  readonly entries: { readonly [K in EntryKind]: Map<string, MirrorEntry> }
  round: MirrorRound | null
  lease: { readonly owner: string; readonly until: number } | null
}

const newRoom = (): Room => ({
  days: new Map(),
  entries: { clinic: new Map(), doctor: new Map(), service: new Map() },
  round: null,
  lease: null,
})

function member<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

export function memoryMirror(tables: Tables): MirrorStore {
  const rooms = new Map<string, Room>()
  const roomOf = (instance: string) => member(rooms, instance, newRoom)
  const doctorOf = (room: Room, doctorId: string) => member(room.days, doctorId, () => new Map<string, Row>())
  const rowsOf = ({ instance, doctorId, from, to, days }: DayQuery): Row[] =>
    [...(roomOf(instance).days.get(doctorId)?.values() ?? [])]
      .filter(({ day }) => from <= day && day <= to && days?.includes(day) !== false)
      .sort((one, other) => (one.day < other.day ? -1 : 1))
  return {
    async lease(instance, owner, forMs) {
      const room = roomOf(instance)
      if (room.lease !== null && room.lease.owner !== owner && room.lease.until > tables.now()) return false
      room.lease = { owner, until: tables.now() + forMs }
      return true
    },
    async release(instance, owner) {
      const room = roomOf(instance)
      if (room.lease?.owner === owner) room.lease = null
    },
    marks: async ({ doctorIds, ...days }) =>
      [...new Set(doctorIds)].flatMap((doctorId) =>
        rowsOf({ ...days, doctorId }).map(({ day, hash, asOf, fence }) => ({ doctorId, day, hash, asOf, fence })),
      ),
    async write(instance, days) {
      const room = roomOf(instance)
      const overtaken = days.filter(({ doctorId, day, fence, asOf }) => {
        const row = doctorOf(room, doctorId).get(day)
        return (row?.fence ?? 0) !== fence || (row?.asOf ?? 0) > asOf
      })
      for (const { events = [], ...change } of days.filter((one) => !overtaken.includes(one))) {
        doctorOf(room, change.doctorId).set(change.day, change)
        appendEvents(tables, events)
      }
      return overtaken.map(({ doctorId, day }) => ({ doctorId, day }))
    },
    async touch(instance, touched, gone) {
      for (const { doctorId, day } of touched) {
        const known = doctorOf(roomOf(instance), doctorId)
        const row = known.get(day) ?? { day, slots: [], hash: '', asOf: 0, fence: 0 }
        const slots = gone === undefined ? row.slots : row.slots.filter(({ start }) => epochOf(start) !== gone)
        known.set(day, { ...row, slots, hash: '', fence: row.fence + 1 })
      }
    },
    async read(query) {
      const { round } = roomOf(query.instance)
      return rowsOf(query).map((row) => ({
        day: row.day,
        slots: row.slots,
        asOf: ageOfDay(round, query.doctorId, row),
      }))
    },
    async nearest({ instance, doctorIds, after, limit }) {
      const { days } = roomOf(instance)
      const slots = [...new Set(doctorIds)].flatMap((id) =>
        [...(days.get(id)?.values() ?? [])].flatMap((row) => row.slots),
      )
      return byStart(slots.filter(({ start }) => epochOf(start) > after)).slice(0, limit)
    },
    async endRound(instance, round) {
      roomOf(instance).round = round
    },
    lastRound: async (instance) => roomOf(instance).round,
    async forget(instance, before, doctorIds) {
      let count = 0
      for (const [doctorId, known] of roomOf(instance).days)
        for (const day of [...known.keys()])
          if ((day < before || doctorIds.includes(doctorId)) && known.delete(day)) count += 1
      return count
    },
    entries: async (instance, kind) => [...roomOf(instance).entries[kind].values()],
    async saveEntries(instance, kind, entries, events) {
      for (const entry of entries) roomOf(instance).entries[kind].set(entry.id, entry)
      appendEvents(tables, events)
    },
  }
}

function byStart(slots: readonly Slot[]): Slot[] {
  return slots.toSorted((one, other) => epochOf(one.start) - epochOf(other.start))
}
