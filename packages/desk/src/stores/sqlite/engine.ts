import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Runtime } from '@mis/core'
import { sqliteSql } from '../sql/dialect.ts'
import type { Engine } from '../sql/lazy-store.ts'
import type { Listeners } from '../sql/listeners.ts'
import { migrate } from '../sql/migrate.ts'
import { refusal } from '../sql/refusal.ts'
import { retrying } from '../sql/retrying.ts'
import { makeSteps } from '../sql/sections.ts'
import { type Query, type Row, type Steps, Undone, work } from '../sql/steps.ts'
import { isLocked, sqliteRefusal } from './errors.ts'

export interface SqliteEngineOptions {
  readonly file: string
  readonly waitMs: number
  readonly runtime: Runtime
  readonly closing: AbortSignal
  readonly listeners: Listeners
}

// A writer needs about as long as the disk takes to sync. Longer waits are ours: SQLite's block the whole process.
const blockingWaitMs = 20

export async function openSqlite({ file, waitMs, runtime, closing, listeners }: SqliteEngineOptions): Promise<Engine> {
  const sql = sqliteSql(() => runtime.now())
  const patience = { runtime, waitMs, firstMs: 2, mostMs: 50, closing, isPassing: isLocked }
  const attempt = async <T>(run: () => T): Promise<T> => {
    try {
      return await retrying(run, patience)
    } catch (error) {
      throw sqliteRefusal(error)
    }
  }
  const database = await attempt(() => openFile(file))
  const prepared = new Map<string, StatementSync>()
  const read = ({ text, values, isFixed }: Query): readonly Row[] => {
    const statement = prepared.get(text) ?? database.prepare(text)
    if (isFixed) prepared.set(text, statement)
    return statement.all(...values) as readonly Row[]
  }
  /** In one turn, so that nothing of this process comes in between. */
  const once = <T>(steps: Steps<T>): T => {
    let isOpen = false
    let isWork = false
    try {
      let next = steps.next([])
      while (!next.done) {
        const step = next.value
        if (step === work) isWork = true
        else if (!step.alone && !isOpen) {
          // Takes the write lock at once: a reader that turns writer would be refused whatever it waited.
          database.exec('begin immediate')
          isOpen = true
        }
        next = steps.next(step === work ? [] : read(step))
      }
      if (isOpen) database.exec('commit')
      if (isWork) listeners.tell()
      return next.value
    } catch (error) {
      // SQLite has rolled back by itself where the disk is full.
      if (isOpen && database.isTransaction) database.exec('rollback')
      if (error instanceof Undone) return error.result as T
      throw error
    }
  }
  const close = async () => {
    listeners.clear()
    prepared.clear()
    if (database.isOpen) database.close()
  }
  try {
    const obstacle = await attempt(() => once(migrate(sql, 'main')))
    if (obstacle) throw refusal('file', obstacle.why)
  } catch (error) {
    await close()
    throw error
  }
  const stepsOf = makeSteps(sql)
  return {
    call: (section, method, input) => attempt(() => once(stepsOf(section, method, input))),
    now: async () => runtime.now(),
    close,
  }
}

function openFile(file: string): DatabaseSync {
  // Made here, because SQLite would let everybody read it; its journal files take over these rights.
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file, { timeout: blockingWaitMs })
  try {
    database.exec('pragma journal_mode = wal')
    // Every commit is synced: an intent that was acknowledged is there after a power cut.
    database.exec('pragma synchronous = full')
    // Half of its default: what is moved at once stops the process for as long.
    database.exec('pragma wal_autocheckpoint = 500')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
