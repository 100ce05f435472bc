import { epochOf, type Slot, type Touched } from '@mis/core'
import type { DayChange, DayQuery, MirrorRound, MirrorStore } from '../../../store/mirror.ts'
import { ageOfDay } from '../../../store/mirror-age.ts'
import { packSlots, unpackSlots } from '../../../store/packed-slots.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, type Row, rows, type Steps, type Stepwise } from '../steps.ts'
import { nearestSteps } from './mirror-nearest.ts'
import { entryOf } from './mirror-table.ts'
import type { AppendEvents } from './outbox.ts'

const noSlots = packSlots([])

export function mirrorSteps(sql: Sql, append: AppendEvents): Stepwise<MirrorStore> {
  const lease = sql.statement(
    `insert into #mirror_rounds as r (instance, round, owner, lease_until)
      values ($instance, null, $owner, $now + cast($for_ms as bigint))
      on conflict (instance) do update set owner = excluded.owner, lease_until = excluded.lease_until
      where r.owner = excluded.owner or r.lease_until <= $now returning instance`,
  )
  const release = sql.statement(
    'update #mirror_rounds set owner = null, lease_until = 0 where instance = $instance and owner = $owner',
  )
  const own = 'instance = $instance and doctor_id = $doctor_id'
  const span = `${own} and day >= $from_day and day <= $to_day`
  const marks = sql.statement(
    `select doctor_id, day, hash, as_of, fence from #mirror_days
      where instance = $instance and ${sql.among('doctor_id', '$doctor_ids')} and day >= $from_day and day <= $to_day`,
  )
  // The round with the first day alone: after a round without the MIS it names every doctor.
  const reading = (more: string) =>
    sql.statement(
      `select d.day, d.slots, d.as_of, case when row_number() over (order by d.day) = 1
          then (select r.round from #mirror_rounds r where r.instance = d.instance) end as round
        from #mirror_days d where d.${span.replaceAll(' and ', ' and d.')} ${more} order by d.day`,
    )
  const read = reading('')
  const readSome = reading(`and ${sql.among('d.day', '$days')}`)
  const nearest = nearestSteps(sql)
  const columns = 'instance, doctor_id, day, practice, hash, as_of, fence, first_at, last_at, slots'
  const replace = `on conflict (instance, doctor_id, day) do update set practice = excluded.practice,
    hash = excluded.hash, as_of = excluded.as_of, first_at = excluded.first_at, last_at = excluded.last_at,
    slots = excluded.slots
    where d.fence = excluded.fence and d.as_of <= excluded.as_of returning doctor_id, day`
  const writeOne = sql.statement(
    `insert into #mirror_days as d (${columns})
      values ($instance, $doctor_id, $day, $practice, $hash, $as_of, $fence, $first_at, $last_at, $slots) ${replace}`,
  )
  // Mostly a day begins and ends as it did. Named in a statement these columns cost their indices' pages, changed or not.
  const writeWithin = sql.statement(
    `update #mirror_days set hash = $hash, as_of = $as_of, slots = $slots
      where ${own} and day = $day and fence = $fence and as_of <= $as_of and practice = $practice
        and first_at is not distinct from $first_at and last_at is not distinct from $last_at
      returning doctor_id, day`,
  )
  // One statement for all: on a wire each statement is a journey.
  const writeMany = sql.statement(
    `insert into #mirror_days as d (${columns})
      select $instance, doctor_id, day, practice, hash, as_of, fence, first_at, last_at, slots
      from json_to_recordset(cast($days as json)) as days (doctor_id text, day text, practice text, hash text, as_of bigint,
        fence bigint, first_at bigint, last_at bigint, slots text) ${replace}`,
  )
  const one = sql.statement(`select slots from #mirror_days where ${own} and day = $day @only_postgres(for update)`)
  const blank = sql.statement(
    `insert into #mirror_days (${columns}) values ($instance, $doctor_id, $day, '', '', 0, 1, null, null, '${noSlots}')
      on conflict do nothing returning day`,
  )
  const touch = sql.statement(
    `update #mirror_days set hash = '', fence = fence + 1, slots = $slots, first_at = $first_at, last_at = $last_at
      where ${own} and day = $day`,
  )
  const endRound = sql.statement(
    `insert into #mirror_rounds (instance, round, owner, lease_until) values ($instance, $round, null, 0)
      on conflict (instance) do update set round = excluded.round`,
  )
  const lastRound = sql.statement('select round from #mirror_rounds where instance = $instance')
  const saveEntry = sql.statement(
    `insert into #mirror_entries (instance, kind, id, body, hash, is_listed)
      values ($instance, $kind, $id, $body, $hash, $is_listed)
      on conflict (instance, kind, id) do update set body = excluded.body, hash = excluded.hash,
        is_listed = excluded.is_listed`,
  )
  const place = ({ instance, doctorId, from, to }: DayQuery) => ({
    ...{ instance, doctor_id: doctorId, from_day: from, to_day: to },
  })

  function* writeDays(instance: string, days: readonly DayChange[]): Steps<readonly Row[]> {
    if (sql.name === 'postgres') {
      const write = writeMany({ instance, days: JSON.stringify(inOrder(days).map(valuesOf)) })
      return yield* rows(days.some(({ events = [] }) => events.length > 0) ? write : alone(write))
    }
    const written: Row[] = []
    for (const day of days) {
      const values = { instance, ...valuesOf(day) }
      const row = (yield* first(writeWithin(values))) ?? (yield* first(writeOne(values)))
      if (row) written.push(row)
    }
    return written
  }

  return {
    *lease(instance, owner, forMs) {
      return (yield* first(alone(lease({ instance, owner, for_ms: forMs })))) !== undefined
    },
    *release(instance, owner) {
      yield alone(release({ instance, owner }))
    },
    *marks({ instance, doctorIds, from, to }) {
      const query = marks({ instance, doctor_ids: sql.list(doctorIds), from_day: from, to_day: to })
      return (yield* rows(alone(query))).map(({ doctor_id, day, hash, as_of, fence }) => ({
        ...{ doctorId: String(doctor_id), day: String(day) },
        ...{ hash: String(hash), asOf: Number(as_of), fence: Number(fence) },
      }))
    },
    *write(instance, days) {
      const name = (doctorId: unknown, day: unknown) => `${day} ${doctorId}`
      const written = new Set((yield* writeDays(instance, days)).map((row) => name(row.doctor_id, row.day)))
      const isWritten = ({ doctorId, day }: DayChange) => written.has(name(doctorId, day))
      yield* append(days.filter(isWritten).flatMap(({ events = [] }) => events))
      return days.filter((day) => !isWritten(day)).map(({ doctorId, day }) => ({ doctorId, day }))
    },
    *touch(instance, touched, gone) {
      for (const { doctorId, day } of inOrder(touched)) {
        const key = { instance, doctor_id: doctorId, day }
        if (yield* first(blank(key))) continue
        const slots = slotsOf((yield* first(one(key))) ?? { slots: noSlots })
        const left = gone === undefined ? slots : slots.filter(({ start }) => epochOf(start) !== gone)
        yield touch({ ...key, slots: packSlots(left), ...boundsOf(left) })
      }
    },
    *read(query) {
      const { days } = query
      const some = days === undefined ? read(place(query)) : readSome({ ...place(query), days: sql.list(days) })
      const found = yield* rows(alone(some))
      const round = roundOf(found[0])
      return found.map((row) => {
        const day = { day: String(row.day), asOf: Number(row.as_of) }
        return { day: day.day, slots: slotsOf(row), asOf: ageOfDay(round, query.doctorId, day) }
      })
    },
    nearest,
    *endRound(instance, round) {
      yield alone(endRound({ instance, round: JSON.stringify(round) }))
    },
    *lastRound(instance) {
      return roundOf(yield* first(alone(lastRound({ instance }))))
    },
    *forget(instance, before, doctorIds) {
      const old = sql.build.deleteFrom('mirror_days').where('instance', '=', instance)
      const query = old.where((where) =>
        doctorIds.length === 0
          ? where('day', '<', before)
          : where.or([where('day', '<', before), where('doctor_id', 'in', doctorIds)]),
      )
      return (yield* rows(alone(sql.query(query.returning('day'))))).length
    },
    *entries(instance, kind) {
      const query = sql.build.selectFrom('mirror_entries').selectAll().where('instance', '=', instance)
      return (yield* rows(alone(sql.query(query.where('kind', '=', kind).orderBy('id'))))).map(entryOf)
    },
    *saveEntries(instance, kind, entries, events) {
      for (const { id, body, hash, isListed } of entries)
        yield saveEntry({ instance, kind, id, hash, body: JSON.stringify(body), is_listed: isListed ? 1 : 0 })
      yield* append(events)
    },
  }
}

/** Rows are locked in one order whoever comes, so that no two transactions wait for each other. */
function inOrder<T extends Touched>(days: readonly T[]): readonly T[] {
  const name = ({ doctorId, day }: T) => `${day} ${doctorId}`
  return days.toSorted((one, other) => (name(one) < name(other) ? -1 : 1))
}

function slotsOf(row: Row): readonly Slot[] {
  return unpackSlots(String(row.slots))
}

function roundOf(row: Row | undefined): MirrorRound | null {
  return row?.round === null || row?.round === undefined ? null : (JSON.parse(String(row.round)) as MirrorRound)
}

function boundsOf(slots: readonly Slot[]): { readonly first_at: number | null; readonly last_at: number | null } {
  const [earliest, latest] = [slots[0], slots.at(-1)]
  return {
    first_at: earliest === undefined ? null : epochOf(earliest.start),
    last_at: latest === undefined ? null : epochOf(latest.start),
  }
}

function valuesOf({ doctorId, day, practice = '', hash, asOf, fence, slots }: DayChange) {
  return { doctor_id: doctorId, day, practice, hash, fence, as_of: asOf, slots: packSlots(slots), ...boundsOf(slots) }
}
