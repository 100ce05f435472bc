import { createInfoclinica } from '@mis/infoclinica'
import { type InfoclinicaMockOptions, infoclinicaMock } from '@mis/infoclinica/mock'
import { createWorld, type InProcessServer, inProcess, testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'

const login = { kind: 'login', username: 'p1', password: 'word' } as const
const patient = testPatient(1)
type Auth = Extract<Parameters<typeof createInfoclinica>[0], { profile: 'portal' }>['auth']

function openPortal(mock: Partial<InfoclinicaMockOptions> = {}, auth: Auth = login) {
  const world = createWorld()
  const handler = infoclinicaMock(world, { profile: 'portal', auth: { ...login, patient }, ...mock })
  const server = inProcess(handler, { strict: false })
  const adapter = createInfoclinica({
    ...{ baseUrl: server.url, profile: 'portal', auth, timeZone: 'Europe/Moscow' },
    runtime: { now: () => world.now(), monotonic: () => world.now(), fetch: server.fetch },
  })
  const freeSlot = async () => {
    const { slots } = await adapter.listSlots({
      doctorId: '1',
      from: '2031-03-05',
      to: '2031-03-14',
      mode: 'in-person',
    })
    const [slot] = slots
    if (slot === undefined) throw new Error('no free time')
    return slot
  }
  return { world, server, mock: handler, adapter, freeSlot }
}
const paths = (server: InProcessServer) =>
  server.requests().map(({ method, path }) => `${method} ${path.split('?', 1)[0]}`)
const count = (server: InProcessServer, path: string) => paths(server).filter((one) => one.includes(path)).length

describe('the portal', () => {
  it('shows its schedules without a login', async () => {
    const { adapter, server, freeSlot } = openPortal()
    expect((await freeSlot()).doctorId).toBe('1')
    expect(count(server, '/login')).toBe(0)
    for (const { headers } of server.requests().slice(1)) {
      expect(headers).toMatchObject({ 'x-integration-type': 'PORTAL-WR2', 'wr2-apirequest': '_' })
    }
    await adapter.close()
  })

  it('reads the directory once for all who ask for slots', async () => {
    const { adapter, server } = openPortal()
    const query = { from: '2031-03-05', to: '2031-03-05' }
    await Promise.all(['1', '2', '3'].map((doctorId) => adapter.listSlots({ ...query, doctorId })))
    expect([count(server, 'GET /filial'), count(server, '/reservation/doctors')]).toEqual([1, 2])
  })

  it('logs in once for all who need it', async () => {
    const { adapter, mock } = openPortal()
    await Promise.all(Array.from({ length: 4 }, () => adapter.listAppointments({ patient })))
    expect(mock.portal.logins()).toBe(1)
  })

  it('takes a login that is answered with a redirect, which is not followed', async () => {
    const { adapter, server } = openPortal({ loginStatus: 303 })
    expect(await adapter.listAppointments({ patient })).toEqual({ items: [] })
    expect(count(server, '/cabinet')).toBe(0)
  })

  for (const sessionLost of ['authenticated-false', 401] as const) {
    it(`logs in again when the session has silently expired (${sessionLost}), for a read and for a write`, async () => {
      const { adapter, mock, world, freeSlot } = openPortal({ sessionLost })
      const slot = await freeSlot()
      await adapter.listAppointments({ patient })
      world.advance(1_801_000)
      await adapter.listAppointments({ patient })
      expect(mock.portal.logins()).toBe(2)
      world.advance(1_801_000)
      const made = await adapter.book({ slot, patient })
      expect(mock.portal.logins()).toBe(3)
      world.advance(1_801_000)
      expect((await adapter.cancel({ appointment: made })).status).toBe('cancelled')
      expect(world.appointments().map(({ status }) => status)).toEqual(['cancelled'])
    })
  }

  it('that wants a login after the second one is unauthorized', async () => {
    const { adapter, server } = openPortal()
    server.arm({ when: { path: '/logged-in' }, fault: { status: 200, body: '{"authenticated":false}' } })
    await expect(adapter.listAppointments({ patient })).rejects.toMatchObject({ code: 'unauthorized' })
    expect(count(server, 'POST /login')).toBe(2)
  })

  it('whose login is refused is unauthorized, and a booking did not happen', async () => {
    for (const mock of [{ auth: { ...login, password: 'other' } }, { auth: { ...login, captcha: 'seen' } }]) {
      const { adapter, freeSlot } = openPortal(mock)
      const call = adapter.book({ slot: await freeSlot(), patient })
      await expect(call).rejects.toMatchObject({ code: 'unauthorized', happened: 'no' })
    }
  })

  it('cancels by a GET that is sent once, whatever becomes of it', async () => {
    const { adapter, server, freeSlot } = openPortal()
    const appointment = await adapter.book({ slot: await freeSlot(), patient })
    for (const fault of ['reset', 'html', { status: 502 }] as const) {
      const before = count(server, '/record/delete/')
      server.arm({ when: { operation: 'cancel' }, fault })
      await expect(adapter.cancel({ appointment })).rejects.toMatchObject({ code: 'outcome-unknown' })
      server.disarm()
      expect(count(server, '/record/delete/') - before).toBe(1)
    }
    expect(count(server, '/record/confirm')).toBe(0)
  })

  it('moves a visit by naming its record', async () => {
    const { adapter, server, world } = openPortal()
    const { slots } = await adapter.listSlots({
      doctorId: '1',
      from: '2031-03-05',
      to: '2031-03-14',
      mode: 'in-person',
    })
    const [first, second] = slots
    if (first === undefined || second === undefined) throw new Error('no free times')
    const appointment = await adapter.book({ slot: first, patient })
    const moved = await adapter.reschedule({ appointment, slot: second })
    expect([moved.id, moved.start]).toEqual([appointment.id, second.start])
    expect(world.appointments()).toHaveLength(1)
    expect(server.requests().at(-1)?.body).toContain(`"schedid":${appointment.id}`)
  })

  it('finds a booking whose answer holds no record in the patient’s own list', async () => {
    const { adapter, server, world, freeSlot } = openPortal()
    const slot = await freeSlot()
    world.book({ slotId: world.freeSlots({ doctorId: '1', from: slot.start.slice(0, 10) })[0]?.id ?? '', patient })
    server.arm({ when: { operation: 'book' }, fault: { status: 200, body: '{"success":true}' } })
    expect((await adapter.book({ slot, patient })).id).toBe(world.appointments()[0]?.id)
  })

  it('that says it has booked, and has not, leaves the outcome unknown', async () => {
    const { adapter, server, freeSlot } = openPortal()
    const slot = await freeSlot()
    server.arm({ when: { operation: 'book' }, fault: { status: 200, body: '{"success":true,"data":null}' } })
    await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ code: 'outcome-unknown' })
  })
})

describe('one login is one patient', () => {
  it('so a visit for anybody else is refused and not sent', async () => {
    const { adapter, server, freeSlot } = openPortal()
    const slot = await freeSlot()
    const error = { code: 'rejected', details: { reason: 'other-patient' }, happened: 'no' }
    await expect(adapter.book({ slot, patient: testPatient(2) })).rejects.toMatchObject(error)
    await expect(adapter.listAppointments({ patient: testPatient(2) })).rejects.toMatchObject(error)
    expect([count(server, '/reserve'), count(server, '/records/list')]).toEqual([0, 0])
  })

  it('and names are compared as people write them', async () => {
    const owner = { ...patient, lastName: 'Тестова-Ёлкина' }
    const { adapter } = openPortal({ auth: { ...login, patient: owner } })
    const { middleName: _none, ...short } = owner
    for (const person of [owner, short, { ...owner, lastName: 'тестова-елкина' }]) {
      expect(await adapter.listAppointments({ patient: person })).toEqual({ items: [] })
    }
    const other = { ...owner, middleName: 'Иная' }
    await expect(adapter.listAppointments({ patient: other })).rejects.toMatchObject({ code: 'rejected' })
  })

  it('so each patient’s visits go under the login the app gives, and are cancelled under it', async () => {
    const other = { username: 'p2', password: 'word2' }
    const loginOf = async ({ lastName }: { lastName?: string }) => (lastName === testPatient(2).lastName ? other : null)
    const mock = { auth: { ...login, patient, others: [{ ...other, patient: testPatient(2) }] } }
    const { adapter, world, freeSlot } = openPortal(mock, { ...login, loginOf })
    const appointment = await adapter.book({ slot: await freeSlot(), patient: testPatient(2) })
    expect(world.appointment(appointment.id)?.patient.lastName).toBe(testPatient(2).lastName)
    expect((await adapter.listAppointments({ patient })).items).toEqual([])
    await adapter.cancel({ appointment })
    expect(world.appointment(appointment.id)?.status).toBe('cancelled')
  })
})

describe('a refusal of the portal', () => {
  const words = [
    ['Выбранное время недавно занято', { code: 'slot-taken' }],
    ['Требуется направление', { code: 'rejected', details: { reason: 'referral-required' } }],
    ['Ограничение по возрасту', { code: 'rejected', details: { reason: 'age-limit' } }],
    ['Изменение прошедших записей запрещено', { code: 'rejected', details: { reason: 'visit-in-past' } }],
    ['Пациент уже записан к этому врачу', { code: 'rejected', details: { reason: 'already-booked' } }],
    ['Неверный филиал', { code: 'invalid-request', details: { fields: ['clinicId'] } }],
    ['Время не найдено', { code: 'not-found' }],
    ['Приём закрыт', { code: 'rejected', details: { reason: 'unspecified' } }],
  ] as const
  for (const [message, error] of words) {
    it(`“${message}” is ${error.code}, and nothing happened`, async () => {
      const { adapter, server, freeSlot } = openPortal()
      const slot = await freeSlot()
      const body = JSON.stringify({ success: false, message })
      server.arm({ when: { operation: 'book' }, fault: { status: 200, body } })
      await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ ...error, happened: 'no' })
    })
  }

  const broken = [
    ['no list', '{"success":true}'],
    [
      'a day that is none',
      '{"data":[{"workdates":[{"tomorrow":[{"schedident":1,"intervals":[{"time":"9:00-9:30","isFree":true}]}]}]}]}',
    ],
    [
      'a time without an end',
      '{"data":[{"workdates":[{"20310305":[{"schedident":1,"intervals":[{"time":"9:00","isFree":true}]}]}]}]}',
    ],
    [
      'a free time without schedident',
      '{"data":[{"workdates":[{"20310305":[{"intervals":[{"time":"9:00-9:30","isFree":true}]}]}]}]}',
    ],
  ] as const
  for (const [what, body] of broken) {
    it(`with ${what} in a schedule is bad-response`, async () => {
      const { adapter, server } = openPortal()
      server.arm({ when: { operation: 'listSlots' }, fault: { status: 200, body } })
      const call = adapter.listSlots({ doctorId: '1', from: '2031-03-05', to: '2031-03-05' })
      await expect(call).rejects.toMatchObject({ code: 'bad-response' })
    })
  }
})
