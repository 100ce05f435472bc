import { createHash } from 'node:crypto'
import type { Runtime } from '@mis/core'
import { postgresSql } from '../sql/dialect.ts'
import type { Engine } from '../sql/lazy-store.ts'
import { migrate } from '../sql/migrate.ts'
import { refusal } from '../sql/refusal.ts'
import { retrying } from '../sql/retrying.ts'
import { makeSteps } from '../sql/sections.ts'
import { first, type Query, type Row, type Steps, Undone, work } from '../sql/steps.ts'
import { Failed, postgresRefusal } from './errors.ts'
import { borrow, type Loan } from './loan.ts'
import type { PostgresPool } from './pool.ts'

export interface PostgresEngineOptions {
  readonly pool: PostgresPool
  readonly schema: string
  readonly waitMs: number
  readonly prepare: boolean
  readonly runtime: Runtime
  readonly closing: AbortSignal
  /** Tells everybody that there is work. */
  readonly tell: () => void
}

// Not what the database has as its default: statements must see what others committed a moment ago.
const begin: Query = { text: 'begin isolation level read committed read write', values: [] }
const commit: Query = { text: 'commit', values: [] }
const rollback: Query = { text: 'rollback', values: [] }

export async function openPostgres(options: PostgresEngineOptions): Promise<Engine> {
  const { pool, schema, waitMs, prepare, runtime, closing, tell } = options
  const sql = postgresSql(schema)
  const names = new Map<string, string>()
  /** The same name for the same text wherever it is used: the pool may serve other stores, too. */
  const nameOf = ({ text, isFixed }: Query): { readonly name?: string } => {
    if (!prepare || !isFixed) return {}
    const name = names.get(text) ?? `mis_desk_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
    names.set(text, name)
    return { name }
  }
  const ask = (loan: Loan, query: Query): Promise<readonly Row[]> => {
    const { text, values } = query
    return loan.query({ text, values: [...values], query_timeout: Math.max(1, waitMs), ...nameOf(query) })
  }
  const once = async <T>(make: () => Steps<T>): Promise<T> => {
    const loan = await borrow(pool, { runtime, waitMs, closing })
    let isOpen = false
    let isWork = false
    let isSound = true
    try {
      const steps = make()
      let next = steps.next([])
      while (!next.done) {
        const step = next.value
        if (step === work) isWork = true
        else if (!step.alone && !isOpen) {
          await ask(loan, begin)
          isOpen = true
        }
        next = steps.next(step === work ? [] : await ask(loan, step))
      }
      if (isOpen) await ask(loan, commit)
      if (isWork) tell()
      return next.value
    } catch (error) {
      isSound = !(error instanceof Failed && error.isBroken)
      if (isOpen && isSound) isSound = await ask(loan, rollback).then(...isFulfilled)
      if (error instanceof Undone) return error.result as T
      throw error
    } finally {
      loan.giveBack(isSound)
    }
  }
  const run = async <T>(make: () => Steps<T>): Promise<T> => {
    const isPassing = (error: unknown) => error instanceof Failed && error.isPassing
    try {
      return await retrying(() => once(make), { runtime, waitMs, firstMs: 10, mostMs: 500, closing, isPassing })
    } catch (error) {
      throw postgresRefusal(error)
    }
  }

  // An idle connection that breaks is the pool's business; unheard, it would end the process.
  const ignore = () => undefined
  pool.on('error', ignore)
  const close = async () => void pool.removeListener('error', ignore)
  try {
    const obstacle = await run(() => prepared(migrate(sql, schema)))
    if (obstacle) throw refusal('schema', obstacle.why)
  } catch (error) {
    await close()
    throw error
  }
  const stepsOf = makeSteps(sql)
  const clock = sql.statement('select $now as now')
  return {
    call: (section, method, input) => run(() => stepsOf(section, method, input)),
    now: () => run(() => readClock(clock())),
    close,
  }
}

const isFulfilled = [() => true, () => false] as const

function* readClock(query: Query): Steps<number> {
  return Number((yield* first({ ...query, alone: true }))?.now)
}

/** Refuses a server that acknowledges what it may forget, before anything is made there. */
function* prepared<T>(then: Steps<T>): Steps<T> {
  const row = yield* first({ text: "select current_setting('synchronous_commit') as mode", values: [] })
  if (row?.mode === 'off')
    throw refusal('pool', 'synchronous_commit is off: a power cut would lose what was acknowledged; switch it on')
  return yield* then
}
