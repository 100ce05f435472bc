import type { Appointment, Slot } from '@mis/core'
import { type Report, sameMembers, timeOf } from './report.ts'
import { bookRequests, freeTimes, includes, intent, visitsAt, type Walk } from './visit.ts'

const minute = 60_000

export async function serveStale(walk: Walk, report: Report): Promise<void> {
  const { mis, server, clock, query } = walk
  report.title('The MIS goes down')
  const before = await freeTimes(walk)
  server.arm({ fault: { status: 503 } })
  clock.skip(4 * minute)
  report.say('four minutes pass: what was read is too old to be shown as new, and every request is answered 503')
  const { slots, stale, asOf, complete } = await mis.listSlots(query)
  const age = Math.round((clock.now() - Date.parse(asOf)) / 1000)
  report.say(`${slots.length} free times, stale: ${stale}, asked at ${asOf}: ${age} s ago`)
  report.expect('the times known before are still served', complete && sameMembers(startsOf(slots), startsOf(before)))
  report.expect('they are marked stale', stale)
  report.expect('their age is told: four minutes', age >= 240 && age < 300)
  server.disarm()
  clock.skip(minute)
  report.say('the MIS is back; a minute passes')
}

export async function loseAnAnswer(walk: Walk, slot: Slot, report: Report): Promise<void> {
  const { mis, server, world } = walk
  report.title(`The answer to a booking of ${timeOf(slot.start)} is lost after the MIS has kept it`)
  const before = bookRequests(walk)
  server.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
  const appointment = await mis.book(intent(slot, 2, 'demo-lost'))
  report.say(`the connection broke, the visit was found by our reference: appointment ${appointment.id}`)
  report.expect('it is reported as booked', appointment.status === 'booked')
  report.expect('the clinic has exactly one visit at this time', visitsAt(walk, slot) === 1)
  report.expect('it is this very visit', world.appointment(appointment.id)?.reference === 'demo-lost')
  report.expect('the request was sent once', bookRequests(walk) - before === 1)
}

export async function cancelIt(walk: Walk, appointment: Appointment, slot: Slot, report: Report): Promise<void> {
  report.title('The first patient cancels')
  const { status } = await walk.mis.cancel({ appointment, reason: 'cannot come' })
  report.say(`appointment ${appointment.id}: ${status}`)
  report.expect('the visit is cancelled', status === 'cancelled' && visitsAt(walk, slot) === 0)
  report.expect('the time is offered again', includes(await freeTimes(walk), slot))
}

function startsOf(slots: readonly Slot[]): string[] {
  return slots.map(({ start }) => start)
}
