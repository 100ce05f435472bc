import { type Day, defaultRuntime, isMisError, type MisAdapter, operationNames, type Slot, supports } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createWorld, fakeDialect, fakeMis, inProcess, listen, testPatient, type World } from '../src/index.ts'

const week: { doctorId: string; from: Day; to: Day } = { doctorId: '1', from: '2031-03-03', to: '2031-03-09' }
const patient = testPatient(1)

function open() {
  const world = createWorld()
  const server = inProcess(fakeDialect(world))
  return { world, server, mis: fakeMis(world, { server }) }
}
const firstSlot = (world: World, place = 0): Slot => {
  const slot = world.freeSlots({ doctorId: '1' })[place]
  if (slot === undefined) throw new Error('the doctor has no free time')
  return slot
}
const failure = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isMisError(error)) throw new Error(`expected a MisError, not ${String(error)}`)
  return error
}

describe('the fake', () => {
  it('is a MisAdapter with every operation there is', () => {
    const mis: MisAdapter = open().mis
    for (const operation of operationNames) expect(typeof Reflect.get(mis, operation)).toBe('function')
    expect(supports(mis, 'hold')).toBe(true)
  })

  it('lists clinics, doctors and services as the world has them', async () => {
    const { world, mis } = open()
    expect((await mis.listClinics({})).items).toEqual(world.clinics())
    expect((await mis.listDoctors({})).items).toEqual(world.doctors())
    expect((await mis.listServices({})).items).toEqual(world.services())
  })

  it('narrows lists and cuts them into pages', async () => {
    const { world, mis } = open()
    const inSecond = (await mis.listDoctors({ clinicId: '2' })).items
    expect(inSecond).toEqual(world.doctors().filter(({ clinicIds }) => clinicIds.includes('2')))
    const therapists = (await mis.listDoctors({ specialtyId: '3' })).items.map(({ id }) => id)
    expect(therapists).toEqual(['1', '6', '7', '9'])
    expect((await mis.listServices({ doctorId: '1' })).items.map(({ id }) => id)).toEqual(['5', '6'])
    const first = await mis.listDoctors({ limit: 10 })
    expect([first.items.length, first.next]).toEqual([10, '10'])
    const rest = await mis.listDoctors({ limit: 10, cursor: first.next ?? '' })
    expect([...first.items, ...rest.items]).toEqual(world.doctors())
    expect(rest).not.toHaveProperty('next')
  })

  it('lists free slots as the world has them, under the world’s clock', async () => {
    const { world, mis } = open()
    world.occupy(firstSlot(world).id)
    const availability = await mis.listSlots(week)
    expect(availability.slots).toEqual(world.freeSlots(week))
    expect(Date.parse(availability.asOf)).toBe(world.now())
    const online = await mis.listSlots({ ...week, mode: 'online' })
    expect(online.slots).toEqual(world.freeSlots(week).filter(({ mode }) => mode === 'online'))
    expect((await mis.listSlots({ ...week, serviceId: '5' })).slots).toEqual(world.freeSlots(week))
    expect((await mis.listSlots({ ...week, serviceId: '1' })).slots).toEqual([])
  })

  it('is asked in windows it bears, and knows no doctor who is none', async () => {
    const { world, server, mis } = open()
    const month = { ...week, to: '2031-04-01' }
    expect((await mis.listSlots(month)).slots).toEqual(world.freeSlots(month))
    expect(server.requests().filter(({ operation }) => operation === 'listSlots')).toHaveLength(3)
    expect((await failure(mis.listSlots({ ...week, doctorId: '99' }))).code).toBe('not-found')
    expect((await mis.listSlots({ ...week, doctorId: '14' })).slots).toEqual([])
  })

  it('books what the world gives, keeps the reference, and tells it all back without the person', async () => {
    const { world, mis } = open()
    const slot = firstSlot(world)
    const booked = await mis.book({ slot, patient, reference: 'r-1', serviceId: '6', comment: 'Болит' })
    const { id: slotId, doctorId, clinicId, start, end, mode, room } = slot
    const kept = { id: '501', status: 'booked', doctorId, clinicId, start, end, slotId, reference: 'r-1', mode, room }
    expect(booked).toEqual({ ...kept, serviceName: 'Повторный приём: терапия' })
    expect(world.appointment(booked.id)).toMatchObject({ patient, comment: 'Болит' })
    expect(await mis.getAppointment(booked)).toEqual(booked)
    expect((await mis.listAppointments({ patient })).items).toEqual([booked])
    expect((await mis.listAppointments({ patient: testPatient(2) })).items).toEqual([])
    expect((await mis.listAppointments({ patient, from: '2031-03-04' })).items).toEqual([])
  })

  it.each([
    ['slot-taken', (world: World, slot: Slot) => world.occupy(slot.id)],
    ['rejected', (world: World) => world.advance(86_400_000)],
  ])('says %s in the house’s words', async (code, spoil) => {
    const { world, mis } = open()
    const slot = firstSlot(world)
    spoil(world, slot)
    const error = await failure(mis.book({ slot, patient }))
    expect(error.code).toBe(code)
    if (error.code === 'rejected') expect(error.details.reason).toBe('visit-in-past')
  })

  it('rejects a second visit where the clinic has that rule', async () => {
    const { world, mis } = open()
    world.rules.alreadyBooked = true
    await mis.book({ slot: firstSlot(world), patient })
    const error = await failure(mis.book({ slot: firstSlot(world), patient }))
    expect(error).toMatchObject({
      code: 'rejected',
      details: { reason: 'already-booked' },
      vendorCode: 'already-booked',
    })
  })

  it('knows neither a slot nor an appointment that is none', async () => {
    const { world, mis } = open()
    const slot = firstSlot(world)
    const { clinicId, doctorId, start } = slot
    const nobody = { id: '999', clinicId, doctorId, start }
    expect((await failure(mis.book({ slot: { ...slot, id: '999' }, patient }))).code).toBe('not-found')
    const foreign = await failure(mis.book({ slot: { ...slot, id: 'fake/1' }, patient }))
    expect(foreign).toMatchObject({ code: 'invalid-request', details: { fields: ['slot.id'] } })
    expect(await mis.getAppointment(nobody)).toBeNull()
    expect((await failure(mis.cancel({ appointment: nobody }))).code).toBe('not-found')
  })

  it('demands a whole person before anything is sent', async () => {
    const { world, server, mis } = open()
    const neutral: MisAdapter = mis
    const { lastName, firstName } = patient
    const error = await failure(neutral.book({ slot: firstSlot(world), patient: { lastName, firstName } }))
    expect(error).toMatchObject({
      code: 'invalid-request',
      details: { fields: ['patient.birthDate', 'patient.phone'] },
    })
    expect(server.requests()).toEqual([])
  })

  it('cancels, the second time as the first', async () => {
    const { world, mis } = open()
    const appointment = await mis.book({ slot: firstSlot(world), patient })
    const cancelled = await mis.cancel({ appointment, reason: 'Заболел' })
    expect(cancelled).toEqual({ ...appointment, status: 'cancelled' })
    expect(await mis.cancel({ appointment })).toEqual(cancelled)
    expect(world.appointment(appointment.id)?.cancelReason).toBe('Заболел')
  })

  it('moves a visit under its id', async () => {
    const { world, mis } = open()
    const appointment = await mis.book({ slot: firstSlot(world), patient })
    const slot = firstSlot(world, 3)
    expect(await mis.reschedule({ appointment, slot })).toMatchObject({ id: appointment.id, start: slot.start })
    expect(world.appointments()).toHaveLength(1)
  })

  it('holds a slot for whoever books the hold’s own slot', async () => {
    const { world, mis } = open()
    const slot = firstSlot(world)
    const hold = await mis.hold({ slot })
    expect(Date.parse(hold.expiresAt) - world.now()).toBe(300_000)
    expect((await mis.listSlots(week)).slots).not.toContainEqual(slot)
    expect((await failure(mis.hold({ slot }))).code).toBe('slot-taken')
    expect((await failure(mis.book({ slot, patient: testPatient(2) }))).code).toBe('slot-taken')
    expect((await mis.book({ slot: hold.slot, patient })).slotId).toBe(slot.id)
  })

  it('lets a hold go, and does not mind being told twice', async () => {
    const { world, mis } = open()
    const slot = firstSlot(world)
    const hold = await mis.hold({ slot })
    expect([await mis.releaseHold(hold), await mis.releaseHold(hold)]).toEqual([null, null])
    expect(firstSlot(world)).toEqual(slot)
  })

  it('finds a booking whose answer was lost, by its reference and its person', async () => {
    const { world, server, mis } = open()
    const request = { slot: firstSlot(world), patient, reference: 'r-1' }
    server.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
    expect((await failure(mis.book(request))).code).toBe('outcome-unknown')
    expect((await mis.findBooking(request))?.id).toBe('501')
    expect(await mis.findBooking({ ...request, reference: 'r-2' })).toBeNull()
    expect(await mis.findBooking({ ...request, patient: testPatient(2) })).toBeNull()
    await mis.cancel({
      appointment: (await mis.getAppointment({ ...request.slot, id: '501' })) ?? { ...request.slot, id: '' },
    })
    expect(await mis.findBooking(request)).toBeNull()
  })

  it('keeps every person out of addresses and errors', async () => {
    const { world, server, mis } = open()
    const marked = { ...patient, lastName: 'Меченый' }
    world.occupy(firstSlot(world).id)
    const slot = world.slots({ doctorId: '1' })[0] ?? firstSlot(world)
    const error = await failure(mis.book({ slot, patient: marked, comment: 'Меченый' }))
    await mis.listAppointments({ patient: marked })
    await mis.findBooking({ slot, patient: marked })
    expect(JSON.stringify(error) + error.stack).not.toContain('Меченый')
    expect(
      decodeURIComponent(
        server
          .requests()
          .map(({ path }) => path)
          .join(),
      ),
    ).not.toMatch(/Меченый|7495|000000600/)
  })

  it('works over a real socket, and leaves a server open that is not its own', async () => {
    const world = createWorld()
    await using server = await listen(fakeDialect(world))
    const mis = fakeMis(world, { server })
    expect((await mis.listSlots(week)).slots).toEqual(world.freeSlots(week))
    await mis.close()
    expect((await fetch(`${server.url}/clinics`)).status).toBe(200)
  })

  it('takes faults, an instance name and a runtime', async () => {
    const asked: string[] = []
    const world = createWorld()
    const server = inProcess(fakeDialect(world))
    const spied: typeof fetch = (input, init) => {
      asked.push(input instanceof Request ? input.url : String(input))
      return server.fetch(input, init)
    }
    const mis = fakeMis(world, {
      server,
      faults: [{ times: 1, fault: { status: 503 } }],
      instance: 'north',
      runtime: { ...defaultRuntime, fetch: spied },
    })
    expect(mis).toMatchObject({ vendor: 'fake', instance: 'north' })
    expect((await failure(mis.listClinics({}))).code).toBe('unavailable')
    expect((await mis.listClinics({})).items).toHaveLength(2)
    expect(asked).toEqual(['http://mock.invalid/clinics', 'http://mock.invalid/clinics'])
  })

  it('closes its own server, which tells of a fault that nothing met', async () => {
    const mis = fakeMis(createWorld(), { faults: [{ when: { operation: 'cancel' }, fault: 'stall' }] })
    await mis.listClinics({})
    await expect(mis.close()).rejects.toThrow('no request met the armed fault stall on cancel')
    await expect(fakeMis(createWorld()).close()).resolves.toBeUndefined()
  })
})

describe('the dialect of the fake', () => {
  const ask = async (method: string, path: string, body?: string) => {
    const handler = fakeDialect(createWorld())
    const response = await handler(
      new Request(`http://mock.invalid${path}`, { method, ...(body !== undefined && { body }) }),
    )
    return { status: response.status, answer: await response.json() }
  }

  it.each([
    ['GET', '/slots', undefined, ['doctorId']],
    ['GET', '/slots?doctorId=1&from=2031-02-30&to=2031-03-03', undefined, ['from']],
    ['GET', '/slots?doctorId=1&from=2031-03-04&to=2031-03-03', undefined, ['to']],
    ['GET', '/slots?doctorId=1&from=2031-03-03&to=2031-03-17', undefined, ['to']],
    ['GET', '/doctors?cursor=x', undefined, ['cursor']],
    ['GET', '/doctors?limit=0', undefined, ['limit']],
    ['POST', '/appointments', '{"slotId":', ['body']],
    ['POST', '/appointments', '{"slotId":7}', ['slotId']],
    ['POST', '/appointments', '{"slotId":"10101","patient":{"phone":"1"}}', ['patient.phone']],
  ])('refuses %s %s %s and names the field', async (method, path, body, fields) => {
    expect(await ask(method, path, body)).toEqual({ status: 400, answer: { code: 'invalid-request', fields } })
  })

  it('names its operations, so that faults can be aimed', () => {
    const { operationOf } = fakeDialect(createWorld())
    expect(operationOf?.('POST', '/appointments', '')).toBe('book')
    expect(operationOf?.('POST', '/appointments/501/cancel', '')).toBe('cancel')
    expect(operationOf?.('GET', '/slots?doctorId=1', '')).toBe('listSlots')
    expect(operationOf?.('PUT', '/slots', '')).toBeUndefined()
  })

  it('knows no other routes', async () => {
    const request = new Request('http://mock.invalid/appointments/501', { method: 'DELETE' })
    await expect(fakeDialect(createWorld())(request)).rejects.toThrow('no route fits DELETE /appointments/501')
  })
})
