import { fileURLToPath } from 'node:url'
import { createWorld, listen, testPatient } from '@mis/mock'
import { oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../../tools/lib/run.ts'
import { missing, strangers } from '../../../tools/lib/strangers.ts'

interface Told {
  readonly status: number
  readonly data?: unknown
  readonly error?: string
}

const client = fileURLToPath(new URL('php/client.php', import.meta.url))
// Cyrillic, since the users of a 1C base have such names.
const username = 'Сайт клиники'
const password = 'пароль:1'
const patient = testPatient(1)
const date = '2031-03-05'

async function clinic(extension = false) {
  const world = createWorld()
  const server = await listen(oneCMedicineMock(world, { username, password, extension }))
  onTestFinished(() => server.close())
  const php = async (...given: readonly string[]): Promise<Told> =>
    JSON.parse(await run('php', [client, server.url, username, password, ...given], '.')) as Told
  const [slot] = world.freeSlots({ clinicId: '1', from: date, to: date })
  if (!slot) throw new Error('the world has no free slot on that day')
  const doctorGuid = oneCGuid('doctor', slot.doctorId)
  const booking = {
    slotDate: date,
    slotTime: slot.start.slice(11, 16),
    doctorGuid,
    patient: {
      lastName: patient.lastName,
      firstName: patient.firstName,
      middleName: patient.middleName ?? '',
      birthDate: patient.birthDate,
      phone: patient.phone,
      email: '',
      snils: '',
    },
    serviceCode: '',
  }
  return { world, server, php, slot, doctorGuid, booking }
}

const why = missing(strangers.phpCurl)

if (why !== undefined) {
  describe('a PHP client of medapi', () => {
    it(`was NOT RUN: ${why}`, () => console.warn(`the PHP client of medapi was not run: ${why}`))
  })
} else {
  describe('a PHP client written from the requirement', () => {
    it('lists the doctors, inactive ones too', async () => {
      const { world, php } = await clinic()
      const { status, data } = await php('doctors')
      expect(status).toBe(200)
      const staff = world.doctors().filter(({ clinicIds }) => clinicIds.includes('1'))
      expect(data).toEqual(
        staff.map(({ id, fullName, active }) =>
          expect.objectContaining({ guid: oneCGuid('doctor', id), fullName, active }),
        ),
      )
      expect(staff.some(({ active }) => !active)).toBe(true)
    })

    it('sees the free times of a doctor on a day', async () => {
      const { world, php, slot, doctorGuid } = await clinic()
      const { data } = await php('schedule', doctorGuid, date.replaceAll('-', ''))
      const free = world.freeSlots({ doctorId: slot.doctorId, clinicId: '1', from: date, to: date })
      expect(free.length).toBeGreaterThan(1)
      expect(data).toEqual(
        free.map(({ start, end, room }) => ({
          start: start.slice(11, 16),
          end: end.slice(11, 16),
          cabinet: room ?? '',
        })),
      )
    })

    it('books, and the clinic has the visit of that person', async () => {
      const { world, php, slot, booking } = await clinic()
      const { status, data } = await php('book', JSON.stringify(booking))
      expect(status).toBe(200)
      const [visit] = world.findAppointments(() => true)
      expect(visit).toMatchObject({ slotId: slot.id, status: 'booked' })
      expect(visit?.patient).toMatchObject({
        lastName: patient.lastName,
        firstName: patient.firstName,
        birthDate: patient.birthDate,
      })
      expect(data).toMatchObject({ id: oneCGuid('appointment', visit?.id ?? ''), status: 'booked' })
    })

    it('hears that the time is taken as a failure with its words, and the clinic has one visit', async () => {
      const { world, php, booking } = await clinic()
      await php('book', JSON.stringify(booking))
      const { status, error } = await php('book', JSON.stringify(booking))
      expect(status).toBe(409)
      expect(error).toBe('SLOT_TAKEN: Время уже занято')
      expect(world.appointments()).toHaveLength(1)
    })

    it('cancels, twice with the same answer, and the time is free again', async () => {
      const { world, php, slot, booking } = await clinic()
      const { data } = await php('book', JSON.stringify(booking))
      const { id } = data as { id: string }
      const first = await php('cancel', id)
      expect(first).toMatchObject({ status: 200, data: { id, status: 'cancelled' } })
      expect(await php('cancel', id)).toEqual(first)
      expect(world.appointments().map(({ status }) => status)).toEqual(['cancelled'])
      expect(world.freeSlots({ clinicId: '1', from: date, to: date }).map(({ id }) => id)).toContain(slot.id)
    })

    it('books once under a client reference, however often it asks, where our module is in the base', async () => {
      const { world, php, booking } = await clinic(true)
      const referenced = JSON.stringify({ ...booking, clientReference: 'php-1' })
      const first = await php('book', referenced)
      expect(first.status).toBe(200)
      expect(await php('book', referenced)).toEqual(first)
      expect(world.appointments()).toHaveLength(1)
    })

    it('with a wrong password hears 401', async () => {
      const { server } = await clinic()
      const told = JSON.parse(await run('php', [client, server.url, username, 'нет', 'doctors'], '.')) as Told
      expect(told.status).toBe(401)
    })
  })
}
