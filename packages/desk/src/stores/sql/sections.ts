import type { Store } from '../../store/store.ts'
import type { Sql } from './dialect.ts'
import type { SectionName } from './lazy-store.ts'
import { appointmentSteps } from './sections/appointments.ts'
import { auditSteps } from './sections/audit.ts'
import { consentSteps } from './sections/consents.ts'
import { deliverySteps } from './sections/deliveries.ts'
import { holdSteps } from './sections/holds.ts'
import { intentSteps } from './sections/intents.ts'
import { mirrorSteps } from './sections/mirror.ts'
import { outboxSteps } from './sections/outbox.ts'
import { privacySteps } from './sections/privacy.ts'
import { reminderSteps } from './sections/reminders.ts'
import type { Steps, Stepwise } from './steps.ts'

/** Every section in steps. A new section is a line here and in `lazy-store.ts`, a file of tables and one of steps. */
function sectionSteps(sql: Sql): { readonly [K in SectionName]: Stepwise<Store[K]> } {
  const outbox = outboxSteps(sql)
  const appointments = appointmentSteps(sql)
  const holds = holdSteps(sql)
  return {
    intents: intentSteps(sql, { slots: holds.slots, record: appointments.record, append: outbox.append }),
    holds: holds.section,
    appointments: appointments.section,
    outbox: outbox.section,
    audit: auditSteps(sql),
    consents: consentSteps(sql),
    privacy: privacySteps(sql),
    mirror: mirrorSteps(sql, outbox.append),
    deliveries: deliverySteps(sql),
    reminders: reminderSteps(sql),
  }
}

/** Makes the steps of a method, by its name. */
export function makeSteps(
  sql: Sql,
): (section: SectionName, method: string, input: readonly unknown[]) => Steps<unknown> {
  const sections = sectionSteps(sql)
  return (section, method, input) => {
    const steps: unknown = Reflect.get(sections[section], method)
    if (typeof steps !== 'function') throw new TypeError(`the section ${section} has no method ${method}`)
    return steps(...input) as Steps<unknown>
  }
}
