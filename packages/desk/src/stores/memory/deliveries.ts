import type { DeadLetter, DeliveryPlace, DeliveryStore } from '../../store/deliveries.ts'
import type { Tables } from './tables.ts'

interface Row extends DeliveryPlace {
  readonly until: number
}

export function memoryDeliveries({ now, events }: Tables): DeliveryStore {
  const sinks = new Map<string, Row>()
  let letters: readonly DeadLetter[] = []
  return {
    async claim(sink, leaseMs) {
      const row = sinks.get(sink) ?? { fence: 0, after: 0, until: 0 }
      if (row.until > now()) return null
      const place = { fence: row.fence + 1, after: row.after }
      sinks.set(sink, { ...place, until: now() + leaseMs })
      return place
    },
    async advance({ sink, fence }, { after, dead = [], leaseMs }) {
      if (sinks.get(sink)?.fence !== fence) return false
      sinks.set(sink, { fence, after, until: leaseMs === 0 ? 0 : now() + leaseMs })
      letters = [...letters, ...dead.map((letter) => ({ ...letter, sink, at: now() }))]
      return true
    },
    event: async (id) => events.find((event) => event.id === id) ?? null,
    dead: async (sink, after, limit) =>
      letters.filter((letter) => letter.sink === sink && letter.ordinal > after).slice(0, limit),
    async revive(sink, eventId) {
      letters = letters.filter((letter) => letter.sink !== sink || letter.eventId !== eventId)
    },
  }
}
