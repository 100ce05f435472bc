import type { AppointmentChange, AppointmentStore, Recorded } from '../../store/appointments.ts'
import type { EventDraft, OutboxStore, StoredEvent } from '../../store/outbox.ts'
import type { Tables } from './tables.ts'

const keyOf = (instance: string, id: string) => `${instance}\n${id}`

export function recordAppointment(tables: Tables, { from, ...appointment }: AppointmentChange): Recorded {
  const key = keyOf(appointment.instance, appointment.id)
  const known = tables.appointments.get(key)
  if (known !== undefined && known.seenAt > appointment.seenAt) return 'late'
  if (known !== undefined && !from.includes(known.status)) return 'refused'
  tables.appointments.set(key, { ...appointment, intentId: appointment.intentId ?? known?.intentId ?? null })
  return known === undefined ? 'inserted' : 'updated'
}

export function memoryAppointments(tables: Tables): AppointmentStore {
  return {
    record: async (change) => recordAppointment(tables, change),
    get: async (instance, id) => tables.appointments.get(keyOf(instance, id)) ?? null,
    async list({ patientKey, instance, startingAt = -Infinity, limit }) {
      return [...tables.appointments.values()]
        .filter((one) => one.patientKey === patientKey && one.startsAt >= startingAt)
        .filter((one) => instance === undefined || one.instance === instance)
        .sort((one, other) => one.startsAt - other.startsAt)
        .slice(0, limit)
    },
  }
}

export function appendEvents(tables: Tables, drafts: readonly EventDraft[]): readonly StoredEvent[] {
  return drafts.map((draft) => {
    const sequence = tables.events.filter(({ subject }) => subject === draft.subject).length + 1
    const event: StoredEvent = { ...draft, ordinal: tables.nextOrdinal(), sequence, at: tables.now() }
    tables.events.push(event)
    return event
  })
}

export function memoryOutbox(tables: Tables): OutboxStore {
  return {
    append: async (events) => appendEvents(tables, events),
    list: async (after, limit) => tables.events.filter(({ ordinal }) => ordinal > after).slice(0, limit),
  }
}
