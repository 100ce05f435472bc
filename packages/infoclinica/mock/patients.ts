import type { Patient } from '@mis/core'
import type { WorldAppointment } from '@mis/mock'
import type { InfoclinicaWorld } from './options.ts'

/** The clinic's cards: who has which PCODE. People whom the world knows from their visits have one too. */
export interface Patients {
  add(patient: Patient): string
  get(pcode: string): Patient | undefined
  /** The cards of this name and birth date. The patronymic counts where both have one. */
  find(name: Pick<Patient, 'lastName' | 'firstName' | 'middleName' | 'birthDate'>): readonly string[]
  /** Notes whose card a visit was booked on. */
  bookedOn(visitId: string, pcode: string): void
  /** Whose visit it is. */
  ownerOf(visit: WorldAppointment): string
}

const firstCode = 990_000_001

export function makePatients(world: Pick<InfoclinicaWorld, 'findAppointments'>): Patients {
  const cards = new Map<string, Patient>()
  const owners = new Map<string, string>()
  const add = (patient: Patient) => {
    const pcode = String(firstCode + cards.size)
    cards.set(pcode, patient)
    return pcode
  }
  const ownerOf = (visit: WorldAppointment) => {
    const known = owners.get(visit.id)
    if (known !== undefined) return known
    const card = [...cards].find(([, patient]) => keyOf(patient) === keyOf(visit.patient))
    const pcode = card?.[0] ?? add(visit.patient)
    owners.set(visit.id, pcode)
    return pcode
  }
  return {
    add,
    ownerOf,
    get: (pcode) => cards.get(pcode),
    bookedOn: (visitId, pcode) => void owners.set(visitId, pcode),
    find(wanted) {
      for (const visit of world.findAppointments(() => true)) ownerOf(visit)
      const isMeant = (patient: Patient) =>
        same(patient.lastName, wanted.lastName) &&
        same(patient.firstName, wanted.firstName) &&
        patient.birthDate === wanted.birthDate &&
        (!patient.middleName || !wanted.middleName || same(patient.middleName, wanted.middleName))
      return [...cards].filter(([, patient]) => isMeant(patient)).map(([pcode]) => pcode)
    },
  }
}

function same(one = '', other = ''): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function keyOf({ lastName, firstName, birthDate, phone }: Patient): string {
  return [lastName, firstName, birthDate, phone?.replace(/\D/g, '')].join('|').toLowerCase()
}
