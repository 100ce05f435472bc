import { type Context, type Doctor, type DoctorId, isMisError } from '@mis/core'
import { type AppDirectory, decode, readAppDirectory } from '@mis/core/adapter'
import type { Client } from './client.ts'
import { createDirectory, type Directory, type Workplace } from './directory.ts'
import { toDoctor, toWorkplace } from './map.ts'
import type { Settings } from './options.ts'
import { zoneNamed } from './places.ts'
import { doctorsAnswerSchema, doctorsRequest } from './wire/doctors.ts'

/** The doctors, from the app or from Medesk, and what they tell about clinics. */
export interface Doctors extends Pick<Directory, 'known'> {
  /** Reads the whole directory. */
  list(context: Context): Promise<readonly Doctor[]>
  /** Where a doctor works; reads the directory when it is not known yet, and falls back on the adapter's own clinic. */
  workplace(doctorId: DoctorId, context: Context): Promise<Workplace>
}

export function createDoctors(settings: Settings, home: Workplace, client: Client): Doctors {
  const directory = createDirectory()
  const { doctors } = settings

  async function list(context: Context): Promise<readonly Doctor[]> {
    if (doctors !== undefined) return fromApp(doctors)
    const response = await client(doctorsRequest(settings.paths), context)
    const answer = decode(doctorsAnswerSchema, response.json(), 'doctors')
    for (const doctor of answer.doctors) {
      zoneNamed(doctor.time_zone, 'doctors')
      directory.learn(String(doctor.id), toWorkplace(doctor, home))
    }
    return answer.doctors.map((doctor) => toDoctor(doctor, home))
  }

  async function fromApp(directoryOfApp: AppDirectory): Promise<readonly Doctor[]> {
    return (await readAppDirectory(directoryOfApp)).map(({ timeZone = home.timeZone, ...doctor }) => {
      const [first = home.clinicIds[0], ...others] = doctor.clinicIds
      const clinicIds = [first, ...others] as const
      directory.learn(doctor.id, { clinicIds, timeZone })
      return { ...doctor, clinicIds }
    })
  }

  async function workplace(doctorId: DoctorId, context: Context): Promise<Workplace> {
    const known = directory.known(doctorId)
    if (known !== null) return known
    try {
      await list(context)
    } catch (error) {
      // The directory is an assumption: where Medesk has none, the adapter's own clinic is all there is.
      if (!isMisError(error, 'not-found', 'unsupported')) throw error
    }
    const found = directory.known(doctorId) ?? home
    directory.learn(doctorId, found)
    return found
  }

  return { list, workplace, known: directory.known }
}
