import type { Reminder } from '../../store/reminders.ts'
import type { Sections } from '../../store/sections.ts'
import { memoryAudit } from './audit.ts'
import { memoryConsents } from './consents.ts'
import { memoryDeliveries } from './deliveries.ts'
import { memoryMirror } from './mirror.ts'
import { memoryPrivacy } from './privacy.ts'
import { memoryReminders } from './reminders.ts'
import type { Tables } from './tables.ts'

export function memorySections(tables: Tables, guarded: <T extends object>(section: T) => T): Sections {
  const reminders = new Map<string, Reminder>()
  return {
    audit: guarded(memoryAudit(tables.now)),
    consents: guarded(memoryConsents(tables.now)),
    privacy: guarded(memoryPrivacy(tables, reminders)),
    reminders: guarded(memoryReminders(tables, reminders)),
    mirror: guarded(memoryMirror(tables)),
    deliveries: guarded(memoryDeliveries(tables)),
  }
}
