import { erasedKey, type PrivacyStore, type SealedColumn, type SealedValue } from '../../store/privacy.ts'
import type { Reminder } from '../../store/reminders.ts'
import { isOver } from './intents.ts'
import type { Tables } from './tables.ts'

const empty = new Uint8Array(0)

export function memoryPrivacy(tables: Tables, reminders: Map<string, Reminder>): PrivacyStore {
  const { intents, appointments, events, keys } = tables
  /** Every value of a column, with what puts another in its place. */
  const cells: { readonly [C in SealedColumn]: () => Iterable<Cell> } = {
    *'intents.body'() {
      for (const one of intents.values())
        yield { row: one.id, bytes: one.body, put: (body) => intents.set(one.id, { ...one, body }) }
    },
    *'intents.result'() {
      for (const one of intents.values())
        if (one.result !== null)
          yield { row: one.id, bytes: one.result, put: (result) => intents.set(one.id, { ...one, result }) }
    },
    *'appointments.body'() {
      for (const [key, one] of appointments)
        yield {
          row: `${one.instance}/${one.id}`,
          bytes: one.body,
          put: (body) => appointments.set(key, { ...one, body }),
        }
    },
    *'outbox.body'() {
      for (const [index, one] of events.entries())
        yield { row: one.id, bytes: one.body, put: (body) => events.splice(index, 1, { ...one, body }) }
    },
    *'reminders.body'() {
      for (const one of reminders.values())
        yield { row: one.id, bytes: one.body, put: (body) => reminders.set(one.id, { ...one, body }) }
    },
  }
  return {
    async sealed(column, cursor, limit) {
      const from = Number(cursor ?? 0)
      const all = [...cells[column]()]
      const values = all.slice(from, from + limit).map(({ row, bytes }): SealedValue => ({ column, row, bytes }))
      const next = from + limit < all.length ? String(from + limit) : null
      return { values: values.filter(({ bytes }) => bytes.length > 0), next }
    },
    async replace({ column, row, bytes }, other) {
      for (const cell of cells[column]()) {
        if (cell.row !== row) continue
        const isSame = Buffer.compare(cell.bytes, bytes) === 0
        if (isSame) cell.put(other)
        return isSame
      }
      return false
    },
    async erase(patientKey) {
      const own = [...intents.values()].filter((intent) => intent.patientKey === patientKey)
      // A person still has to read what it was about.
      const live = own.filter((intent) => !isOver(intent) || intent.state === 'needs-person')
      if (live.length > 0) return { kind: 'busy', references: live.map(({ reference }) => reference) }
      const nameless = { patientKey: erasedKey, body: empty }
      for (const intent of own) {
        if (intent.key !== null && keys.get(intent.key) === intent.id) keys.delete(intent.key)
        const result = intent.result === null ? null : empty
        const bare = { owner: erasedKey, bodyHash: erasedKey, key: null, result }
        intents.set(intent.id, { ...intent, ...nameless, ...bare })
      }
      const visits = [...appointments].filter(([, visit]) => visit.patientKey === patientKey)
      for (const [key, visit] of visits) appointments.set(key, { ...visit, ...nameless })
      const messages = [...reminders.values()].filter((message) => message.patientKey === patientKey)
      for (const message of messages) {
        const left = message.state === 'planned' ? ({ state: 'dropped', why: 'erased' } as const) : {}
        reminders.set(message.id, { ...message, ...nameless, ...left, fence: message.fence + 1 })
      }
      return { kind: 'erased', intents: own.length, appointments: visits.length, reminders: messages.length }
    },
  }
}

interface Cell {
  readonly row: string
  readonly bytes: Uint8Array
  put(bytes: Uint8Array): void
}
