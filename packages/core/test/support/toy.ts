import {
  type Appointment,
  type BookRequest,
  type Context,
  type Doctor,
  defineAdapter,
  type Runtime,
  type Slot,
  type SlotQuery,
} from '@mis/core'

export const slotAt = (start: string, doctorId = '7'): Slot => ({
  id: `t1.${start}`,
  doctorId,
  clinicId: '1',
  start: `${start}:00+03:00`,
  end: `${start.slice(0, 14)}59:00+03:00`,
  timeZone: 'Europe/Moscow',
  mode: 'in-person',
})

export const patient = { lastName: 'Тестова', firstName: 'Проба', birthDate: '1990-01-02', phone: '+74950000001' }

const doctor: Doctor = {
  id: '7',
  lastName: 'Примерова',
  firstName: 'Анна',
  fullName: 'Примерова Анна',
  specialties: [{ id: '3', name: 'Терапия' }],
  clinicIds: ['1'],
  active: true,
}

export const appointmentOf = (request: Pick<BookRequest, 'slot' | 'reference'>, id = '501'): Appointment => ({
  id,
  status: 'booked',
  doctorId: request.slot.doctorId,
  clinicId: request.slot.clinicId,
  start: request.slot.start,
  end: request.slot.end,
  mode: 'in-person',
  ...(request.reference !== undefined && { reference: request.reference }),
})

export interface ToyHandlers {
  listSlots?: (query: SlotQuery, context: Context) => Promise<readonly Slot[]>
  book?: (request: BookRequest, context: Context) => Promise<Appointment>
  findBooking?: (request: BookRequest, context: Context) => Promise<Appointment | null>
  cancel?: (context: Context) => Promise<Appointment>
  listDoctors?: (context: Context) => Promise<readonly Doctor[]>
}

/** An adapter whose every answer the test gives; two days a window, two requests at once. */
export function toyAdapter(handlers: ToyHandlers, runtime?: Runtime) {
  return defineAdapter({
    vendor: 'toy',
    instance: 'test',
    capabilities: {
      patientFields: { required: ['lastName', 'phone'] },
      slotWindowDays: 2,
      concurrency: 2,
      findBooking: { proof: 'reference', quietPeriodMs: 3_000 },
    },
    ...(runtime && { runtime }),
    operations: {
      listDoctors: async (_, context) => ({ items: (await handlers.listDoctors?.(context)) ?? [doctor] }),
      listSlots: async (query, context) => (await handlers.listSlots?.(query, context)) ?? [],
      book: async (request, context) => (await handlers.book?.(request, context)) ?? appointmentOf(request),
      cancel: async ({ appointment }, context) =>
        (await handlers.cancel?.(context)) ?? {
          ...appointment,
          status: 'cancelled',
          end: appointment.start,
          mode: 'in-person',
        },
      findBooking: async (request, context) => (await handlers.findBooking?.(request, context)) ?? null,
    },
  })
}

export const never = () => new Promise<never>(() => {})
