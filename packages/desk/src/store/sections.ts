import type { AuditStore } from './audit.ts'
import type { ConsentStore } from './consents.ts'
import type { DeliveryStore } from './deliveries.ts'
import type { MirrorStore } from './mirror.ts'
import type { PrivacyStore } from './privacy.ts'
import type { ReminderStore } from './reminders.ts'

/** What a store keeps beside the journal. Each part of the desk's memory asks for its own section alone. */
export interface Sections {
  readonly audit: AuditStore
  readonly consents: ConsentStore
  readonly privacy: PrivacyStore
  readonly mirror: MirrorStore
  readonly deliveries: DeliveryStore
  readonly reminders: ReminderStore
}
