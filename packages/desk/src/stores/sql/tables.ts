import type { AppointmentTable } from './sections/appointments-table.ts'
import type { AuditTable } from './sections/audit-table.ts'
import type { ConsentTable } from './sections/consents-table.ts'
import type { DeadLetterTable, SinkTable } from './sections/deliveries-table.ts'
import type { HoldTable } from './sections/holds-table.ts'
import type { IntentTable } from './sections/intents-table.ts'
import type { MirrorDayTable, MirrorEntryTable, MirrorRoundTable } from './sections/mirror-table.ts'
import type { EventTable, SubjectTable } from './sections/outbox-table.ts'
import type { MessageOwnerTable, ReminderTable } from './sections/reminders-table.ts'

/** Every table by its name, as Kysely sees it. A section adds its own. */
export interface Tables {
  readonly intents: IntentTable
  readonly holds: HoldTable
  readonly appointments: AppointmentTable
  readonly events: EventTable
  readonly subjects: SubjectTable
  readonly audit: AuditTable
  readonly consents: ConsentTable
  readonly mirror_days: MirrorDayTable
  readonly mirror_rounds: MirrorRoundTable
  readonly mirror_entries: MirrorEntryTable
  readonly sinks: SinkTable
  readonly dead_letters: DeadLetterTable
  readonly reminders: ReminderTable
  readonly message_owners: MessageOwnerTable
}
