import type { Patient } from '@mis/core'
import { worldIdOf } from '../ids.ts'
import type { OneCWorld } from '../options.ts'
import { failures } from './failures.ts'
import { listOf, type Members, momentOf, textOf } from './values.ts'

/** Who is booked. A name and a phone are wanted unless `Client` names somebody the base knows [assumed]. */
export function patientOf(asked: Members): Patient {
  const isKnown = textOf(asked.Client) !== ''
  const words = {
    lastName: wanted(asked, 'PatientSurname', isKnown),
    firstName: wanted(asked, 'PatientName', isKnown),
    middleName: textOf(asked.PatientFatherName),
    phone: wanted(asked, 'Phone', isKnown),
    email: textOf(asked.Email),
    birthDate: birthDayOf(asked.Birthday),
  }
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== ''))
}

/** The first service; undefined where none is named. */
export function serviceOf(asked: Members, world: OneCWorld): string | undefined {
  const [guid] = listOf(asked.Service ?? asked.Services)
  if (guid === undefined) return undefined
  const id = worldIdOf('service', guid)
  if (id === undefined || world.services().every((service) => service.id !== id)) throw failures.wrongValue('Service')
  return id
}

function wanted(asked: Members, name: string, isKnown: boolean): string {
  const text = textOf(asked[name])
  if (text === '' && !isKnown) throw failures.notFilled(name)
  return text
}

/** The empty date is no date. */
function birthDayOf(value: unknown): string {
  if (textOf(value) === '') return ''
  const day = momentOf(value)?.day
  if (day === undefined) throw failures.wrongValue('Birthday')
  return day === '0001-01-01' ? '' : day
}
