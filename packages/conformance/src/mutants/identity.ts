import type { Appointment, Patient } from '@mis/core'
import type { World } from '@mis/mock'
import type { identityCases } from '../cases/identity.ts'
import { type Fake, failing, invented, type Mutant, mistaking, replace } from '../mutant.ts'

export const identityMutants: Record<(typeof identityCases)[number]['name'], Mutant> = {
  'an answer lost after the commit is one appointment, reported as booked or as unknown': failing(
    'book',
    'sends a booking again when its answer was lost',
    ['outcome-unknown'],
    (_error, again) => again(),
  ),
  'a write without an answer ends at its deadline as unknown, sent once': mistaking(
    'book',
    'calls it a timeout, which may be tried again',
    ['outcome-unknown'],
    'timeout',
    {},
  ),
  'a commit that comes after the caller gave up finds no second attempt': failing(
    'book',
    'takes the first "not found" as proof and sends again',
    ['outcome-unknown'],
    async (_error, again, request, { adapter }) => (await adapter.findBooking(request as never)) ?? again(),
  ),
  'a connection reset under a write leaves its outcome unknown': mistaking(
    'book',
    'takes a reset for a refused connection',
    ['outcome-unknown'],
    'unavailable',
    { by: 'mis', retryAfterMs: null },
  ),
  'a server error under a write leaves its outcome unknown, sent once': failing(
    'book',
    'repeats every 5xx',
    ['outcome-unknown'],
    (_error, again) => again(),
  ),
  'a broken 2xx under a write leaves its outcome unknown, sent once': failing(
    'book',
    'looks at the status only',
    ['outcome-unknown'],
    (_error, _again, { slot }) => invented(slot, 'booked'),
  ),
  'a refused write is sent once': failing('book', 'tries everything twice', [], (_error, again) => again()),
  'an intent repeated after an unknown outcome makes no second appointment': {
    bug: 'books the next free time of the doctor when the wanted one is taken',
    spoil: (fake) =>
      replace(
        fake,
        'book',
        (real) => async (request, options) =>
          real(request, options).catch(async (error: { code?: string }) => {
            if (error.code !== 'slot-taken') throw error
            const day = request.slot.start.slice(0, 10)
            const query = { doctorId: request.slot.doctorId, from: day, to: day }
            const [next] = (await fake.adapter.listSlots(query, { maxAgeMs: 0 })).slots
            return real({ ...request, slot: next ?? request.slot }, options)
          }),
      ),
  },
  'whether a booking went through can be asked, and the answer is the world’s': {
    bug: 'never finds anything',
    spoil: (fake) => replace(fake, 'findBooking', () => async () => null),
  },
  'a booking that was never sent is not found, even where another person has the slot': {
    bug: 'looks at the time only, not at whose visit it is',
    spoil: (fake) =>
      replace(
        fake,
        'findBooking',
        () =>
          async ({ slot }) =>
            visitOf(fake, ({ start }) => start === slot.start),
      ),
  },
  'a booking that was never sent is not found, though the same person has another visit': {
    bug: 'answers any visit of the patient that stands',
    spoil: (fake) =>
      replace(
        fake,
        'findBooking',
        () =>
          async ({ patient }) =>
            visitOf(fake, (visit) => visit.status !== 'cancelled' && isOf(visit, patient)),
      ),
  },
  'a booking that was never sent is not found, though the same person had cancelled a visit at this time': {
    bug: 'looks at the time and the person, not at whether the visit stands',
    spoil: (fake) =>
      replace(
        fake,
        'findBooking',
        () =>
          async ({ slot, patient }) =>
            visitOf(fake, (visit) => visit.start === slot.start && isOf(visit, patient)),
      ),
  },
}

type Visit = ReturnType<World['findAppointments']>[number]

/** What the world has, told as an answer without looking at the reference. */
function visitOf({ world }: Fake, isMeant: (visit: Visit) => boolean): Appointment | null {
  const [visit] = world.findAppointments(isMeant)
  return visit === undefined ? null : { ...invented(visit, visit.status), id: visit.id }
}

function isOf({ patient }: Visit, { lastName, birthDate }: Patient): boolean {
  return patient.lastName === lastName && patient.birthDate === birthDate
}
