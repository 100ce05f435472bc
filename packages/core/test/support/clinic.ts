import { type CacheOptions, cache, MisError, type Slot, type SlotQuery, wrap } from '@mis/core'
import { appointmentOf, slotAt, toyAdapter } from './toy.ts'
import { virtualRuntime } from './virtual-runtime.ts'

export const day = (from: string, to = from): SlotQuery => ({ doctorId: '7', from, to })
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })

/** A doctor with two times a window, behind a cache: the MIS can be held up, taken down, and says what it was asked. */
export function clinic(options?: CacheOptions, clock = virtualRuntime()) {
  const asked: string[] = []
  const state = { down: false, booked: new Set<string>(), gate: Promise.resolve(), directory: 0 }
  const adapter = wrap(
    toyAdapter(
      {
        listSlots: async ({ from, to, clinicId = '1', mode = 'in-person' }): Promise<Slot[]> => {
          asked.push(`${from}..${to}`)
          const times = [slotAt(`${from}T09:00`), slotAt(`${to}T10:00`)]
          const free = times.filter(({ start }) => !state.booked.has(start))
          await state.gate
          if (state.down) throw down()
          return free.map((slot) => ({ ...slot, clinicId, mode }))
        },
        listDoctors: async () => {
          state.directory += 1
          await state.gate
          if (state.down) throw down()
          return []
        },
        book: async (request) => {
          state.booked.add(request.slot.start)
          return appointmentOf(request)
        },
      },
      clock.runtime,
    ),
    [cache(options)],
  )
  /** Holds every answer up until the function it gives is called. */
  const hold = () => {
    let open = () => {}
    state.gate = new Promise((resolve) => (open = resolve))
    return open
  }
  return { clock, asked, state, adapter, hold }
}
