import { epochOf } from '@mis/core'
import type { NewReminder } from '../store/reminders.ts'
import type { Sealer } from '../store/sealer.ts'
import type { Contact, Language } from './channel.ts'
import { outOfQuiet, type QuietHours } from './quiet.ts'
import { momentOf, type ReminderKind, rules } from './rules.ts'
import type { ReminderVisit, VisitFacts } from './visit.ts'

/** What is sealed of a reminder. */
export interface ReminderBody {
  readonly contact: Contact
  readonly language: Language
  readonly timeZone: string
  readonly start: string
  readonly facts: VisitFacts
}

export interface PlanOptions {
  readonly kinds: readonly ReminderKind[]
  readonly quiet: QuietHours | null
  readonly language: Language
  readonly sealer: Sealer
}

/** The messages about a visit, as things stand now. A visit that is off has none. */
export async function planned(
  visit: ReminderVisit,
  now: number,
  options: PlanOptions,
): Promise<readonly NewReminder[]> {
  const { instance, appointment, patientKey, contact, timeZone, facts = {}, language = options.language } = visit
  if (appointment.status === 'cancelled' || appointment.status === 'no-show') return []
  const body: ReminderBody = { contact, language, timeZone, facts, start: appointment.start }
  const startsAt = epochOf(appointment.start)
  const times = options.kinds.flatMap((kind) => {
    const when = rules[kind].applies(visit) ? timeOf(kind, visit, now, options.quiet) : null
    return when === null ? [] : [{ kind, ...when }]
  })
  return Promise.all(
    times.map(async ({ kind, dueAt, notAfter }) => {
      const id = [instance, appointment.id, startsAt, kind].join('/')
      const sealed = await options.sealer.seal(body, `reminders.body/${id}`)
      return { id, instance, appointmentId: appointment.id, kind, patientKey, startsAt, dueAt, notAfter, body: sealed }
    }),
  )
}

function timeOf(kind: ReminderKind, visit: ReminderVisit, now: number, quiet: QuietHours | null) {
  const rule = rules[kind]
  const moment = momentOf(rule, visit)
  const notAfter = moment + rule.graceMs
  if (notAfter <= now || (moment < now && rule.ifPast === 'skip')) return null
  const due = Math.max(moment, now)
  if (quiet === null || rule.ignoresQuiet) return { dueAt: due, notAfter }
  const dueAt = outOfQuiet(due, { notBefore: now, notAfter }, visit.timeZone, quiet)
  return dueAt === null ? null : { dueAt, notAfter }
}
