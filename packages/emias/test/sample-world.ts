import type { Doctor, Slot } from '@mis/core'
import type { EmiasWorld } from '@mis/emias/mock'
import { createWorld, type WorldAppointment, type WorldSlotQuery } from '@mis/mock'

/** What a sample presupposes of its clinic: one doctor with two times on the morning of 2031-03-05, ids 1 and 2. */
export interface SampleClinic {
  /** Times somebody else has. */
  readonly occupied?: readonly ('1' | '2')[]
  /** Appointment 501 of P1 at the first time, and whether it has been cancelled. */
  readonly visit?: 'booked' | 'cancelled'
  /** The first visit is under way. */
  readonly begun?: true
  /** There is no doctor. */
  readonly alone?: true
  /** What is different about the doctor. */
  readonly doctor?: Partial<Doctor>
}

const P1 = {
  ...{ lastName: 'Тестова', firstName: 'Проба', middleName: 'Образцовна', birthDate: '1990-01-02' },
  ...{ snils: '00000060018', oms: '0000000000000018' },
}
const shown: Doctor = {
  id: '1',
  ...{ lastName: 'Примерова', firstName: 'Анна', middleName: 'Ивановна', fullName: 'Примерова Анна Ивановна' },
  specialties: [{ id: '200', name: 'Терапия' }],
  clinicIds: ['1'],
  room: '12',
  active: true,
}
const isShown = ({ doctorId, start }: Slot) => doctorId === '1' && /^2031-03-05T09:[02]0/.test(start)

/** The part of a world that the samples show, under their ids. */
export function sampleWorld({ occupied = [], visit, begun, alone, doctor }: SampleClinic): EmiasWorld {
  const world = createWorld()
  const ids = new Map(
    world
      .slots()
      .filter(isShown)
      .map(({ id }, index) => [id, String(index + 1)]),
  )
  const ourId = (id: string) => ids.get(id) ?? id
  const worldId = (id: string) => [...ids].find(([, ours]) => ours === id)?.[0] ?? ''
  const renamed = <T extends Slot | WorldAppointment>(item: T): T =>
    'slotId' in item ? { ...item, slotId: ourId(item.slotId), room: '12' } : { ...item, id: ourId(item.id), room: '12' }
  const result = <R extends ReturnType<EmiasWorld['book' | 'cancel' | 'reschedule']>>(found: R): R =>
    found.ok ? { ...found, appointment: renamed(found.appointment) } : found
  const narrowed = (slots: readonly Slot[]) => slots.filter(isShown).map(renamed)

  if (visit !== undefined) world.book({ slotId: worldId('1'), patient: P1 })
  if (visit === 'cancelled') world.cancel('501')
  for (const id of occupied) world.occupy(worldId(id))
  if (begun) world.advance(Date.parse('2031-03-05T09:05:00+03:00') - world.now())
  return {
    now: world.now,
    clinics: () => world.clinics().slice(0, 1),
    doctors: () => (alone ? [] : [{ ...shown, ...doctor }]),
    slots: (query?: WorldSlotQuery) => narrowed(world.slots(query)),
    freeSlots: (query?: WorldSlotQuery) => narrowed(world.freeSlots(query)),
    slot: (id) => narrowed(world.slots()).find((slot) => slot.id === id),
    book: (booking) => result(world.book({ ...booking, slotId: worldId(booking.slotId) })),
    cancel: (id, reason) => result(world.cancel(id, reason)),
    reschedule: (id, slotId) => result(world.reschedule(id, worldId(slotId))),
    appointment: (id) => {
      const found = world.appointment(id)
      return found && renamed(found)
    },
    findAppointments: (fits) => world.findAppointments(fits).map(renamed),
  }
}
