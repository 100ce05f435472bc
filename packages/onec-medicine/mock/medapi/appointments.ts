import { type Clinic, dayAt } from '@mis/core'
import type { BookRefusal, WorldAppointment } from '@mis/mock'
import { worldIdOf } from '../ids.ts'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import type { Answer, Asked } from '../profile.ts'
import { medapiRefusals } from './refusals.ts'
import { appointmentEntry } from './shapes.ts'
import { type CheckedBooking, checkBooking, WrongFields } from './validate.ts'

/** Everything below `/appointments`. Only visits to this clinic are known. */
export function createAppointments(world: OneCWorld, clinic: Clinic, options: OneCMockOptions) {
  const hasModule = () => options.extension === true
  const entry = (visit: WorldAppointment) => appointmentEntry(visit, options.quirks ?? {}, hasModule())
  const find = (guid: string): WorldAppointment | undefined => {
    const visit = world.appointment(worldIdOf('appointment', guid) ?? '')
    return visit?.clinicId === clinic.id ? visit : undefined
  }
  const byReference = (reference: string) =>
    world.findAppointments((visit) => visit.reference === reference && visit.clinicId === clinic.id)

  function book(body: string, refusals: ReturnType<typeof medapiRefusals>): WorldAppointment {
    const booking = checked(body, refusals)
    const doctorId = worldIdOf('doctor', booking.doctorGuid) ?? ''
    const [earlier] = booking.reference === undefined ? [] : byReference(booking.reference)
    if (earlier !== undefined) {
      const isSame = earlier.doctorId === doctorId && earlier.start.startsWith(`${booking.date}T${booking.time}`)
      if (!isSame) throw refusals.referenceConflict()
      return earlier
    }
    const slot = world
      .slots({ doctorId, clinicId: clinic.id, from: booking.date, to: booking.date })
      .find(({ start }) => start.slice(11, 16) === booking.time)
    if (slot === undefined) throw refusals.noSlot()
    const { patient, serviceCode, reference } = booking
    const booked = world.book({
      slotId: slot.id,
      patient,
      ...(serviceCode !== '' && { serviceId: serviceCode }),
      ...(reference !== undefined && { reference }),
    })
    if (booked.ok) return booked.appointment
    const why: Readonly<Record<BookRefusal, () => Error>> = {
      'slot-taken': refusals.slotTaken,
      'slot-not-found': refusals.noSlot,
      'visit-in-past': refusals.visitInPast,
      'already-booked': refusals.alreadyBooked,
    }
    throw why[booked.why]()
  }

  function checked(body: string, refusals: ReturnType<typeof medapiRefusals>): CheckedBooking {
    try {
      return checkBooking(body, dayAt(world.now(), clinic.timeZone), hasModule())
    } catch (error) {
      throw error instanceof WrongFields ? refusals.invalid(error.wrong) : error
    }
  }

  function bookAnswer(visit: WorldAppointment): Answer {
    const all = entry(visit)
    const { bookAnswer: form = 'appointment' } = options.quirks ?? {}
    if (form === 'id') return { json: { id: all.id } }
    return { json: all, status: form === 'created' ? 201 : 200 }
  }

  return (asked: Asked): Answer => {
    const { quirks = {} } = options
    const refusals = medapiRefusals(quirks.wordless === true)
    const id = asked.url.pathname.split('/')[2] ?? ''
    switch (asked.operation) {
      case 'book':
        return bookAnswer(book(asked.body, refusals))
      case 'cancel': {
        const visit = find(id)
        if (visit === undefined) throw refusals.noAppointment()
        const cancelled = world.cancel(visit.id)
        if (!cancelled.ok) throw refusals.visitInPast()
        if (quirks.cancelAnswer === 'empty') return { text: '' }
        return { json: quirks.cancelAnswer === 'object' ? {} : entry(cancelled.appointment) }
      }
      case 'getAppointment': {
        if (!hasModule()) throw refusals.notAllowed()
        const visit = find(id)
        if (visit === undefined) throw refusals.noAppointment()
        return { json: entry(visit) }
      }
      default: {
        if (!hasModule()) throw refusals.notAllowed()
        const reference = asked.url.searchParams.get('clientReference') ?? ''
        if (reference === '') throw refusals.invalid(['clientReference: нет ссылки'])
        return { json: byReference(reference).slice(0, 1).map(entry) }
      }
    }
  }
}
