// Inserts intents one after another and writes each name to its output the moment the store has acknowledged it.
import { writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { sqliteStore } from '../../src/index.ts'
import { draft } from '../../src/testing/drafts.ts'

const [, , file = '', synchronous = 'full'] = process.argv
const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function careless(sql) {
  exec.call(this, sql.startsWith('pragma synchronous') ? `pragma synchronous = ${synchronous}` : sql)
}
const store = sqliteStore(file)
await store.open()
for (let count = 0; count < 12; count += 1) {
  const { kind } = await store.intents.insert(draft(`n${count}`))
  writeSync(1, `${kind} n${count}\n`)
}
process.kill(process.pid, 'SIGKILL')
