import { type Availability, addDays, type Doctor, dayAt, epochOf, type MisAdapter, type Slot } from '@mis/core'
import { type DeskHold, heldFor } from './holds.ts'
import type { Office } from './office.ts'

/** Why a time is offered. */
export type AlternativeReason = 'same-doctor' | 'same-specialty' | 'same-branch' | 'same-day'

/** A free time in place of one that could not be had, asked of the MIS just now. */
export interface Alternative {
  readonly slot: Slot
  /** Absent where it is the same doctor. */
  readonly doctor?: Doctor
  readonly why: readonly AlternativeReason[]
  /** Held for the person it is offered to; null where somebody else holds it now. */
  readonly hold: DeskHold | null
}

export interface Wanted {
  readonly instance: string
  readonly slot: Slot
  /** The blind name of whoever it is offered to. */
  readonly owner: string
}

const dayMs = 86_400_000
/** Colleagues whose schedules are asked for. */
const mostColleagues = 3
/** How long one answer serves everybody who is refused at the same time. */
const sharedForMs = 2_000
const directoryForMs = 900_000
/** Doctors read in search of one of them: a region's directory has no end. */
const mostPages = 5

interface Candidate {
  readonly slot: Slot
  readonly doctor?: Doctor
  readonly why: readonly AlternativeReason[]
  readonly distance: number
}

export interface Alternatives {
  /** The nearest free times by time, doctor, speciality and branch. Never rejects; empty where nothing can be asked. */
  find(wanted: Wanted): Promise<readonly Alternative[]>
}

export function makeAlternatives(office: Office): Alternatives {
  const { settings, runtime } = office
  const shared = new Map<string, { readonly until: number; readonly answer: Promise<unknown> }>()

  const once = <T>(key: string, forMs: number, ask: () => Promise<T>): Promise<T> => {
    const now = runtime.monotonic()
    for (const [name, { until }] of shared) if (until <= now) shared.delete(name)
    const known = shared.get(key)
    if (known !== undefined) return known.answer as Promise<T>
    const answer = ask()
    shared.set(key, { until: now + forMs, answer })
    answer.catch(() => shared.delete(key))
    return answer
  }
  const asking = () => ({ deadlineMs: Math.min(settings.attemptMs, 5_000), signal: office.cut.signal })

  const slotsOf = async (
    adapter: MisAdapter,
    doctorId: string,
    wanted: Slot,
    days: number,
  ): Promise<readonly Slot[]> => {
    const today = dayAt(runtime.now(), wanted.timeZone)
    const from = addDays(wanted.start.slice(0, 10), -1)
    const query = { doctorId, from: from < today ? today : from, to: addDays(wanted.start.slice(0, 10), days) }
    const key = JSON.stringify([adapter.instance, query])
    const ask = (): Promise<Availability> => adapter.listSlots(query, { ...asking(), maxAgeMs: 0 })
    return query.from > query.to
      ? []
      : once(key, sharedForMs, ask).then(
          ({ slots }) => slots,
          () => [],
        )
  }

  const directory = (adapter: MisAdapter): Promise<readonly Doctor[]> =>
    once(`${adapter.instance} doctors`, directoryForMs, async () => {
      const doctors: Doctor[] = []
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page += 1) {
        const { items, next } = await adapter.listDoctors(cursor === undefined ? {} : { cursor }, asking())
        doctors.push(...items)
        if (next === undefined || next === cursor) break
        cursor = next
      }
      return doctors
    }).catch(() => [])

  const colleagues = async (adapter: MisAdapter, wanted: Slot): Promise<readonly Doctor[]> => {
    const doctors = await directory(adapter)
    const own = doctors.find(({ id }) => id === wanted.doctorId)
    const isAlike = (doctor: Doctor) =>
      doctor.active &&
      doctor.id !== wanted.doctorId &&
      doctor.specialties.some(({ id }) => own?.specialties.some((one) => one.id === id))
    const isHere = ({ clinicIds }: Doctor) => clinicIds.includes(wanted.clinicId)
    return doctors
      .filter(isAlike)
      .sort((one, other) => Number(isHere(other)) - Number(isHere(one)))
      .slice(0, mostColleagues)
  }

  const candidates = async ({ instance, slot: wanted }: Wanted): Promise<readonly Candidate[]> => {
    const adapter = office.adapter(instance)
    const own = slotsOf(adapter, wanted.doctorId, wanted, settings.alternativesDays)
    const others = colleagues(adapter, wanted).then((doctors) =>
      Promise.all(doctors.map(async (doctor) => ({ doctor, slots: await slotsOf(adapter, doctor.id, wanted, 3) }))),
    )
    const found = [
      ...(await own).map((slot) => candidate(wanted, slot)),
      ...(await others).flatMap(({ doctor, slots }) => slots.map((slot) => candidate(wanted, slot, doctor))),
    ]
    const now = runtime.now()
    return found
      .filter(({ slot }) => epochOf(slot.start) > now && !isSameTime(slot, wanted))
      .sort((one, other) => one.distance - other.distance)
  }

  return {
    async find(wanted) {
      const most = settings.alternatives
      if (most === 0 || office.health.pauseMs(wanted.instance) > 0) return []
      const offered: Alternative[] = []
      const spare: Candidate[] = []
      // Many may be refused at once: whoever finds the first times held looks a little further, not through all of them.
      for (const one of (await candidates(wanted).catch(() => [])).slice(0, most * 4)) {
        if (offered.length === most) break
        const hold = await heldFor(office, wanted.instance, one.slot, wanted.owner)
        if (hold === null) spare.push(one)
        else offered.push(shown(one, hold))
      }
      return [...offered, ...spare.map((one) => shown(one, null))].slice(0, most)
    },
  }
}

const isSameTime = (slot: Slot, wanted: Slot) =>
  slot.doctorId === wanted.doctorId && epochOf(slot.start) === epochOf(wanted.start)

/** Time apart; another doctor counts as a day further, another branch as one more. */
function candidate(wanted: Slot, slot: Slot, doctor?: Doctor): Candidate {
  const isHere = slot.clinicId === wanted.clinicId
  const why: AlternativeReason[] = [doctor === undefined ? 'same-doctor' : 'same-specialty']
  if (isHere) why.push('same-branch')
  if (slot.start.slice(0, 10) === wanted.start.slice(0, 10)) why.push('same-day')
  const apart = Math.abs(epochOf(slot.start) - epochOf(wanted.start))
  const distance = apart + (doctor === undefined ? 0 : dayMs) + (isHere ? 0 : dayMs)
  return { slot, why, distance, ...(doctor !== undefined && { doctor }) }
}

function shown({ slot, why, doctor }: Candidate, hold: DeskHold | null): Alternative {
  return { slot, why, hold, ...(doctor !== undefined && { doctor }) }
}
