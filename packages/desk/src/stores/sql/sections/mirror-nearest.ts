import { epochOf, type Slot } from '@mis/core'
import type { NearestQuery } from '../../../store/mirror.ts'
import { slotsIn } from '../../../store/packed-slots.ts'
import type { Sql } from '../dialect.ts'
import { alone, type Row, rows, type Steps } from '../steps.ts'

const dayMs = 86_400_000
// A day is over long before.
const dayLengthMs = 2 * dayMs

// Each of them is a look of its own.
const mostPractices = 3

/**
 * Looks each doctor up, or all who do the same at once, and reads the days with their nearest free times alone, so that it
 * takes as long among ten times as many doctors, and where the wanted ones are booked out for weeks.
 */
export function nearestSteps(sql: Sql): (query: NearestQuery) => Steps<readonly Slot[]> {
  const ways = sql.name === 'postgres' ? [soon(sql), atOnce(sql)] : [inTurn(sql)]
  const ofPractice = byPractice(sql)
  return function* (query) {
    const { doctorIds, practices, after, limit } = query
    if (practices !== undefined && practices.length <= mostPractices) {
      const wanted = new Set(doctorIds)
      const slots = nearestIn(yield* ofPractice(query, practices), after, limit)
      // Somebody who is not wanted may do the same.
      if (slots.every(({ doctorId }) => wanted.has(doctorId))) return slots
    }
    return yield* byDoctor(sql, ways, query)
  }
}

function* byDoctor(
  sql: Sql,
  ways: readonly Way[],
  { instance, doctorIds, after, limit }: NearestQuery,
): Steps<readonly Slot[]> {
  const ids = sql.list(doctorIds)
  let slots: readonly Slot[] = []
  for (const { within, find } of ways) {
    const until = after + within
    const days = yield* find({ instance, after, since: after - dayLengthMs, until, limit, ids })
    slots = nearestIn(days, after, limit)
    const last = slots[limit - 1]
    // What this way has not read begins later.
    if (last !== undefined && epochOf(last.start) <= until) break
  }
  return slots
}

interface Way {
  /** Days that begin this long after the moment, in milliseconds, and earlier ones are all found. */
  readonly within: number
  readonly find: (values: {
    readonly instance: string
    readonly after: number
    readonly since: number
    readonly until: number
    readonly limit: number
    readonly ids: string
  }) => Steps<readonly Row[]>
}

const everything = Number.POSITIVE_INFINITY

// Of days that have not begun the first ones are enough; of the others the next slot is not the first.
const begun = 'first_at > $since and first_at <= $after and last_at > $after'

/** SQLite looks up each doctor of the list by itself; one statement for both kinds of days would cost more than two. */
function inTurn(sql: Sql): Way {
  const own = `instance = $instance and ${sql.among('doctor_id', '$ids')}`
  // As an expression: with a bare value SQLite takes half as long again.
  const ahead = sql.statement(
    `select slots from #mirror_days where ${own} and first_at > $after order by first_at limit cast($limit as bigint)`,
  )
  const today = sql.statement(`select slots from #mirror_days where ${own} and ${begun}`)
  return {
    within: everything,
    *find(values) {
      return [...(yield* rows(alone(ahead(values)))), ...(yield* rows(alone(today(values))))]
    },
  }
}

/** PostgreSQL looks each doctor of the list up in one go where it may read all that it finds: so only the next days. */
function soon(sql: Sql): Way {
  const statement = sql.statement(
    `select slots from (select slots, first_at, row_number() over (partition by first_at > $after order by first_at) as place
        from #mirror_days where instance = $instance and ${sql.among('doctor_id', '$ids')}
          and first_at > $since and last_at > $after and first_at <= $until) as days
      where first_at <= $after or place <= $limit`,
  )
  return { within: dayMs, find: (values) => rows(alone(statement(values))) }
}

function atOnce(sql: Sql): Way {
  const own = `instance = $instance and doctor_id = wanted.id`
  const statement = sql.statement(
    `with wanted as (select distinct unnest(cast($ids as text[])) as id)
      select slots from (
        select slots from wanted cross join lateral (select slots, first_at from #mirror_days
          where ${own} and first_at > $after order by first_at limit $limit) as ahead
        order by first_at limit $limit) as nearest
      union all select slots from wanted cross join lateral (select slots from #mirror_days
        where ${own} and ${begun} offset 0) as today`,
  )
  return { within: everything, find: (values) => rows(alone(statement(values))) }
}

/** Days of all who do the same follow each other, so that one look finds the first ones of all. */
function byPractice(sql: Sql) {
  const own = 'instance = $instance and practice = $practice'
  const statement = sql.statement(
    `select slots from (select slots from #mirror_days
        where ${own} and first_at > $after order by first_at limit cast($limit as bigint)) as ahead
      union all select slots from #mirror_days where ${own} and ${begun}`,
  )
  return function* ({ instance, after, limit }: NearestQuery, practices: readonly string[]): Steps<readonly Row[]> {
    const days: Row[] = []
    for (const practice of new Set(practices))
      days.push(...(yield* rows(alone(statement({ instance, practice, after, since: after - dayLengthMs, limit })))))
    return days
  }
}

function nearestIn(days: readonly Row[], after: number, limit: number): readonly Slot[] {
  return days
    .flatMap(({ slots }) => firstOf(String(slots), after, limit))
    .map((slot) => ({ slot, at: epochOf(slot.start) }))
    .sort((earlier, later) => earlier.at - later.at)
    .slice(0, limit)
    .map(({ slot }) => slot)
}

/** The first ones of a day that are still ahead. */
function firstOf(packed: string, after: number, limit: number): readonly Slot[] {
  const first: Slot[] = []
  for (const slot of slotsIn(packed)) {
    if (first.length === limit) break
    if (epochOf(slot.start) > after) first.push(slot)
  }
  return first
}
