import { MisError } from '@mis/core'
import type { cancelCases } from '../cases/cancel.ts'
import { answering, failing, invented, type Mutant, mistaking, replace } from '../mutant.ts'

export const cancelMutants: Record<(typeof cancelCases)[number]['name'], Mutant> = {
  'a cancelled appointment is cancelled in the world and its slot is free again': {
    bug: 'marks it as cancelled without telling the MIS',
    spoil: (fake) =>
      replace(fake, 'cancel', () => async ({ appointment }) => ({
        ...invented(appointment, 'cancelled'),
        id: appointment.id,
      })),
  },
  'a slot that was given back can be booked by somebody else': {
    bug: 'remembers which slots it has sold',
    spoil: (fake) => {
      const sold = new Set<string>()
      return replace(fake, 'book', (real) => async (request, options) => {
        if (sold.has(request.slot.id)) throw new MisError('slot-taken', { details: {} })
        sold.add(request.slot.id)
        return real(request, options)
      })
    },
  },
  'a second cancel gets the answer of the first': {
    bug: 'has forgotten the appointment after the first',
    spoil: (fake) => {
      const gone = new Set<string>()
      return replace(fake, 'cancel', (real) => async (request, options) => {
        if (gone.has(request.appointment.id)) throw new MisError('not-found', { details: {} })
        gone.add(request.appointment.id)
        return real(request, options)
      })
    },
  },
  'a cancel whose answer was lost is unknown or done, and can be repeated': mistaking(
    'cancel',
    'says that it did not happen',
    ['outcome-unknown'],
    'unavailable',
    { by: 'mis', retryAfterMs: null },
  ),
  'four fields of an appointment are enough to cancel it': {
    bug: 'reads the slot out of the appointment',
    spoil: (fake) =>
      replace(fake, 'cancel', (real) => async (request, options) => {
        if (!('slotId' in request.appointment)) {
          throw new MisError('invalid-request', { details: { fields: ['appointment.slotId'] } })
        }
        return real(request, options)
      }),
  },
  'only the appointment that was named is cancelled': answering(
    'cancel',
    'cancels the whole day of the doctor',
    (answer, { appointment }, { world }) => {
      const day = appointment.start.slice(0, 10)
      for (const { id, doctorId, start } of world.appointments()) {
        if (doctorId === appointment.doctorId && start.startsWith(day)) world.cancel(id)
      }
      return answer
    },
  ),
  'cancelling an appointment the MIS does not know is not-found': failing(
    'cancel',
    'takes an unknown appointment for one cancelled long ago',
    ['not-found'],
    (_error, _again, { appointment }) => invented(appointment, 'cancelled'),
  ),
  'a visit that has begun cannot be cancelled': failing(
    'cancel',
    'reports a refused cancel as done',
    ['rejected'],
    (_error, _again, { appointment }) => invented(appointment, 'cancelled'),
  ),
}
