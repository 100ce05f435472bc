const doctor = {
  guid: 'guid',
  fullName: 'fullName',
  active: 'active',
  specialization: 'specialization',
  cabinet: 'cabinet',
  experienceYears: 'experienceYears',
  academicDegree: 'academicDegree',
}
const slot = { start: 'start', end: 'end', cabinet: 'cabinet' }
const booking = {
  slotDate: 'slotDate',
  slotTime: 'slotTime',
  doctorGuid: 'doctorGuid',
  patient: 'patient',
  serviceCode: 'serviceCode',
  clientReference: 'clientReference',
}
const patient = {
  lastName: 'lastName',
  firstName: 'firstName',
  middleName: 'middleName',
  birthDate: 'birthDate',
  phone: 'phone',
  email: 'email',
  snils: 'snils',
}
const appointment = {
  id: 'id',
  status: 'status',
  doctorGuid: 'doctorGuid',
  slotDate: 'slotDate',
  slotTime: 'slotTime',
  slotEnd: 'slotEnd',
  cabinet: 'cabinet',
  clientReference: 'clientReference',
}

/** Our name of each member; [req] but for `appointment` and `clientReference`, which are [assumed]. */
export const ownFields = { doctor, slot, booking, patient, appointment }

/** How each member is called in one base. */
export type MedapiFields = {
  readonly [E in keyof typeof ownFields]: { readonly [K in keyof (typeof ownFields)[E]]: string }
}

type Names = Readonly<Record<string, string>>

/** An object as this base writes it, of one in our names; members without a name here are left out. */
export function renamedForBase(members: Readonly<Record<string, unknown>>, names: Names): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([own, value]) => {
      const theirs = names[own]
      return theirs === undefined || value === undefined ? [] : [[theirs, value]]
    }),
  )
}

/** An object in our names, of one as this base writes it. Anything that is no object stays as it is, for a schema. */
export function renamedFromBase(value: unknown, names: Names): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const theirs = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.entries(names).map(([own, name]) => [own, theirs[name]]))
}
