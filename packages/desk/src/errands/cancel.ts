import { type Appointment, type CancelRequest, supports } from '@mis/core'
import type { Office } from '../office.ts'
import { openable } from '../privacy/openable.ts'
import type { Intent } from '../store/intents.ts'
import { copyOf } from '../visit-copies.ts'
import type { Errand } from './errand.ts'

/** Cancels a visit. Sending it twice does no harm, so nothing needs to be read back. */
export function cancelErrand(office: Office, { instance }: Intent, request: CancelRequest): Errand {
  const adapter = office.adapter(instance)
  const { attemptMs } = office.settings
  const { appointment } = request
  return {
    done: 'cancelled',
    quietPeriodMs: 0,
    look: null,
    prepare: async () => {},
    async send(signal) {
      const asking = { deadlineMs: attemptMs, signal }
      try {
        return await adapter.cancel(request, asking)
      } catch (error) {
        // Somebody may have been quicker: a visit that is cancelled already is what was wanted.
        const known = supports(adapter, 'getAppointment')
          ? await adapter.getAppointment(appointment, { ...asking, maxAgeMs: 0 }).catch(() => null)
          : null
        if (known?.status === 'cancelled') return known
        throw error
      }
    },
    validate: async () => 'unasked',
    isMeant: ({ status }) => status === 'cancelled',
    async doneBy({ code }): Promise<Appointment | null> {
      if (code !== 'not-found') return null
      const copy = (await openable(copyOf(office, instance, appointment.id)))?.value
      return { ...(copy ?? { ...appointment, end: appointment.start, mode: 'in-person' }), status: 'cancelled' }
    },
  }
}
