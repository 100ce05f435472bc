import {
  type Appointment,
  type AppointmentQuery,
  type AppointmentRef,
  type BookRequest,
  type CancelRequest,
  type Context,
  defineAdapter,
  type MisAdapter,
  MisError,
  type Runtime,
  type Slot,
} from '@mis/core'

/** What goes wrong with one booking. */
export type Trouble = 'refused-connection' | 'lost-request' | 'lost-answer' | 'slow-commit' | 'busy' | 'written-twice'

const quietPeriodMs = 3_000

interface Visit extends Appointment {
  readonly patientName: string
}

/**
 * A MIS that lets visits overlap and asks nothing: whatever arrives is written. So two bookings of one intent are two
 * visits, which a more careful MIS would hide.
 */
export function carelessMis(
  runtime: Runtime,
  proof: 'reference' | 'patient' | 'slot' = 'reference',
  instance = 'test',
) {
  const showsTaken = proof === 'slot'
  const isTaken = ({ start }: Slot) => visits.some((one) => one.start === start && one.status !== 'cancelled')
  const visits: Visit[] = []
  const troubles: Trouble[] = []
  let ids = 500
  const unknown = () => new MisError('outcome-unknown', { details: { sentAt: runtime.now() } })

  const write = ({ slot, reference, patient }: BookRequest): Visit => {
    ids += 1
    const { doctorId, clinicId, start, end, mode } = slot
    const visit: Visit = {
      id: String(ids),
      status: 'booked',
      patientName: patient.lastName ?? '',
      ...{ doctorId, clinicId, start, end, mode },
      ...(reference !== undefined && { reference }),
    }
    visits.push(visit)
    return visit
  }
  const shown = ({ patientName: _name, ...appointment }: Visit): Appointment => appointment
  const at = (hour: number): Slot => ({
    id: `slot-${hour}`,
    doctorId: '7',
    clinicId: '1',
    start: `2031-03-05T${String(hour).padStart(2, '0')}:00:00+03:00`,
    end: `2031-03-05T${String(hour).padStart(2, '0')}:30:00+03:00`,
    timeZone: 'Europe/Moscow',
    mode: 'in-person',
  })
  const slots = [9, 10, 11, 12].map(at)

  const required = {
    listDoctors: async () => ({ items: [] }),
    listSlots: async () => (showsTaken ? slots.filter((slot) => !isTaken(slot)) : slots),
    async book(request: BookRequest, context: Context) {
      await runtime.sleep(50, context.signal)
      const trouble = troubles.shift()
      if (trouble === 'busy') throw new MisError('rate-limited', { details: { retryAfterMs: null } })
      if (trouble === 'refused-connection') {
        context.sent = false
        throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
      }
      if (trouble === 'lost-request') throw unknown()
      if (trouble === 'slow-commit') {
        // The answer is given up long before the write is through, which still is within the quiet period.
        runtime.sleep(quietPeriodMs - 500, new AbortController().signal).then(
          () => write(request),
          () => {},
        )
        throw unknown()
      }
      const visit = write(request)
      if (trouble === 'written-twice') write(request)
      if (trouble === 'lost-answer' || trouble === 'written-twice') throw unknown()
      return shown(visit)
    },
    async cancel({ appointment }: CancelRequest) {
      const index = visits.findIndex(({ id }) => id === appointment.id)
      const visit = visits[index]
      if (visit === undefined) throw new MisError('not-found', { details: {} })
      visits[index] = { ...visit, status: 'cancelled' }
      return shown({ ...visit, status: 'cancelled' })
    },
  }
  const byPatient = {
    ...required,
    async listAppointments({ patient }: AppointmentQuery) {
      return { items: visits.filter(({ patientName }) => patientName === patient.lastName).map(shown) }
    },
  }
  const byReference = {
    ...byPatient,
    async getAppointment({ id }: AppointmentRef) {
      const visit = visits.find((one) => one.id === id)
      return visit === undefined ? null : shown(visit)
    },
    async findBooking({ reference }: BookRequest) {
      const found = visits.find((one) => one.reference === reference && one.status !== 'cancelled')
      return found === undefined ? null : shown(found)
    },
  }
  const adapter = (): MisAdapter => {
    const base = { vendor: 'careless', instance, runtime } as const
    const capabilities = { patientFields: { required: ['lastName'] }, slotWindowDays: 30, concurrency: 2 } as const
    if (proof === 'slot') return defineAdapter({ ...base, capabilities, operations: required })
    if (proof === 'patient')
      return defineAdapter({
        ...base,
        capabilities: { ...capabilities, listAppointments: true },
        operations: byPatient,
      })
    const findBooking = { proof: 'reference', quietPeriodMs } as const
    const all = { ...capabilities, findBooking, getAppointment: true, listAppointments: true } as const
    return defineAdapter({ ...base, capabilities: all, operations: byReference })
  }
  return {
    adapter,
    slots,
    trouble: (one: Trouble) => troubles.push(one),
    calm: () => troubles.splice(0),
    visits: (): readonly Visit[] => visits,
    live: (reference: string) => visits.filter((one) => one.reference === reference && one.status !== 'cancelled'),
    cancelAtReception(id: string) {
      const index = visits.findIndex((one) => one.id === id)
      const visit = visits[index]
      if (visit !== undefined) visits[index] = { ...visit, status: 'cancelled' }
    },
  }
}
