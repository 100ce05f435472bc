import type { Context, Slot, SlotQuery } from '@mis/core'
import { epochOf } from '@mis/core/adapter'
import { type ScheduleQuery, scheduleAnswerSchema, scheduleRequest } from '../wire/bit-umc/schedule.ts'
import type { Ask } from './ask.ts'
import { toSlots } from './map.ts'
import type { BitUmcSettings } from './options.ts'
import { covers, rangeOf } from './ranges.ts'
import type { SlotFacts } from './slot-token.ts'

export interface Schedule {
  listSlots(query: SlotQuery, context: Context): Promise<readonly Slot[]>
  /** Whether the time is still free, by the schedule as it is now. */
  isFree(place: SlotFacts, context: Context): Promise<boolean>
}

export function createSchedule(settings: BitUmcSettings, ask: Ask): Schedule {
  const { access } = settings
  const rows = (query: ScheduleQuery, context: Context) =>
    ask(scheduleRequest(access, query), scheduleAnswerSchema, context)

  return {
    async listSlots({ doctorId, clinicId, from, to }, context) {
      // The name we gave to a base without clinics is none that the base knows.
      const known = clinicId === settings.clinicId ? undefined : clinicId
      const answer = await rows({ employeeId: doctorId, clinicId: known, from, to }, context)
      const now = context.runtime.now()
      // [assumed] A range may begin before now, and so may what is cut from it.
      return toSlots(answer, { ...settings, from, to }).filter(({ start }) => epochOf(start) > now)
    },
    async isFree({ employeeId, clinicId, start, minutes }, context) {
      const day = start.slice(0, 10)
      const free = (await rows({ employeeId, clinicId, from: day, to: day }, context))
        .filter((row) => row.СотрудникID === employeeId && row.Клиника === clinicId)
        .flatMap((row) => row.free.map(rangeOf))
      return free.some((range) => range !== null && covers(range, start, minutes))
    },
  }
}
