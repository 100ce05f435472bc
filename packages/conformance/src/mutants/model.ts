import type { modelCases } from '../cases/model.ts'
import { answering, type Mutant } from '../mutant.ts'

export const modelMutants: Record<(typeof modelCases)[number]['name'], Mutant> = {
  'every active doctor is listed under the id and the names the MIS has': answering(
    'listDoctors',
    'takes the first name for the last',
    (page) => ({
      ...page,
      items: page.items.map((doctor) => ({ ...doctor, lastName: doctor.firstName, firstName: doctor.lastName })),
    }),
  ),
  'the full name is last, first and middle name joined by one space': answering(
    'listDoctors',
    'puts the first name first',
    (page) => ({
      ...page,
      items: page.items.map((doctor) => ({ ...doctor, fullName: `${doctor.firstName} ${doctor.lastName}` })),
    }),
  ),
  'a doctor has the specialities the MIS gives': answering(
    'listDoctors',
    'gives everybody the specialities of the first',
    (page) => ({
      ...page,
      items: page.items.map((doctor) => ({ ...doctor, specialties: page.items[0]?.specialties ?? [] })),
    }),
  ),
  'a doctor who no longer works is marked inactive or not listed': answering(
    'listDoctors',
    'takes the text "false" for true',
    (page) => ({ ...page, items: page.items.map((doctor) => ({ ...doctor, active: Boolean(String(doctor.active)) })) }),
  ),
  'free slots are exactly the free times of the world, for every doctor': answering(
    'listSlots',
    'loses the first slot of an answer',
    (answer) => ({ ...answer, slots: answer.slots.slice(1) }),
  ),
  "a slot's times carry its clinic's own offset and zone": answering('listSlots', 'leaves times in UTC', (answer) => ({
    ...answer,
    slots: answer.slots.map((slot) => ({
      ...slot,
      start: new Date(slot.start).toISOString().replace('.000Z', '+00:00'),
    })),
  })),
  'every slot has a token of its own': answering('listSlots', 'makes the token of doctor and day only', (answer) => ({
    ...answer,
    slots: answer.slots.map((slot) => ({ ...slot, id: `${slot.doctorId}-${slot.start.slice(0, 10)}` })),
  })),
  'answers are plain data that survive JSON unchanged': answering(
    'listSlots',
    'sets what is absent to undefined',
    (answer) => ({ ...answer, slots: answer.slots.map((slot) => ({ ...slot, price: undefined as never })) }),
  ),
}
