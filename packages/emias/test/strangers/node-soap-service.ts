import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { listen as soapListen } from 'soap'

interface Asked {
  readonly doctorId: string
  readonly slotId: string
}

/**
 * A ScheduleService of one doctor and one day on node-soap's own server: its reader, its writer, its faults. Nothing of
 * our mock is in it but the WSDL. `booked` is what it was asked to book, in order.
 */
export async function nodeSoapService(wsdl: string, tls: { cert: string; key: string; ca: string }) {
  const booked: Asked[] = []
  const http = createServer({ ...tls, requestCert: true, rejectUnauthorized: true })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const times = ['09:00:00', '09:20:00', '09:40:00']
  const slots = times.slice(0, 2).map((time, index) => ({
    SlotId: `tick/${index}`,
    StartTime: `2031-03-05T${time}`,
    EndTime: `2031-03-05T${times[index + 1]}`,
    Room: 'каб. 7 & 8',
    IsFree: true,
  }))
  const port = {
    GetSchedule: () => ({
      Slots: { Slot: slots.filter(({ SlotId }) => !booked.some((one) => one.slotId === SlotId)) },
    }),
    GetDoctors: () => ({
      Doctors: { Doctor: [{ DoctorId: 7, LastName: 'Примерова', FirstName: 'Анна', SpecialityName: 'Терапия' }] },
    }),
    CreateAppointment(asked: Asked) {
      if (booked.some(({ slotId }) => slotId === asked.slotId)) {
        throw {
          Fault: {
            Code: { Value: 'soap:Sender' },
            Reason: { Text: 'Время уже занято' },
            Detail: { ScheduleFault: { Code: 'SLOT_TAKEN', Message: 'Время уже занято' } },
            statusCode: 500,
          },
        }
      }
      booked.push(asked)
      return { AppointmentId: `n-${booked.length}` }
    },
  }
  soapListen(http, {
    path: '/ScheduleService.svc',
    services: { ScheduleService: { Soap12: port } },
    xml: wsdl,
    forceSoap12Headers: true,
  })
  const close = () =>
    new Promise<void>((resolve) => {
      http.closeAllConnections()
      http.close(() => resolve())
    })
  return { endpoint: `https://127.0.0.1:${(http.address() as AddressInfo).port}/ScheduleService.svc`, booked, close }
}
