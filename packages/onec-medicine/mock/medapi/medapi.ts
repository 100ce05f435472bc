import type { Clinic, Operation } from '@mis/core'
import { worldIdOf } from '../ids.ts'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import { unhandled } from '../platform/refusal.ts'
import type { Answer, Asked, Profile } from '../profile.ts'
import { createAppointments } from './appointments.ts'
import { pathDate } from './dates.ts'
import { doctorEntry, scheduleRow, withStringScalars } from './shapes.ts'

/** The requirement document's HTTP service, and the reads that our own 1C-side module adds. */
export function createMedapi(world: OneCWorld, clinic: Clinic, options: OneCMockOptions): Profile {
  const appointments = createAppointments(world, clinic, options)

  function doctors(): unknown {
    const withGone = options.quirks?.inactiveDoctors !== false
    const staff = world
      .doctors()
      .filter(({ clinicIds, active }) => clinicIds.includes(clinic.id) && (active || withGone))
    return staff.map(doctorEntry)
  }

  function schedule({ url }: Asked): unknown {
    const { quirks = {} } = options
    const [, , guid = '', dateText = ''] = url.pathname.split('/')
    const date = pathDate(dateText, quirks.strictDate === true)
    // [platform] `Date(text)` raises; nobody catches it.
    if (date === undefined)
      throw unhandled('HTTPСервис.MedicalAPI', 31, 'Преобразование значения к типу Дата не может быть выполнено')
    const doctorId = worldIdOf('doctor', guid)
    if (doctorId === undefined) return []
    const day = { doctorId, clinicId: clinic.id, from: date, to: date }
    const free = new Set(world.freeSlots(day).map(({ id }) => id))
    const live = new Set(
      quirks.begunSlots === true
        ? world.findAppointments(({ status }) => status !== 'cancelled').map(({ slotId }) => slotId)
        : [],
    )
    const rows = world
      .slots(day)
      .filter(
        ({ id, start }) =>
          free.has(id) || (quirks.begunSlots === true && Date.parse(start) <= world.now() && !live.has(id)),
      )
      .map((slot) => scheduleRow(slot, quirks))
    return quirks.unordered === true ? shuffled(rows) : rows
  }

  const said = (asked: Asked): Answer => {
    switch (asked.operation) {
      case 'listDoctors':
        return { json: doctors() }
      case 'listSlots':
        return { json: schedule(asked) }
      default:
        return appointments(asked)
    }
  }

  return {
    routes: [
      'GET /doctors',
      'GET /schedule/{doctorGuid}/{date}',
      'POST /appointments',
      'DELETE /appointments/{id}',
      'GET /appointments/{id}',
      'GET /appointments',
    ],
    operationOf,
    answer(asked) {
      const answer = said(asked)
      return 'json' in answer && options.quirks?.stringScalars === true
        ? { ...answer, json: withStringScalars(answer.json) }
        : answer
    },
  }
}

function operationOf(method: string, path: string): Operation | undefined {
  const [, place, id, more, ...rest] = (path.split('?', 1)[0] ?? '').split('/')
  const shape = [place, id && '{id}', more && '{more}'].filter(Boolean).join('/')
  if (rest.length > 0) return undefined
  const table: Readonly<Record<string, Operation>> = {
    'GET doctors': 'listDoctors',
    'GET schedule/{id}/{more}': 'listSlots',
    'POST appointments': 'book',
    'GET appointments': 'findBooking',
    'DELETE appointments/{id}': 'cancel',
    'GET appointments/{id}': 'getAppointment',
  }
  return table[`${method} ${shape}`]
}

/** Every other row first, then the rest: never the order of start where there are three rows or more. */
function shuffled<T>(rows: readonly T[]): readonly T[] {
  return [...rows.filter((_, index) => index % 2 === 1), ...rows.filter((_, index) => index % 2 === 0)]
}
