import { epochOf, type Slot } from '@mis/core'
import type { NearestQuery } from '../../../store/mirror.ts'
import { slotsIn } from '../../../store/packed-slots.ts'
import type { Sql } from '../dialect.ts'
import { alone, type Row, rows, type Steps } from '../steps.ts'

// A day is over long before.
const twoDaysMs = 172_800_000

/**
 * Looks each doctor up and reads the days with their nearest free times alone, so that it takes as long among ten times
 * as many doctors, and where the wanted ones are booked out for weeks.
 */
export function nearestSteps(sql: Sql): (query: NearestQuery) => Steps<readonly Slot[]> {
  const find = sql.name === 'postgres' ? atOnce(sql) : inTurn(sql)
  return function* ({ instance, doctorIds, after, limit }) {
    const since = after - twoDaysMs
    const days = yield* find({ instance, after, since, limit, ids: JSON.stringify([...new Set(doctorIds)]) })
    return days
      .flatMap(({ slots }) => firstOf(String(slots), after, limit))
      .map((slot) => ({ slot, at: epochOf(slot.start) }))
      .sort((earlier, later) => earlier.at - later.at)
      .slice(0, limit)
      .map(({ slot }) => slot)
  }
}

type Find = (values: {
  readonly instance: string
  readonly after: number
  readonly since: number
  readonly limit: number
  readonly ids: string
}) => Steps<readonly Row[]>

// Of days that have not begun the first ones are enough; the others are one a doctor, and their next slot is not their first.
const begun = 'first_at > $since and first_at <= $after and last_at > $after'

/** SQLite looks up each doctor of the list by itself; one statement for both kinds of days would cost more than two. */
function inTurn(sql: Sql): Find {
  const own = 'instance = $instance and doctor_id in (select value from json_each($ids))'
  const ahead = sql.statement(
    `select slots from #mirror_days where ${own} and first_at > $after order by first_at limit $limit`,
  )
  const today = sql.statement(`select slots from #mirror_days where ${own} and ${begun}`)
  return function* (values) {
    return [...(yield* rows(alone(ahead(values)))), ...(yield* rows(alone(today(values))))]
  }
}

function atOnce(sql: Sql): Find {
  const own = 'instance = $instance and doctor_id = wanted.id'
  const statement = sql.statement(
    `with wanted as (select json_array_elements_text(cast($ids as json)) as id)
      select slots from (
        select slots from wanted cross join lateral (select slots, first_at from #mirror_days
          where ${own} and first_at > $after order by first_at limit $limit) as ahead
        order by first_at limit $limit) as nearest
      union all select slots from wanted cross join lateral (select slots from #mirror_days
        where ${own} and ${begun} limit 2) as today`,
  )
  return function* (values) {
    return yield* rows(alone(statement(values)))
  }
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
