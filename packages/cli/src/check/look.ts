import {
  type Availability,
  addDays,
  type Day,
  type Doctor,
  dayAt,
  each,
  errorCodes,
  isMisError,
  type MisAdapter,
  type Slot,
} from '@mis/core'
import { progressBar, type Terminal } from '../terminal.ts'
import type { Finding } from './finding.ts'

export interface Window {
  readonly from: Day
  readonly to: Day
  /** How many doctors are asked for. */
  readonly doctors: number
}

/** Reads the directory; without it nothing more can be looked at. */
export async function lookAtDirectory(
  mis: MisAdapter,
  { signal }: Terminal,
): Promise<{ readonly findings: readonly Finding[]; readonly doctors: readonly Doctor[] }> {
  const doctors: Doctor[] = []
  try {
    for await (const doctor of each(mis.listDoctors, {}, { signal })) doctors.push(doctor)
  } catch (error) {
    return { findings: [accessFailure(error)], doctors: [] }
  }
  const active = doctors.filter((doctor) => doctor.active)
  const twice = doctors.length - new Set(doctors.map(({ id }) => id)).size
  const homeless = active.filter(({ clinicIds }) => clinicIds.length === 0).length
  const nameless = active.filter(({ specialties }) => specialties.length === 0).length
  const troubles = [
    twice > 0 && `${twice} ids stand there twice`,
    homeless > 0 && `${homeless} have no clinic`,
    nameless > 0 && `${nameless} have no speciality`,
  ].filter((text) => text !== false)
  const says = [`${doctors.length} doctors, ${active.length} of them active`, ...troubles].join('; ')
  const outcome = active.length === 0 || twice > 0 ? 'failed' : troubles.length > 0 ? 'warning' : 'good'
  return {
    findings: [
      { about: 'access', outcome: 'good', says: 'the credentials are taken' },
      {
        about: 'directory',
        outcome,
        says,
        ...(outcome !== 'good' && { next: 'Ask the clinic to fill the directory.' }),
      },
    ],
    doctors: active,
  }
}

/** What a failure of the first authorised call means; says the code, never an answer's text. */
function accessFailure(error: unknown): Finding {
  if (!isMisError(error)) throw error
  const status = error.status === undefined ? '' : `, status ${error.status}`
  const why = error.code === 'bad-response' ? `: ${error.details.why}` : ''
  const about = error.code === 'unauthorized' || error.code === 'forbidden' ? 'access' : 'directory'
  return {
    about,
    outcome: 'failed',
    says: `listDoctors: ${error.code}${status}${why}`,
    next: errorCodes[error.code].next,
  }
}

/** Reads the schedules of some doctors, with a bar where somebody watches. */
export async function lookAtSchedules(
  mis: MisAdapter,
  doctors: readonly Doctor[],
  { from, to, doctors: most }: Window,
  terminal: Terminal,
): Promise<Finding[]> {
  const asked = doctors.slice(0, most)
  const read: Availability[] = []
  const failures = new Map<string, number>()
  for (const [index, { id }] of asked.entries()) {
    terminal.progress(progressBar(index, asked.length, 'doctors'))
    try {
      read.push(await mis.listSlots({ doctorId: id, from, to }, { signal: terminal.signal }))
    } catch (error) {
      if (!isMisError(error)) throw error
      failures.set(error.code, (failures.get(error.code) ?? 0) + 1)
    }
  }
  terminal.progress('')
  const slots = read.flatMap((answer) => answer.slots)
  return [scheduleFinding({ asked: asked.length, from, to, read, failures }), ...sanity(slots), zoneFinding(slots)]
}

interface Reading {
  readonly asked: number
  readonly from: Day
  readonly to: Day
  readonly read: readonly Availability[]
  readonly failures: ReadonlyMap<string, number>
}

function scheduleFinding({ asked, from, to, read, failures }: Reading): Finding {
  const busy = read.filter(({ slots }) => slots.length > 0).length
  const incomplete = read.filter(({ complete }) => !complete).length
  const failed = [...failures].map(([code, count]) => `${count} ${code}`).join(', ')
  const says = [
    `${asked} doctors asked for ${from} to ${to}: ${busy} have free times, ${read.length - busy - incomplete} have none`,
    incomplete > 0 && `${incomplete} could be read in part only`,
    failed && `not read: ${failed}`,
  ].filter(Boolean)
  const outcome = failures.size > 0 || incomplete > 0 ? 'failed' : busy === 0 ? 'warning' : 'good'
  const next = outcome === 'failed' ? 'Look for these calls in the log of the server.' : 'Is the schedule published?'
  return { about: 'schedule', outcome, says: says.join('; '), ...(outcome !== 'good' && { next }) }
}

/** What a schedule may not hold. */
function sanity(slots: readonly Slot[]): Finding[] {
  const key = ({ doctorId, clinicId, start }: Slot) => `${doctorId} ${clinicId} ${start}`
  const twice = slots.length - new Set(slots.map(key)).size
  const backward = slots.filter(({ start, end }) => Date.parse(end) <= Date.parse(start)).length
  return [twice > 0 && `${twice} times stand there twice`, backward > 0 && `${backward} times end before they begin`]
    .filter((says) => says !== false)
    .map((says) => ({ about: 'schedule', outcome: 'warning', says, next: 'Send this line to the vendor.' }))
}

/** A wrong zone shows itself in visits at night. */
function zoneFinding(slots: readonly Slot[]): Finding {
  const hours = slots.map(({ start }) => start.slice(11, 16)).toSorted()
  const [first, last] = [hours[0], hours.at(-1)]
  if (first === undefined || last === undefined)
    return { about: 'zone', outcome: 'unknown', says: 'there are no times to tell the zone by' }
  const zones = [...new Set(slots.map(({ timeZone }) => timeZone))].toSorted().join(', ')
  const says = `visits begin between ${first} and ${last} by the clinic's clock (${zones})`
  if (first >= '06:00' && last < '23:00') return { about: 'zone', outcome: 'good', says }
  return { about: 'zone', outcome: 'warning', says, next: 'Is timeZone right? Compare one time with the clinic.' }
}

/** From tomorrow on, unless a day is given. */
export function windowOf(given: Day | undefined, days: number, doctors: number, timeZone: string, now: number): Window {
  const from = given ?? addDays(dayAt(now, timeZone), 1)
  return { from, to: addDays(from, days - 1), doctors }
}
