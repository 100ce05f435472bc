import { type Appointment, MisError } from '@mis/core'
import { testPatient } from '@mis/mock'
import type { bookingCases } from '../cases/booking.ts'
import { answering, asking, failing, invented, type Mutant, mistaking, replace } from '../mutant.ts'

export const bookingMutants: Record<(typeof bookingCases)[number]['name'], Mutant> = {
  'a booking stands in the world once, for the right doctor and time': answering(
    'book',
    'takes the id of the slot for the id of the appointment',
    (appointment, { slot }) => ({ ...appointment, id: `${slot.id}` }),
  ),
  "the patient's name and birth date arrive as they were given": asking(
    'book',
    'sends the last name as the first',
    (request, options) => {
      const { lastName, firstName } = request.patient
      const swapped = { ...request.patient, lastName: firstName ?? '', firstName: lastName ?? '' }
      return [{ ...request, patient: swapped }, options]
    },
  ),
  'a slot that was taken meanwhile is refused as slot-taken': mistaking(
    'book',
    'reports every conflict as a failure of the MIS',
    ['slot-taken'],
    'unavailable',
    { by: 'mis', retryAfterMs: null },
  ),
  'of twenty people racing for one slot one gets it and nineteen are told it is taken': failing(
    'book',
    'takes "taken" for its own success',
    ['slot-taken'],
    (_error, _again, { slot }) => invented(slot, 'booked'),
  ),
  'two people who book two slots at once both get their own': {
    bug: 'joins simultaneous bookings of one doctor',
    spoil: (fake) => {
      const flights = new Map<string, Promise<Appointment>>()
      return replace(fake, 'book', (real) => async (request, options) => {
        const flight = flights.get(request.slot.doctorId) ?? real(request, options)
        flights.set(request.slot.doctorId, flight)
        return flight.finally(() => flights.delete(request.slot.doctorId))
      })
    },
  },
  'a visit that has begun cannot be booked': failing(
    'book',
    'takes every business answer for a success',
    ['rejected'],
    (_error, _again, { slot }) => invented(slot, 'booked'),
  ),
  'a slot token that is not the adapter’s own books nothing': {
    bug: 'looks for a slot at the same time when the token is strange',
    spoil: (fake) =>
      replace(fake, 'book', (real) => async (request, options) => {
        const day = request.slot.start.slice(0, 10)
        const query = { doctorId: request.slot.doctorId, from: day, to: day }
        const { slots } = await fake.adapter.listSlots(query, options)
        const slot = slots.find(({ start }) => start === request.slot.start) ?? request.slot
        return real({ ...request, slot }, options)
      }),
  },
  'a patient without a required field is refused by its name before anything is sent': asking(
    'book',
    'fills required fields in with placeholders',
    (request, options) => [{ ...request, patient: { ...testPatient(9), ...request.patient } }, options],
  ),
  'a SNILS with a wrong check sum is refused by the name of its field before anything is sent': asking(
    'book',
    'replaces a wrong SNILS by one that passes',
    (request, options) => [{ ...request, patient: { ...request.patient, snils: testPatient(9).snils ?? '' } }, options],
  ),
  'documents and phones are accepted in their usual spellings': {
    bug: 'wants digits only',
    spoil: (fake) =>
      replace(fake, 'book', (real) => async (request, options) => {
        if (/\D/.test(request.patient.snils ?? '')) {
          throw new MisError('invalid-request', { details: { fields: ['patient.snils'] } })
        }
        return real(request, options)
      }),
  },
}
