import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { type Fields, fieldsOf, listOf } from './mock-support.ts'
import { dataOf, day, login, openPortal, type Portal, portalHeaders, wireDay } from './portal-support.ts'

/** Each time of a doctor's day with the schedule it stands in. */
async function timesOf(portal: Portal, onlineMode = 0, dcode = '1'): Promise<readonly Fields[]> {
  const query = `st=${wireDay}&en=${wireDay}&dcode=${dcode}&onlineMode=${onlineMode}`
  const [found] = dataOf(await portal.ask(`GET /api/reservation/intervals?${query}`))
  return listOf(found?.workdates)
    .flatMap((date) => listOf(fieldsOf(date)[wireDay]))
    .flatMap((one) => listOf(fieldsOf(one).intervals).map((each) => ({ ...fieldsOf(each), ...pick(one) })))
}
const pick = (schedule: unknown) => ({ schedident: fieldsOf(schedule).schedident })

const reservation = (time: Fields | undefined, change: object = {}) => {
  const [st, en] = String(time?.time).split('-')
  const place = { date: wireDay, dcode: 1, depnum: 3, filial: 1, timezone: 3, schedident: time?.schedident }
  return { ...place, st, en, services: [], onlineType: 0, refid: null, deviceDetect: 2, ...change }
}

async function ready(change: Parameters<typeof openPortal>[0] = {}) {
  const portal = openPortal(change)
  await portal.login()
  const times = await timesOf(portal)
  const reserve = (time: Fields | undefined, more: object = {}) =>
    portal.ask('POST /api/reservation/reserve', reservation(time, more))
  return { ...portal, portal, times, reserve }
}

const refused = (error: string, message = /./) => ({
  status: 200,
  body: { success: false, error, message: expect.stringMatching(message) },
})

describe('the session', () => {
  it('begins with a cookie from the page and becomes another one by logging in', async () => {
    const { ask, mock } = openPortal()
    const page = await ask('GET /', undefined, {})
    expect(page.headers.get('set-cookie')).toMatch(/^PLAY_SESSION=[^;]+; Path=\//)
    expect((await ask('GET /logged-in')).body).toEqual({ authenticated: false })
    const { username, password } = login
    const answer = await ask('POST /login', { formKey: 'pcode', username, password })
    expect([answer.status, answer.body]).toEqual([200, { success: true }])
    expect(answer.headers.get('set-cookie')).not.toBe(page.headers.get('set-cookie'))
    expect((await ask('GET /logged-in')).body).toEqual({
      ...{ authenticated: true, id: 990_000_001, fullName: 'Тестова Проба Образцовна' },
      ...{ email: 'p1@example.org', phone: '+74950000001', checkToken: null },
    })
    expect(mock.portal.logins()).toBe(1)
  })

  it('may be answered by a redirect that carries the cookie', async () => {
    const portal = openPortal({ loginStatus: 303 })
    expect((await portal.login()).status).toBe(303)
    expect((await portal.ask('GET /logged-in')).body).toMatchObject({ authenticated: true })
  })

  it.each([
    ['login', { password: 'wrong' }],
    ['login', { username: '' }],
  ])('is refused inside a 200: %s %o', async (error, change) => {
    const portal = openPortal()
    expect(await portal.login(change)).toMatchObject(refused(error))
    expect((await portal.ask('GET /logged-in')).body).toEqual({ authenticated: false })
    expect(portal.mock.portal.logins()).toBe(0)
  })

  it('may demand a captcha', async () => {
    const portal = openPortal({ auth: { ...login, captcha: 'human' } })
    expect(await portal.login()).toMatchObject(refused('captcha'))
    expect((await portal.login({ 'g-recaptcha-response': 'human' })).body).toEqual({ success: true })
  })

  it('needs the page first, and the form of a password', async () => {
    const { ask, ...portal } = openPortal()
    const { username, password } = login
    expect(await ask('POST /login', { formKey: 'pcode', username, password })).toMatchObject(refused('session'))
    expect((await portal.login({ formKey: 'refreshToken' })).status).toBe(400)
  })

  it('expires silently after half an hour without use', async () => {
    const { portal, world, ask } = await ready()
    world.advance(1_799_999)
    expect((await ask('GET /logged-in')).body).toMatchObject({ authenticated: true })
    world.advance(1_799_999)
    expect((await ask('GET /logged-in')).body).toMatchObject({ authenticated: true })
    world.advance(1_800_000)
    expect((await ask('GET /logged-in')).body).toEqual({ authenticated: false })
    expect(await ask(`GET /records/list?st=${wireDay}&en=${wireDay}`)).toMatchObject({
      status: 200,
      body: { authenticated: false },
    })
    portal.options.sessionLost = 401
    expect((await ask('POST /api/reservation/reserve', {})).status).toBe(401)
    expect((await portal.login()).body).toEqual({ success: true })
    expect((await ask(`GET /records/list?st=${wireDay}&en=${wireDay}`)).body).toMatchObject({ success: true })
  })

  it.each([
    ['wr2-apirequest', { 'x-integration-type': 'PORTAL-WR2' }],
    ['x-integration-type', { 'wr2-apirequest': '_' }],
    ['the right x-integration-type', { ...portalHeaders, 'x-integration-type': 'WIDGET' }],
  ])('is 403 without %s', async (_what, headers) => {
    expect((await openPortal().ask('GET /filial', undefined, headers)).status).toBe(403)
  })
})

describe('the catalogue', () => {
  it('is open without a login', async () => {
    expect(dataOf(await openPortal().ask('GET /filial'))).toMatchObject([
      { id: 1, name: 'Учебная клиника на Примерной', timezone: 3 },
      { id: 2, timezone: 5 },
    ])
  })

  it('has departments, of a branch where one is named', async () => {
    const { ask, world } = openPortal()
    const all = dataOf(await ask('GET /api/reservation/departments'))
    expect(all.map(({ name }) => name)).toEqual(world.specialties().map(({ name }) => name))
    expect(dataOf(await ask('POST /api/reservation/departments?f=2')).map(({ name }) => name)).not.toContain('Хирургия')
  })

  it('has working doctors with their nearest day', async () => {
    const { ask, world } = openPortal()
    const doctors = dataOf(await ask('GET /api/reservation/doctors?f=1&d=3'))
    expect(doctors.map(({ dcode }) => dcode)).toEqual([1, 6, 7])
    const [year, month, date] = world.freeSlots({ doctorId: '1' })[0]?.start.slice(0, 10).split('-') ?? []
    expect(doctors[0]).toEqual({
      ...{ dcode: 1, name: 'Примеров Иван Образцович', departmentName: 'Терапия' },
      nearestDate: `${date}.${month}.${year}`,
    })
    expect(dataOf(await ask('GET /api/reservation/doctors')).map(({ dcode }) => dcode)).not.toContain(14)
    for (const { id } of world.freeSlots({ doctorId: '1' })) world.occupy(id)
    expect(dataOf(await ask('GET /api/reservation/doctors?f=1&d=3'))[0]).toMatchObject({ nearestDate: null })
  })

  it('has the days of a doctor, by GET and by POST', async () => {
    const { ask, world } = openPortal()
    for (const { id } of world.freeSlots({ doctorId: '1', from: day, to: day })) world.occupy(id)
    const [byGet] = dataOf(await ask('GET /api/reservation/schedule?st=20310305&en=20310306&doctor=1'))
    expect(byGet).toMatchObject({ dcode: 1, dname: 'Примеров Иван Образцович' })
    expect(listOf(byGet?.intervals)).toContainEqual({ workDate: wireDay, isAvailable: false, isFree: false })
    expect(listOf(byGet?.intervals)).toContainEqual({ workDate: '20310306', isAvailable: true, isFree: true })
    const service = {
      st: '20310305',
      en: '20310306',
      doctor: 1,
      cashList: '',
      specList: '',
      filialId: 1,
      onlineMode: 0,
    }
    const byPost = await ask('POST /api/reservation/schedule', { services: [service, { ...service, doctor: 2 }] })
    expect(dataOf(byPost)).toMatchObject([byGet, { dcode: 2 }])
  })

  it('has the times by day, free or not, of the kind that was asked for', async () => {
    const portal = openPortal()
    const slots = portal.world.slots({ doctorId: '1', from: day, to: day })
    portal.world.occupy(slots[0]?.id ?? '')
    const [inClinic, both, duty, online] = await Promise.all([0, 1, 2, 3].map((mode) => timesOf(portal, mode)))
    expect(both).toHaveLength(slots.length)
    expect([inClinic?.length, online?.length, duty?.length]).toEqual([
      slots.filter(({ mode }) => mode === 'in-person').length,
      slots.filter(({ mode }) => mode === 'online').length,
      0,
    ])
    expect(both?.slice(0, 2)).toMatchObject([
      { time: '09:00-09:20', isFree: false },
      { time: '09:20-09:40', isFree: true },
    ])
  })

  it.each([
    ['st', 'st=2031-03-05&en=20310305&dcode=1'],
    ['en', 'st=20310305&en=20310304&dcode=1'],
    ['en', 'st=20310305&en=20310405&dcode=1'],
    ['dcode', 'st=20310305&en=20310305&dcode=x'],
    ['onlineMode', 'st=20310305&en=20310305&dcode=1&onlineMode=4'],
  ])('is 400 for a wrong %s', async (field, query) => {
    const answer = await openPortal().ask(`GET /api/reservation/intervals?${query}`)
    expect([answer.status, answer.body]).toEqual([400, { success: false, error: 'validation', field }])
  })

  it('has nothing in another branch, or on a day without reception', async () => {
    const { ask } = openPortal()
    const query = 'st=20310305&en=20310305&dcode=1'
    expect(dataOf(await ask(`GET /api/reservation/intervals?${query}&filialId=2`))).toEqual([])
    expect(dataOf(await ask('GET /api/reservation/intervals?st=20310309&en=20310309&dcode=1'))).toEqual([])
  })
})

describe('POST /api/reservation/reserve', () => {
  it('books for the patient who is logged in', async () => {
    const { reserve, times, world } = await ready()
    expect((await reserve(times[0])).body).toEqual({ success: true, data: { schedid: 501 } })
    expect(world.appointment('501')).toMatchObject({
      ...{ start: `${day}T09:00:00+03:00`, status: 'booked' },
      patient: { lastName: 'Тестова', birthDate: '1990-01-02' },
    })
  })

  it('books for each user under their own name', async () => {
    const other = { username: 'p2', password: 'p2-password', patient: testPatient(2) }
    const { login: logIn, reserve, times, world, ask } = await ready({ auth: { ...login, others: [other] } })
    await reserve(times[0])
    await logIn({ username: 'p2', password: 'p2-password' })
    await reserve(times[1])
    expect(world.appointment('502')?.patient.lastName).toBe(testPatient(2).lastName)
    const list = dataOf(await ask(`GET /records/list?st=${wireDay}&en=${wireDay}`))
    expect(list.map(({ schedid }) => schedid)).toEqual([502])
    expect(await ask('GET /record/delete/501/1')).toMatchObject(refused('not-found', /не найдена/))
    expect(world.appointment('501')?.status).toBe('booked')
  })

  it('moves the record that schedid names', async () => {
    const { reserve, times, world } = await ready()
    await reserve(times[0])
    expect((await reserve(times[3], { schedid: 501 })).body).toEqual({ success: true, data: { schedid: 501 } })
    expect(world.appointments()).toMatchObject([{ id: '501', start: `${day}T10:00:00+03:00` }])
    expect(await reserve(times[1], { schedid: 999 })).toMatchObject(refused('not-found'))
    world.cancel('501')
    expect(await reserve(times[1], { schedid: 501 })).toMatchObject(refused('cancelled', /уже отменена/))
  })

  it('refuses inside a 200 what is taken, past, elsewhere, of another kind or nowhere', async () => {
    const { reserve, times, world } = await ready()
    await reserve(times[0])
    expect(await reserve(times[0])).toMatchObject(refused('busy', /недавно занято/))
    expect(await reserve(times[1], { filial: 2, timezone: 5 })).toMatchObject(refused('filial'))
    expect(await reserve(times[1], { filial: 77 })).toMatchObject(refused('filial'))
    expect(await reserve(times[1], { onlineType: 1 })).toMatchObject(refused('online-mode'))
    expect(await reserve(times[1], { schedident: 1 })).toMatchObject(refused('no-time'))
    expect(await reserve(times[1], { depnum: 7 })).toMatchObject(refused('no-time'))
    world.rules.alreadyBooked = true
    expect(await reserve(times[1])).toMatchObject(refused('booked'))
    expect(world.appointments()).toHaveLength(1)
  })

  it('refuses a time that has begun', async () => {
    const { reserve, times, world, login: logIn } = await ready()
    world.advance(Date.parse(`${day}T09:00:00+03:00`) - world.now())
    await logIn()
    expect(await reserve(times[0])).toMatchObject(refused('past', /прошедших/))
  })

  it('refuses by a rule of the clinic in its words', async () => {
    const check = { code: 2, label: 'Нужно направление', text: 'Нужно направление терапевта' } as const
    const { reserve, times } = await ready({ rule: () => check })
    expect(await reserve(times[0])).toMatchObject(refused('check', /направление терапевта/))
  })

  it.each([
    ['date', { date: '2031-03-05' }],
    ['st', { st: '9:00' }],
    ['en', { en: '24:00' }],
    ['dcode', { dcode: null }],
    ['schedident', { schedident: '' }],
    ['filial', { filial: 'x' }],
    ['depnum', { depnum: {} }],
    ['timezone', { timezone: 5 }],
    ['timezone', { timezone: '3' }],
    ['services', { services: null }],
    ['onlineType', { onlineType: 2 }],
    ['schedid', { schedid: 'x' }],
  ])('is 400 for a wrong %s', async (field, change) => {
    const { reserve, times, world } = await ready()
    const answer = await reserve(times[0], change)
    expect([answer.status, fieldsOf(answer.body).field]).toEqual([400, field])
    expect(world.appointments()).toEqual([])
  })
})

describe('a patient’s records', () => {
  it('are listed by start, in pages, cancelled ones left out', async () => {
    const { reserve, times, ask, world } = await ready()
    for (const place of [4, 0, 2]) await reserve(times[place])
    const page = async (more: string) => {
      const answer = await ask(`GET /records/list?st=${wireDay}&en=${wireDay}${more}`)
      return [dataOf(answer).map(({ schedid }) => schedid), fieldsOf(answer.body).recordsTotal]
    }
    expect(await page('')).toEqual([[502, 503, 501], 3])
    expect(await page('&start=1&length=1')).toEqual([[503], 3])
    expect(await page('&start=3&length=5')).toEqual([[], 3])
    world.cancel('503')
    expect(await page('')).toEqual([[502, 501], 2])
    const [row] = dataOf(await ask(`GET /records/list?st=${wireDay}&en=${wireDay}`))
    expect(row).toEqual({
      ...{ schedid: 502, workDate: wireDay, st: '09:00', en: '09:20', dcode: 1, dname: 'Примеров Иван Образцович' },
      ...{ depnum: 3, depname: 'Терапия', filial: 1, fname: 'Учебная клиника на Примерной', timezone: 3 },
      ...{ schedident: times[0]?.schedident, onlineType: 0 },
    })
    for (const wrong of ['&start=-1', '&start=x', '&length=0']) {
      expect((await ask(`GET /records/list?st=${wireDay}&en=${wireDay}${wrong}`)).status).toBe(400)
    }
  })

  it('are cancelled by GET, once; by branch and by owner', async () => {
    const { reserve, times, ask, world } = await ready()
    await reserve(times[0])
    expect(await ask('GET /record/delete/501/2')).toMatchObject(refused('filial'))
    expect((await ask('GET /record/delete/501/1')).body).toEqual({ success: true })
    expect(world.appointment('501')?.status).toBe('cancelled')
    expect(await ask('GET /record/delete/501/1')).toMatchObject(refused('cancelled', /уже отменена/))
    expect(await ask('GET /record/delete/999/1')).toMatchObject(refused('not-found'))
  })

  it('are confirmed by GET, and neither after they have begun', async () => {
    const { reserve, times, ask, world, login: logIn } = await ready()
    await reserve(times[0])
    expect((await ask('GET /record/confirm?schedid=501&filialid=1')).body).toEqual({ success: true })
    expect(world.appointment('501')?.status).toBe('confirmed')
    expect(await ask('GET /record/confirm?schedid=501&filialid=2')).toMatchObject(refused('filial'))
    expect(await ask('GET /record/confirm?schedid=999&filialid=1')).toMatchObject(refused('not-found'))
    world.advance(Date.parse(`${day}T09:00:00+03:00`) - world.now())
    await logIn()
    expect(await ask('GET /record/confirm?schedid=501&filialid=1')).toMatchObject(refused('past'))
    expect(await ask('GET /record/delete/501/1')).toMatchObject(refused('past', /прошедших/))
  })
})

describe('addresses', () => {
  it('name their operation', () => {
    const { operationOf } = openPortal().mock
    const named = (target: string, body = '') => {
      const [method = '', path = ''] = target.split(' ')
      return operationOf?.(method, path, body)
    }
    expect(
      [
        'GET /filial',
        'GET /api/reservation/doctors?f=1',
        'GET /api/reservation/intervals?st=1',
        'GET /records/list?st=1',
        'GET /record/delete/501/1',
        'POST /api/reservation/reserve',
      ].map((target) => named(target)),
    ).toEqual(['listClinics', 'listDoctors', 'listSlots', 'listAppointments', 'cancel', 'book'])
    expect(named('POST /api/reservation/reserve', '{"schedid":501}')).toBe('reschedule')
    expect(named('POST /api/reservation/reserve', '{"schedid":null}')).toBe('book')
    for (const target of ['GET /', 'POST /login', 'GET /logged-in', 'GET /record/delete/x/1', 'POST /api/xml']) {
      expect(named(target)).toBeUndefined()
    }
  })

  it.each(['POST /api/xml', 'GET /records', 'DELETE /record/501', 'GET /record/delete/501'])(
    'beyond the portal fail the test by name: %s',
    async (target) => {
      await expect(openPortal().ask(target)).rejects.toMatchObject({ name: 'UnmatchedRequest' })
    },
  )
})
