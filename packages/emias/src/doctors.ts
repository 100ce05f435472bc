import type { Context, Doctor } from '@mis/core'
import { readAppDirectory } from '@mis/core/adapter'
import { toDoctors } from './map.ts'
import type { Settings } from './options.ts'
import type { Service } from './service.ts'
import { doctorsSchema, doctorsShapes } from './wire/get-doctors.ts'

/** The doctors, from the app or from the service. */
export async function listAll({ doctors, clinicId, lpuCode }: Settings, service: Service, context: Context) {
  if (doctors !== undefined) {
    return (await readAppDirectory(doctors)).map(({ timeZone: _, ...doctor }): Doctor => {
      const { clinicIds } = doctor
      return { ...doctor, clinicIds: clinicIds.length === 0 ? [clinicId] : clinicIds }
    })
  }
  const answer = await service.call(
    { operation: 'GetDoctors', values: { lpuCode }, shapes: doctorsShapes, schema: doctorsSchema, effect: 'read' },
    context,
  )
  return toDoctors(answer.Doctor, clinicId)
}
