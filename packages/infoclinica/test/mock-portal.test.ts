import { describe, expect, it } from 'vitest'
import { listOf } from './mock-support.ts'
import { dataOf, day, login, openPortal, portalHeaders, ready, refused, timesOf, wireDay } from './portal-support.ts'

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
