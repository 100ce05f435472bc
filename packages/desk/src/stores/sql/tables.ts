import type { AppointmentTable } from './sections/appointments-table.ts'
import type { HoldTable } from './sections/holds-table.ts'
import type { IntentTable } from './sections/intents-table.ts'
import type { EventTable, SubjectTable } from './sections/outbox-table.ts'

/** Every table by its name, as Kysely sees it. A section adds its own. */
export interface Tables {
  readonly intents: IntentTable
  readonly holds: HoldTable
  readonly appointments: AppointmentTable
  readonly events: EventTable
  readonly subjects: SubjectTable
}
