import type { HoldStore } from '../../../store/holds.ts'
import type { Intent, NewIntent } from '../../../store/intents.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, type Query, rows, type Steps, type Stepwise } from '../steps.ts'
import { holdOf } from './holds-table.ts'

/** What an intent does with the slot it keeps. */
export interface IntentSlots {
  /** Takes it; false where somebody else has it. */
  keep(intent: NewIntent, slotKey: string): Steps<boolean>
  /** Who has it besides this owner's own hold: until when, null for as long as an intent lives. Undefined: nobody. */
  heldUntil(owner: string, slotKey: string): Steps<number | null | undefined>
  /** Gives it free, at once or from a moment on. */
  free(intent: Pick<Intent, 'id' | 'slotKey'>, until?: number): Steps<void>
}

export function holdSteps(sql: Sql): { readonly section: Stepwise<HoldStore>; readonly slots: IntentSlots } {
  const isOver = 'h.expires_at <= $now'
  const isLive = '(h.expires_at is null or h.expires_at > $now)'
  const isMine = `h.id = $id and h.owner = $owner and h.intent_id is null and ${isLive}`
  /** What a live hold of the owner keeps of itself, and everybody else's that is over does not. */
  const kept = (column: string) => `${column} = case when ${isOver} then excluded.${column} else h.${column} end`
  const lasting = (until: string) => `case when h.expires_at >= ${until} then h.expires_at else ${until} end`
  const asked = `case when h.last_until < $now + cast($for_ms as bigint) then h.last_until else $now + cast($for_ms as bigint) end`

  const take = sql.statement(
    `insert into #holds as h (slot_key, id, instance, owner, slot, native, expires_at, last_until, intent_id)
      values ($slot_key, $id, $instance, $owner, $slot, null, $now + cast($first_ms as bigint),
        $now + cast($at_most_ms as bigint), null)
      on conflict (slot_key) do update set ${kept('id')}, instance = excluded.instance, owner = excluded.owner, ${kept('slot')}, ${kept('native')}, ${kept('last_until')},
        intent_id = null,
        expires_at = case when ${isOver} then excluded.expires_at else ${lasting(asked)} end
      where ${isOver} or (h.owner = excluded.owner and h.intent_id is null)
      returning *`,
  )
  const live = sql.statement(`select * from #holds h where h.slot_key = $slot_key and ${isLive}`)
  const extend = sql.statement(`update #holds as h set expires_at = ${lasting(asked)} where ${isMine} returning *`)
  const attach = sql.statement(`update #holds as h set native = $native where ${isMine} returning *`)
  const release = sql.statement(`delete from #holds as h where ${isMine} returning *`)
  const sweep = sql.statement(
    `with gone as (select slot_key from #holds h where ${isOver} limit $limit @only_postgres(for update skip locked))
      delete from #holds where slot_key in (select slot_key from gone) returning slot_key`,
  )
  const keep = sql.statement(
    `insert into #holds as h (slot_key, id, instance, owner, slot, native, expires_at, last_until, intent_id)
      values ($slot_key, $id, $instance, $owner, $slot, null, null, $starts_at, $id)
      on conflict (slot_key) do update set ${kept('id')}, instance = excluded.instance, owner = excluded.owner,
        ${kept('slot')}, ${kept('native')}, ${kept('last_until')}, intent_id = excluded.intent_id, expires_at = null
      where ${isOver} or (h.owner = excluded.owner and h.intent_id is null)
      returning slot_key`,
  )
  const drop = sql.statement('delete from #holds where slot_key = $slot_key and intent_id = $intent_id')
  const last = sql.statement(
    `update #holds set expires_at = $until, last_until = $until where slot_key = $slot_key and intent_id = $intent_id`,
  )
  function* own(query: Query) {
    const row = yield* first(alone(query))
    return row ? holdOf(row) : null
  }

  return {
    slots: {
      *keep(intent, slotKey) {
        const row = yield* first(
          keep({
            slot_key: slotKey,
            id: intent.id,
            instance: intent.instance,
            owner: intent.owner,
            slot: JSON.stringify(intent.slot),
            starts_at: intent.startsAt,
          }),
        )
        return row !== undefined
      },
      *heldUntil(owner, slotKey) {
        const row = yield* first(live({ slot_key: slotKey }))
        if (!row) return undefined
        const hold = holdOf(row)
        return hold.owner === owner && hold.intentId === null ? undefined : hold.expiresAt
      },
      *free({ id, slotKey }, until) {
        if (slotKey === null) return
        if (until === undefined) yield drop({ slot_key: slotKey, intent_id: id })
        else yield last({ slot_key: slotKey, intent_id: id, until })
      },
    },
    section: {
      *take({ slotKey, slot, forMs, atMostMs, id, instance, owner }) {
        for (;;) {
          const taken = yield* first(
            alone(
              take({
                slot_key: slotKey,
                id,
                instance,
                owner,
                slot: JSON.stringify(slot),
                for_ms: forMs,
                first_ms: Math.min(forMs, atMostMs),
                at_most_ms: atMostMs,
              }),
            ),
          )
          if (taken) {
            const hold = holdOf(taken)
            return { kind: 'taken', isNew: hold.id === id, hold }
          }
          const held = yield* first(alone(live({ slot_key: slotKey })))
          // Given back between the two statements: free to be taken after all.
          if (held) return { kind: 'held', until: holdOf(held).expiresAt }
        }
      },
      extend: (id, owner, forMs) => own(extend({ id, owner, for_ms: forMs })),
      attach: (id, owner, native) => own(attach({ id, owner, native: JSON.stringify(native) })),
      release: (id, owner) => own(release({ id, owner })),
      *find(slotKey) {
        const row = yield* first(alone(live({ slot_key: slotKey })))
        return row ? holdOf(row) : null
      },
      *sweep(limit) {
        return (yield* rows(alone(sweep({ limit })))).length
      },
    },
  }
}
