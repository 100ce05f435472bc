import { type MisAdapter, MisError } from '@mis/core'
import { testPatient } from '@mis/mock'
import type { capabilityCases } from '../cases/capabilities.ts'
import { answering, asking, type Mutant, replace } from '../mutant.ts'

export const capabilityMutants: Record<(typeof capabilityCases)[number]['name'], Mutant> = {
  'what is declared is there, and what is not declared is absent': {
    bug: 'promises holds that cannot be released',
    spoil: ({ adapter: { releaseHold: _missing, ...rest } }) => rest as MisAdapter,
  },
  'capabilities are plain data with limits that make sense': {
    bug: 'says "no limit" as Infinity, which JSON does not have',
    spoil: ({ adapter }) =>
      ({ ...adapter, capabilities: { ...adapter.capabilities, slotWindowDays: Infinity } }) as MisAdapter,
  },
  'clinics are listed with their zones, or listClinics is absent': answering(
    'listClinics',
    'takes every clinic to be in Moscow',
    (page) => ({ ...page, items: page.items.map((clinic) => ({ ...clinic, timeZone: 'Europe/Moscow' })) }),
  ),
  'services are listed by their names, or listServices is absent': answering(
    'listServices',
    'knows first visits only',
    (page) => ({ ...page, items: page.items.slice(0, 1) }),
  ),
  'an appointment is read as the world keeps it, an unknown one is null, or getAppointment is absent': answering(
    'getAppointment',
    'throws where it should say null',
    (appointment) => {
      if (appointment === null) throw new MisError('not-found', { details: {} })
      return appointment
    },
  ),
  "a patient's own visits are listed and nobody else's, or listAppointments is absent": {
    bug: 'forgets to filter by patient',
    spoil: (fake) =>
      replace(fake, 'listAppointments', (real) => async (query, options) => {
        const [own, other] = await Promise.all([
          real(query, options),
          real({ ...query, patient: testPatient(2) }, options),
        ])
        return { items: [...own.items, ...other.items] }
      }),
  },
  'a moved visit leaves its old time free and holds the new one, or reschedule is absent': {
    bug: 'books the new time and keeps the old one',
    spoil: (fake) =>
      replace(
        fake,
        'reschedule',
        () =>
          async ({ slot }, options) =>
            fake.adapter.book({ slot, patient: testPatient(1) as never }, options),
      ),
  },
  'a held slot is offered to nobody until it is released, or hold is absent': {
    bug: 'keeps the hold to itself',
    spoil: (fake) =>
      replace(fake, 'hold', () => async ({ slot }) => ({ id: 'own', slot, expiresAt: slot.start })),
  },
  'a reference is kept by the MIS where it is the proof of a booking': asking(
    'book',
    'sends a reference of its own',
    (request, options) => [{ ...request, reference: 'own-reference' }, options],
  ),
}
