import type { Slot } from '@mis/core'
import { createWorld, type World, type WorldSlotQuery } from '@mis/mock'
import type { oneCMedicineMock } from '@mis/onec-medicine/mock'

type OneCWorld = Parameters<typeof oneCMedicineMock>[0]

/**
 * What the samples presuppose of the clinic: one doctor with three free times on the morning of 2031-03-05. `booked`:
 * appointment 501 of P1 is at 09:00; `cancelled`: it was, and is cancelled; `begun`: it is under way; `taken`: somebody
 * else has 09:00; `full`: somebody else has all three; `gap`: somebody else has 09:20; `alone`: the doctor has left, so
 * there is nobody; `ruled`: P1 is at 09:40, and the clinic refuses a second visit. Visits of P1 have the reference `r-1`.
 */
export type SampleState = 'open' | 'booked' | 'cancelled' | 'begun' | 'taken' | 'full' | 'gap' | 'alone' | 'ruled'

const P1 = {
  lastName: 'Тестова',
  firstName: 'Проба',
  middleName: 'Образцовна',
  birthDate: '1990-01-02',
  phone: '+74950000001',
  email: 'p1@example.org',
} as const

const doctorId = '1'
const isShown = ({ doctorId: id, start }: Slot) => id === doctorId && /^2031-03-05T09:/.test(start)

/** The clinic of the samples: a part of the world that can be looked over. */
export function sampleWorld(state: SampleState): OneCWorld {
  const world = createWorld()
  const [first = '', second = '', third = ''] = world
    .slots({ doctorId })
    .filter(isShown)
    .map(({ id }) => id)
  if (['booked', 'cancelled', 'begun'].includes(state)) world.book({ slotId: first, patient: P1, reference: 'r-1' })
  if (state === 'ruled') {
    world.rules.alreadyBooked = true
    world.book({ slotId: third, patient: P1, reference: 'r-1' })
  }
  if (state === 'cancelled') world.cancel('501')
  if (state === 'begun') world.advance(Date.parse('2031-03-05T09:05:00+03:00') - world.now())
  const taken = { taken: [first], full: [first, second, third], gap: [second] } as const
  if (state === 'taken' || state === 'full' || state === 'gap') for (const id of taken[state]) world.occupy(id)
  return narrowed(world, state === 'alone')
}

function narrowed(world: World, isEmpty: boolean): OneCWorld {
  const doctors = world.doctors().filter(({ id }) => id === doctorId && !isEmpty)
  const mine = world.services().filter(({ doctorIds }) => doctorIds?.includes(doctorId) === true)
  return {
    ...world,
    clinics: () => world.clinics().slice(0, 1),
    doctors: () => doctors,
    services: () => mine,
    slots: (query?: WorldSlotQuery) => world.slots(query).filter(isShown),
    freeSlots: (query?: WorldSlotQuery) => world.freeSlots(query).filter(isShown),
  }
}
