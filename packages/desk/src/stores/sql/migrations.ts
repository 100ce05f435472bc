import type { Sql } from './dialect.ts'
import { createAppointments } from './sections/appointments-table.ts'
import { createAudit } from './sections/audit-table.ts'
import { createConsents } from './sections/consents-table.ts'
import { createDeliveries } from './sections/deliveries-table.ts'
import { createHolds } from './sections/holds-table.ts'
import { createIntents } from './sections/intents-table.ts'
import { createMirrorTables, indexNearest, packMirrorDays } from './sections/mirror-table.ts'
import { createOutbox } from './sections/outbox-table.ts'
import { createReminders } from './sections/reminders-table.ts'
import type { Query } from './steps.ts'

/** One step of the schema. Never changed once it is released: what must change is a new one at the end of the list. */
export interface Migration {
  readonly name: string
  readonly up: (sql: Sql) => readonly Query[]
}

/** In the order they are run; the place in the list is the version. */
export const migrations: readonly Migration[] = [
  { name: 'intents', up: createIntents },
  { name: 'holds', up: createHolds },
  { name: 'appointments', up: createAppointments },
  { name: 'outbox', up: createOutbox },
  { name: 'audit', up: createAudit },
  { name: 'consents', up: createConsents },
  { name: 'mirror', up: createMirrorTables },
  { name: 'deliveries', up: createDeliveries },
  { name: 'reminders', up: createReminders },
  { name: 'mirror-packed', up: packMirrorDays },
  { name: 'mirror-practices', up: indexNearest },
]
