import { type Appointment, addDays, type Doctor, dayAt, each, isMisError, type Slot } from '@mis/core'
import type { Clinic } from './clinic.ts'
import { type Report, sameMembers, timeOf } from './report.ts'
import { freeTimes, includes, intent, visitsAt, type Walk } from './visit.ts'

export async function listDoctors({ mis, world }: Clinic, report: Report): Promise<readonly Doctor[]> {
  report.title('The doctors')
  const doctors: Doctor[] = []
  for await (const doctor of each(mis.listDoctors, {})) doctors.push(doctor)
  for (const { fullName, specialties, room, active } of doctors) {
    const speciality = specialties.map(({ name }) => name).join(', ')
    report.say(`${fullName}: ${speciality}${room ? `, room ${room}` : ''}${active ? '' : ' (does not receive)'}`)
  }
  const idsOf = (list: readonly Doctor[]): string[] => list.map(({ id }) => id)
  report.expect('they are the directory of the clinic', sameMembers(idsOf(doctors), idsOf(world.doctors())))
  return doctors
}

export async function listTimes(
  clinic: Clinic,
  doctors: readonly Doctor[],
  report: Report,
): Promise<[Walk, Slot, Slot]> {
  report.title('Free times of one doctor, this week')
  const from = addDays(dayAt(clinic.clock.now(), 'Europe/Moscow'), 1)
  const to = addDays(from, 6)
  const busy = doctors.find(({ id, active }) => active && clinic.world.freeSlots({ doctorId: id, from, to }).length > 1)
  if (!busy) throw new Error('no doctor has a free time this week')
  const walk: Walk = { ...clinic, query: { doctorId: busy.id, from, to } }
  const { slots, complete, stale } = await clinic.mis.listSlots(walk.query)
  report.say(`${busy.fullName}, ${from} to ${to}:`)
  for (const [day, ofDay] of Map.groupBy(slots, ({ start }) => start.slice(0, 10))) {
    const times = ofDay.map(({ start }) => start.slice(11, 16))
    report.say(`${day}  ${times.slice(0, 8).join(' ')}${times.length > 8 ? ` and ${times.length - 8} more` : ''}`)
  }
  const startsOf = (list: readonly Slot[]): string[] => list.map(({ start }) => timeOf(start))
  report.expect(
    'they are the free times of the clinic',
    sameMembers(startsOf(slots), startsOf(clinic.world.freeSlots(walk.query))),
  )
  report.expect('every day is known, and known now', complete && !stale)
  const [first, second] = slots
  if (!first || !second) throw new Error('the adapter lists no free times')
  return [walk, first, second]
}

export async function bookOne(walk: Walk, slot: Slot, report: Report): Promise<Appointment> {
  report.title(`A patient books ${timeOf(slot.start)}`)
  const appointment = await walk.mis.book(intent(slot, 1, 'demo-first'))
  report.say(`appointment ${appointment.id}, ${appointment.status}, our reference ${appointment.reference}`)
  report.expect('the visit is booked', appointment.status === 'booked' && appointment.start === slot.start)
  report.expect('the clinic has exactly one visit at this time', visitsAt(walk, slot) === 1)
  return appointment
}

export async function seeItGone(walk: Walk, slot: Slot, report: Report): Promise<void> {
  report.title('The time is gone')
  const slots = await freeTimes(walk)
  report.say(
    `${slots.length} free times are left; the day of the booking was read again, the others came from the cache`,
  )
  report.expect('the booked time is no longer offered', !includes(slots, slot))
}

export async function meetTaken(walk: Walk, slot: Slot, report: Report): Promise<void> {
  report.title('A second person wants the same time')
  const outcome: unknown = await walk.mis.book(intent(slot, 2, 'demo-second')).catch((error: unknown) => error)
  if (isMisError(outcome)) report.say(`refused: ${outcome.code}; did it happen? ${outcome.happened}`)
  report.expect('the answer is slot-taken', isMisError(outcome, 'slot-taken'))
  report.expect('the clinic still has exactly one visit at this time', visitsAt(walk, slot) === 1)
}
