import { MisError } from '@mis/core'
import type { privacyCases } from '../cases/privacy.ts'
import { failing, type Mutant, replace } from '../mutant.ts'

export const privacyMutants: Record<(typeof privacyCases)[number]['name'], Mutant> = {
  'no failure of a booking shows anything of the patient': failing(
    'book',
    'names the patient in the message',
    [],
    ({ code, details }, _again, { patient }) => {
      throw new MisError(code, { details: details as never, hint: `booking for ${patient.lastName}` })
    },
  ),
  'refused input is named by its field and not by its value': failing(
    'book',
    'quotes what was wrong',
    ['invalid-request'],
    (error, _again, { patient }) => {
      throw new MisError('invalid-request', { details: error.details as never, hint: JSON.stringify(patient) })
    },
  ),
  'a failed look-up of a patient shows nothing of the patient': failing(
    'listAppointments',
    'names the address that failed, query and all',
    [],
    (error, _again, { patient }) => {
      const hint = `GET /appointments?phone=${encodeURIComponent(patient.phone ?? '')}`
      throw new MisError(error.code, { details: error.details as never, hint })
    },
  ),
  'nothing of the patient is written to the console or to the log': {
    bug: 'logs what it sends',
    spoil: (fake) =>
      replace(fake, 'book', (real) => async (request, options) => {
        console.debug('book', request)
        return real(request, options)
      }),
  },
}
