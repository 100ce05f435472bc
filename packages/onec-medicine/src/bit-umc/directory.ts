import {
  type AdapterDefinition,
  type Clinic,
  type Context,
  isMisError,
  type Service,
  type ServiceQuery,
} from '@mis/core'
import { pageOf } from '@mis/core/adapter'
import { clinicsAnswerSchema, clinicsRequest } from '../wire/bit-umc/clinics.ts'
import { employeesAnswerSchema, employeesRequest } from '../wire/bit-umc/employees.ts'
import { pricesAnswerSchema, pricesRequest } from '../wire/bit-umc/prices.ts'
import type { Ask } from './ask.ts'
import type { BitUmc } from './capabilities.ts'
import { mergeServices, toClinics, toDoctors, toServices } from './map.ts'
import type { BitUmcSettings } from './options.ts'

type Directory = Pick<AdapterDefinition<BitUmc>['operations'], 'listClinics' | 'listDoctors' | 'listServices'>

/** Clinics, doctors and services; the service sends whole lists. */
export function createDirectory(settings: BitUmcSettings, ask: Ask): Directory {
  const { access } = settings

  async function clinics(context: Context): Promise<readonly Clinic[]> {
    return toClinics(await ask(clinicsRequest(access), clinicsAnswerSchema, context), settings)
  }

  async function servicesOf(clinicId: string | undefined, { doctorId }: ServiceQuery, context: Context) {
    const query = { clinicId: clinicId === settings.clinicId ? undefined : clinicId, employeeId: doctorId }
    return toServices(await ask(pricesRequest(access, query), pricesAnswerSchema, context))
  }

  /** [doc] A clinic that is not set up for the site has no price list. */
  async function servicesIfAny(clinicId: string, query: ServiceQuery, context: Context): Promise<readonly Service[]> {
    try {
      return await servicesOf(clinicId, query, context)
    } catch (error) {
      if (isMisError(error, 'not-found')) return []
      throw error
    }
  }

  async function services(query: ServiceQuery, context: Context): Promise<readonly Service[]> {
    if (query.clinicId !== undefined) return servicesOf(query.clinicId, query, context)
    const [only, ...others] = await clinics(context)
    if (others.length === 0) return servicesOf(only?.id, query, context)
    const lists: (readonly Service[])[] = []
    // One after the other: a price list is nobody's hurry, and every request holds a licence.
    for (const { id } of only === undefined ? [] : [only, ...others]) {
      lists.push(await servicesIfAny(id, query, context))
    }
    return mergeServices(lists)
  }

  return {
    async listClinics(query, context) {
      return pageOf(await clinics(context), query)
    },
    async listDoctors(query, context) {
      const { clinicId, specialtyId } = query
      const doctors = toDoctors(await ask(employeesRequest(access), employeesAnswerSchema, context), settings)
      const asked = doctors.filter(
        (doctor) =>
          (clinicId === undefined || doctor.clinicIds.includes(clinicId)) &&
          (specialtyId === undefined || doctor.specialties.some(({ id }) => id === specialtyId)),
      )
      return pageOf(asked, query)
    },
    async listServices(query, context) {
      return pageOf(await services(query, context), query)
    },
  }
}
