import type { Doctor, Service } from '@mis/core'
import type { InfoclinicaWorld } from '../options.ts'
import { offsetHours } from '../wire-time.ts'
import { type Handler, nameOfClinic } from './handler.ts'
import { rowsOf } from './input.ts'

/** VIEWINWEB -1 shows all [doc]; without it only what is shown on the web [assumed]. */
const showsAll = (viewInWeb: number | undefined) => viewInWeb === -1

export const getFilialList: Handler = ({ world, input }) => {
  const wanted = input.ids('FILLIST')
  input.optionalWhole('VIEWINWEB', -1, 1)
  const clinics = world.clinics().filter(({ id }) => wanted?.includes(id) ?? true)
  return {
    GETFILIALLIST: clinics.map(({ id, name, address, phone, timeZone }) => ({
      ...{ FILIAL: id, FNAME: name, FADDR: address ?? '', FPHONE: phone ?? '', FMAIL: '', VIEWINWEB_OUT: 1 },
      // Whole hours. [doc]
      TIMEZONE: offsetHours(world, timeZone),
      WORKHOURS: '',
      MEDIAID: '',
    })),
  }
}

export const getDepartmentList: Handler = ({ world, input }) => {
  const [branches, one] = [input.ids('FILLIST'), input.ids('DEPNUMIN')]
  const isMeant = (id: string) =>
    (one?.includes(id) ?? true) &&
    (branches === undefined ||
      world.doctors().some((doctor) => isAt(doctor, branches) && doctor.specialties.some((each) => each.id === id)))
  return {
    GETDEPARTMENTLIST: world
      .specialties()
      .filter(({ id }) => isMeant(id))
      .map(({ id, name }) => ({
        ...{ DEPNUM: id, DEPNAME: name, DEPGRPNAME: '', VIEWINWEB_OUT: 1, MEDIAID: '', ISFAVORITE: 0 },
      })),
  }
}

/** A row for each doctor, department and branch. [doc] */
export const getDoctorList: Handler = ({ world, input }) => {
  const [branches, one] = [input.ids('FILLIST'), input.ids('DCODEIN')]
  const all = showsAll(input.optionalWhole('VIEWINWEB', -1, 1))
  const doctors = world.doctors().filter((doctor) => (all || doctor.active) && (one?.includes(doctor.id) ?? true))
  const rows = doctors.flatMap((doctor) =>
    doctor.clinicIds
      .filter((clinicId) => branches?.includes(clinicId) ?? true)
      .flatMap((clinicId) =>
        doctor.specialties.map(({ id, name }) => ({
          ...{ DCODE: doctor.id, DNAME: doctor.fullName, DEPNUM: id, DEPNAME: name },
          ...{ FILIAL: clinicId, FNAME: nameOfClinic(world, clinicId), VIEWINWEB: doctor.active ? 1 : 0 },
        })),
      ),
  )
  return { GETDOCTORLIST: rowsOf(input, rows).rows }
}

/** A row for each service and branch where somebody offers it; roubles, kopecks after a point. [assumed] */
export const priceList: Handler = ({ world, input }) => {
  const department = input.optionalId('DEPNUM')
  const rows = world.services().flatMap((service) => {
    const specialty = departmentOf(world, service)
    if (department !== undefined && specialty?.id !== department) return []
    const price = roubles(service.price?.amountMinor ?? 0)
    return branchesOf(world, service).map((clinicId) => ({
      ...{ SCHID: service.id, KODOPER: `U${service.id.padStart(4, '0')}`, SCHNAME: service.name },
      ...{ SPRICE: price, DISCPERCENT: 0, DISCPRICE: price, STRUCTNAME: '' },
      ...{ FILIAL: clinicId, FNAME: nameOfClinic(world, clinicId) },
      ...{ SPECCODE: specialty?.id ?? '', SPECNAME: specialty?.name ?? '' },
    }))
  })
  return { SCH: rows }
}

function isAt(doctor: Doctor, branches: readonly string[]): boolean {
  return doctor.clinicIds.some((id) => branches.includes(id))
}

/** The department all of whose working doctors, and nobody else, offer the service. */
function departmentOf(world: InfoclinicaWorld, { doctorIds = [] }: Service) {
  const has = (doctor: Doctor, id: string) => doctor.specialties.some((each) => each.id === id)
  const offering = new Set(doctorIds)
  const working = world.doctors().filter(({ active }) => active)
  return world.specialties().find(({ id }) => working.every((doctor) => has(doctor, id) === offering.has(doctor.id)))
}

function branchesOf(world: InfoclinicaWorld, { doctorIds = [] }: Service): readonly string[] {
  const clinicIds = world
    .doctors()
    .filter(({ id }) => doctorIds.includes(id))
    .flatMap((doctor) => doctor.clinicIds)
  return [...new Set(clinicIds)]
}

function roubles(minor: number): string {
  return minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2)
}
