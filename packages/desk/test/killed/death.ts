import { DatabaseSync, StatementSync } from 'node:sqlite'
import { Client } from 'pg'
import { die } from '../at-most-once/mortal.ts'
import type { Death } from './protocol.ts'

export interface StatementCount {
  /** Counts anew; dies at this statement. */
  begin(death: Death | undefined): void
  count(): number
}

/** Counts what this process asks of databases, and kills it where it is told to. Both drivers at once: one is in use. */
export function countStatements(): StatementCount {
  let statements = 0
  let death: Death | undefined
  const isHere = (when: Death['when']) => death?.statement === statements && death.when === when
  const counted = <F extends (...input: never[]) => unknown>(run: F, after: () => void): F =>
    new Proxy(run, {
      apply(target, self, input) {
        statements += 1
        if (isHere('before')) die()
        const answer: unknown = Reflect.apply(target, self, input)
        if (isHere('after')) after()
        return answer
      },
    })
  DatabaseSync.prototype.exec = counted(DatabaseSync.prototype.exec, die)
  StatementSync.prototype.all = counted(StatementSync.prototype.all, die)
  // The bytes leave in the turns after this one, and nobody hears the answer.
  Client.prototype.query = counted(Client.prototype.query, () => setImmediate(() => setImmediate(die)))
  return {
    begin(next) {
      statements = 0
      death = next
    },
    count: () => statements,
  }
}
