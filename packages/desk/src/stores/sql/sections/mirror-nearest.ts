import { addDays, dayAt } from '@mis/core'
import type { NearestQuery } from '../../../store/mirror.ts'
import type { Sql } from '../dialect.ts'
import type { Query } from '../steps.ts'

/**
 * The days that hold the nearest free times of several doctors, maybe some more. It looks each doctor up, so that it
 * takes as long among many other doctors and where the wanted ones are booked out for weeks.
 */
export function nearestStatement(sql: Sql): (query: NearestQuery) => Query {
  const own = 'instance = $instance and doctor_id = wanted.id and day >= $since'
  // Of days that have not begun the first ones are enough; the others are one a doctor, and their next slot is not their first.
  const statement = sql.statement(sql.name === 'postgres' ? lateral(own) : correlated(own))
  return ({ instance, doctorIds, after, limit }) => {
    const today = dayAt(after, 'UTC')
    // The clinic's day may be the one before or after the day in UTC.
    const [since, until] = [addDays(today, -1), addDays(today, 1)]
    return statement({ instance, after, limit, since, until, ids: JSON.stringify(doctorIds) })
  }
}

// One look a doctor: the days that have begun are the first of those that have a time left.
const lateral = (own: string) =>
  `with wanted as (select json_array_elements_text(cast($ids as json)) as id),
    left_days as materialized (select slots, first_at from wanted cross join lateral (
      select slots, first_at from #mirror_days where ${own} and last_at > $after order by day limit $limit) as own_days)
    (select slots from left_days where first_at > $after order by first_at limit $limit)
    union all select slots from left_days where first_at <= $after`

// SQLite has no lateral join; what its index of marks tells is looked up by row.
const correlated = (own: string) =>
  `with wanted as (select value as id from json_each($ids))
    select slots from (select d.rowid as row, d.first_at from wanted cross join #mirror_days as d
      on d.rowid in (select rowid from #mirror_days where ${own} and first_at > $after order by day limit $limit)
      order by d.first_at limit $limit) as ahead cross join #mirror_days as m on m.rowid = ahead.row
    union all select d.slots from wanted cross join #mirror_days as d
      where ${own} and day <= $until and first_at <= $after and last_at > $after`
