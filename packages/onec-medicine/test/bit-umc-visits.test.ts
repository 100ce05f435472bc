import { createWorld } from '@mis/mock'
import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { clinic, clinicId, doctorId, freeMorning, patient, query, stub, visitId } from './bit-umc-stub.ts'

const done = { Ответ: { Результат: 'true', ОписаниеОшибки: ' ', УИД: visitId } }
const reserve = '4e5e0000-0000-11ef-8000-000000000801'

async function freeSlots(mis: ReturnType<typeof clinic>['adapter'], count: number) {
  const { slots } = await mis.listSlots({ doctorId: oneCGuid('doctor', '1'), from: '2031-03-04', to: '2031-03-04' })
  return slots.slice(0, count)
}

describe('what is sent', () => {
  it('names the time in one strict form, the person whole, and the length of the slot that was offered', async () => {
    const { adapter, asked } = stub({ Schedule: freeMorning, AppointmentCreate: done })
    const mis = adapter()
    const [, slot] = (await mis.listSlots(query)).slots
    if (slot === undefined) throw new Error('no slot')
    await mis.book({ slot, patient, comment: 'Впервые', serviceId: oneCGuid('service', '5') })
    expect(asked[0]?.members).toEqual({
      Key: 'k0k0k0',
      Method: 'GetSchedule20',
      StartDate: '2031-03-05T00:00:00',
      FinishDate: '2031-03-05T23:59:59',
      Employees: doctorId,
      Format: 'JSON',
      OnlyFreeTime: true,
    })
    expect(asked[1]?.members).toEqual({
      Key: 'k0k0k0',
      Method: 'BookAnAppointmentWithParams',
      Date: '2031-03-05T00:00:00',
      TimeBegin: '0001-01-01T09:20:00',
      Duration: '0001-01-01T00:20:00',
      Clinic: clinicId,
      EmployeeID: doctorId,
      PatientSurname: 'Тестова',
      PatientName: 'Проба',
      PatientFatherName: 'Образцовна',
      Phone: '+74950000001',
      Email: 'p1@example.org',
      Comment: 'Впервые',
      Birthday: '1990-01-02T00:00:00',
      Service: oneCGuid('service', '5'),
    })
  })

  it('of a cancellation has both texts that the service requires', async () => {
    const { adapter, asked } = stub({ AppointmentCancel: { Ответ: { Результат: 'true', ОписаниеОшибки: '' } } })
    const appointment = { id: visitId, clinicId, doctorId, start: '2031-03-05T06:00:00Z' }
    const cancelled = await adapter().cancel({ appointment, reason: 'Не смогу прийти' })
    expect(asked[0]?.members).toEqual({
      Key: 'k0k0k0',
      GUID: visitId,
      Reason: 'Не смогу прийти',
      AdditionalInformation: '',
    })
    expect(cancelled.start).toBe('2031-03-05T09:00:00+03:00')
  })

  it('goes where this base has its services, under the names it gives them', async () => {
    const { ДлительностьПриема: length, ...row } = freeMorning.Ответ.ГрафикДляСайта
    const answer = { Ответ: { ГрафикДляСайта: { ...row, Длительность: length } } }
    const { adapter, asked } = stub({ Grafik: answer })
    const shape = {
      paths: { Schedule: '/v2/Grafik' },
      fields: { ДлительностьПриема: 'Длительность', Employees: 'Врачи' },
    }
    const { slots } = await adapter({ shape }).listSlots(query)
    expect(slots).toHaveLength(3)
    expect(asked[0]?.members).toMatchObject({ Врачи: doctorId })
    expect(asked[0]?.members).not.toHaveProperty('Employees')
  })
})

describe('a slot', () => {
  it('of another doctor or time than its token is refused before anything is sent', async () => {
    const { adapter, asked } = clinic()
    const [one, two] = await freeSlots(adapter, 2)
    if (one === undefined || two === undefined) throw new Error('no slots')
    const before = asked.length
    for (const slot of [
      { ...one, id: two.id },
      { ...one, doctorId },
    ]) {
      await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ details: { fields: ['slot.id'] } })
    }
    expect(asked).toHaveLength(before)
  })
})

describe('a move', () => {
  it('keeps the reference and frees the old time', async () => {
    const { adapter, world } = clinic()
    const [one, two] = await freeSlots(adapter, 2)
    if (one === undefined || two === undefined) throw new Error('no slots')
    const appointment = await adapter.book({ slot: one, patient })
    const moved = await adapter.reschedule({ appointment, slot: two })
    expect(moved).toEqual({ ...moved, id: appointment.id, start: two.start, end: two.end, slotId: two.id })
    expect(world.appointments().map(({ start }) => start)).toEqual([two.start])
    expect(world.appointment('501')?.patient.lastName).toBe('Тестова')
  })

  it('to a held slot gives the hold up first', async () => {
    const { adapter, world } = clinic()
    const [one, two] = await freeSlots(adapter, 2)
    if (one === undefined || two === undefined) throw new Error('no slots')
    const appointment = await adapter.book({ slot: one, patient })
    const hold = await adapter.hold({ slot: two })
    expect((await adapter.reschedule({ appointment, slot: hold.slot })).slotId).toBe(two.id)
    expect(world.appointments().map(({ start }) => start)).toEqual([two.start])
  })
})

describe('a hold', () => {
  it('lasts a quarter of an hour and can be booked by whoever has its slot', async () => {
    for (const keepReservationGuid of [false, true]) {
      const { adapter, world } = clinic({ quirks: { keepReservationGuid } })
      const [slot] = await freeSlots(adapter, 1)
      if (slot === undefined) throw new Error('no slot')
      const hold = await adapter.hold({ slot })
      expect(hold.expiresAt).toBe('2031-03-03T08:15:00+03:00')
      await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ code: 'slot-taken' })
      const appointment = await adapter.book({ slot: hold.slot, patient })
      expect(appointment.slotId).toBe(slot.id)
      expect(appointment.id).toBe(keepReservationGuid ? hold.id : oneCGuid('appointment', '501'))
      expect((await adapter.getAppointment(appointment))?.status).toBe('booked')
      expect(world.appointments()).toHaveLength(1)
    }
  })

  it('that was booked meanwhile is not given back: that would cancel the visit', async () => {
    const { adapter, world } = clinic({ quirks: { keepReservationGuid: true } })
    const [slot] = await freeSlots(adapter, 1)
    if (slot === undefined) throw new Error('no slot')
    const hold = await adapter.hold({ slot })
    await adapter.book({ slot: hold.slot, patient })
    expect(await adapter.releaseHold(hold)).toBeNull()
    expect(world.appointments().map(({ status }) => status)).toEqual(['booked'])
  })

  it('that is given back twice, or has run out, is given back', async () => {
    const { adapter, world } = clinic()
    const [slot] = await freeSlots(adapter, 1)
    if (slot === undefined) throw new Error('no slot')
    const hold = await adapter.hold({ slot })
    expect([await adapter.releaseHold(hold), await adapter.releaseHold(hold)]).toEqual([null, null])
    const other = await adapter.hold({ slot })
    world.advance(16 * 60_000)
    expect(await adapter.releaseHold(other)).toBeNull()
  })

  it('whose booking could not be written is no proof that the time is somebody else’s', async () => {
    const conflict = new Response('Не удалось записать документ.', { status: 500 })
    const held = { Ответ: { Результат: 'true', УИД: reserve } }
    for (const [code, expected] of [
      ['6', 'outcome-unknown'],
      ['0', 'slot-taken'],
    ]) {
      const { adapter } = stub({
        Schedule: [freeMorning, { Ответ: '' }],
        Reservation: held,
        AppointmentCreate: conflict,
        AppointmentStatus: { Ответ: { Результат: code, ОписаниеРезультата: 'Резерв времени' } },
      })
      const mis = adapter()
      const [slot] = (await mis.listSlots(query)).slots
      if (slot === undefined) throw new Error('no slot')
      const hold = await mis.hold({ slot })
      await expect(mis.book({ slot: hold.slot, patient })).rejects.toMatchObject({ code: expected })
    }
  })
})

describe('an appointment', () => {
  it.each([
    ['1', 'booked'],
    ['2', 'confirmed'],
    ['3', 'arrived'],
    ['4', 'no-show'],
    ['5', 'cancelled'],
    ['6', 'other'],
    ['9', 'other'],
    ['17', 'other'],
  ])('of status code %s is %s; the rest is what the caller knows', async (code, status) => {
    const { adapter } = stub({ AppointmentStatus: { Ответ: { Результат: code, ОписаниеРезультата: 'x' } } })
    const start = '2031-03-05T09:00:00+03:00'
    const visit = { id: visitId, clinicId, doctorId, start }
    expect(await adapter().getAppointment(visit)).toEqual({ ...visit, status, end: start, mode: 'in-person' })
  })

  it('that the base does not know is none', async () => {
    for (const answer of [
      { Ответ: { Результат: 0 } },
      'Ошибка при получении уникального идентификатора заявки на основе GUID.',
    ]) {
      const { adapter } = stub({ AppointmentStatus: answer })
      const visit = { id: visitId, clinicId, doctorId, start: '2031-03-05T09:00:00+03:00' }
      expect(await adapter().getAppointment(visit)).toBeNull()
    }
  })
})

describe('services', () => {
  const list = (price: string) => ({
    Ответ: { Каталог: { UID: 's', Наименование: 'Приём', Цена: price, ЭтоПапка: 'false' } },
  })
  const two = {
    Ответ: {
      Клиника: [
        { УИД: 'c1', Наименование: 'A' },
        { УИД: 'c2', Наименование: 'B' },
      ],
    },
  }

  it('without a clinic are those of all, and a clinic that is not set up for the site has none', async () => {
    const notSetUp = { Ответ: { ОписаниеОшибки: 'Не обнаружена настройка обмена с сайтом для данной клиники!' } }
    const { adapter, asked } = stub({ DictionaryData: [two, notSetUp, list('10,5')] })
    expect((await adapter().listServices({})).items).toEqual([
      { id: 's', name: 'Приём', price: { amountMinor: 1050, currency: 'RUB' } },
    ])
    expect(asked.map(({ members }) => members.Clinic)).toEqual([undefined, 'c1', 'c2'])
  })

  it('of one clinic that is not set up for the site are an error', async () => {
    const { adapter } = stub({ DictionaryData: 'Не обнаружена настройка обмена с сайтом для данной клиники!' })
    await expect(adapter().listServices({ clinicId: 'c1' })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('oddities of a base', () => {
  it.each([
    ['arrays of one', { arrayOfOne: true }],
    ['empty objects', { emptyObjects: true }],
    ['periods one level down', { onlyFreeTime: 'periods' }],
    ['periods where they are without OnlyFreeTime', { onlyFreeTime: 'full' }],
    ['a row per speciality', { rowPerSpecialty: true }],
    ['a last day that is a day', { finishDay: true }],
    ['trees one level down', { nestedTrees: true }],
    ['a byte order mark', { bom: true }],
    ['text/plain', { contentType: 'text/plain' }],
    ['no content type', { contentType: 'missing' }],
    ['unknown members', { unknownMembers: true }],
  ] as const)('%s change nothing of what is told', async (_what, quirks) => {
    const read = async ({ adapter }: ReturnType<typeof clinic>) => ({
      clinics: await adapter.listClinics({}),
      doctors: await adapter.listDoctors({}),
      services: await adapter.listServices({}),
      slots: await adapter.listSlots({ doctorId: oneCGuid('doctor', '6'), from: '2031-03-03', to: '2031-03-31' }),
      none: await adapter.listSlots({ doctorId: oneCGuid('doctor', '14'), from: '2031-03-03', to: '2031-03-31' }),
    })
    const world = createWorld()
    expect(await read(clinic({ quirks }, world))).toEqual(await read(clinic({}, world)))
  })

  it('empty visit lengths are the default length', async () => {
    const { adapter } = clinic({ quirks: { emptyDates: true } })
    const slots = await freeSlots(adapter, 50)
    expect(slots.length).toBeGreaterThan(0)
    for (const { start, end } of slots) expect(Date.parse(end) - Date.parse(start)).toBe(30 * 60_000)
  })
})
