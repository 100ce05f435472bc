import { listen } from '@mis/mock'
import { type OneCMockOptions, oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { type Base, cookieOf, day, doctor, medapiBooking, open } from './mock-support.ts'

const start = { ibsession: 'start' }
const finish = { ibsession: 'finish' }
const doctors = 'GET /doctors'
const schedule = `GET /schedule/${doctor}/${day}`

/** A base whose calls take until they are told to go on. */
function slow(more: Partial<OneCMockOptions> = {}) {
  const waiting: (() => void)[] = []
  const base = open({ work: () => new Promise((resolve) => waiting.push(resolve)), ...more })
  const goOn = () => waiting.shift()?.()
  return { ...base, goOn, running: () => waiting.length }
}

/** Lets everything go on that can without anybody's help. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the user', () => {
  it('is let in by name and password in UTF-8', async () => {
    expect((await open().ask(doctors)).status).toBe(200)
  })

  it.each([
    ['nothing', ''],
    ['another password', `Basic ${Buffer.from('Сайт:нет').toString('base64')}`],
    ['the name in windows-1251', `Basic ${Buffer.from([0xd1, 0xe0, 0xe9, 0xf2, 0x3a, 0x31]).toString('base64')}`],
    ['another scheme', 'Bearer key'],
    ['no base64', 'Basic ***'],
  ])('%s is 401, and takes no licence', async (_, authorization) => {
    const base = open({ licences: 0 })
    const { status, headers } = await base.ask(doctors, undefined, { authorization })
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Basic realm="1C:Enterprise 8.3"'])
    expect(base.mock.platform.peak()).toBe(0)
  })
})

describe('a call without session headers', () => {
  it('is a session of its own and holds a licence while it runs', async () => {
    const base = slow({ licences: 2 })
    const calls = [base.ask(doctors), base.ask(doctors)]
    await settled()
    expect(base.mock.platform.sessions()).toBe(2)
    const third = await base.ask(doctors)
    expect([third.status, third.text]).toEqual([500, 'Не обнаружено свободной лицензии!'])
    base.goOn()
    base.goOn()
    expect((await Promise.all(calls)).map(({ status, headers }) => [status, headers.getSetCookie()])).toEqual([
      [200, []],
      [200, []],
    ])
    const { sessions, peak, refusals } = base.mock.platform
    expect([sessions(), peak(), refusals()]).toEqual([0, 2, 1])
  })

  it('gives its licence back when it is refused, raises or fits no route', async () => {
    const base = open({ licences: 1, quirks: { exception: { when: 'before', operations: ['listDoctors'] } } })
    await base.ask(doctors)
    await base.ask('DELETE /appointments/none')
    await expect(base.ask('GET /patients')).rejects.toMatchObject({ name: 'UnmatchedRequest' })
    expect(base.mock.platform.sessions()).toBe(0)
    expect((await base.ask(schedule)).status).toBe(200)
  })
})

describe('IBSession', () => {
  it('start gives a cookie, the cookie keeps the session, finish closes it', async () => {
    const base = open({ licences: 1 })
    const first = await base.ask(doctors, undefined, start)
    expect(first.headers.get('set-cookie')).toMatch(/^ibsession=[0-9a-f-]{36}; Path=\/; HttpOnly$/)
    expect(base.mock.platform.sessions()).toBe(1)
    const cookie = cookieOf(first)
    for (const headers of [{ cookie }, { cookie: `other=1; ${cookie}` }, { cookie, ...start }]) {
      const next = await base.ask(schedule, undefined, headers)
      expect([next.status, next.headers.getSetCookie()]).toEqual([200, []])
    }
    expect((await base.ask(doctors, undefined, { cookie, ...finish })).status).toBe(200)
    expect([base.mock.platform.sessions(), base.mock.platform.peak()]).toEqual([0, 1])
    expect((await base.ask(doctors, undefined, { cookie })).text).toBe('Сеанс отсутствует')
  })

  it('finish closes on an address that is none, too: 404', async () => {
    const base = open()
    const cookie = cookieOf(await base.ask(doctors, undefined, start))
    expect((await base.ask('GET /', undefined, { cookie, ...finish })).status).toBe(404)
    expect(base.mock.platform.sessions()).toBe(0)
  })

  it('an idle session holds its licence', async () => {
    const base = open({ licences: 1 })
    await base.ask(doctors, undefined, start)
    expect((await base.ask(doctors)).status).toBe(500)
    expect((await base.ask(doctors, undefined, start)).status).toBe(500)
    expect(base.mock.platform.refusals()).toBe(2)
  })

  it('calls in one session are served one after another, in their order', async () => {
    const base = slow()
    const first = base.ask(doctors, undefined, start)
    await settled()
    base.goOn()
    const cookie = cookieOf(await first)
    const order: string[] = []
    const calls = ['one', 'two', 'three'].map(async (name) => {
      await base.ask(doctors, undefined, { cookie })
      order.push(name)
    })
    for (const done of [1, 2, 3]) {
      await settled()
      expect([base.running(), order.length]).toEqual([1, done - 1])
      base.goOn()
    }
    await Promise.all(calls)
    expect([order, base.mock.platform.peak()]).toEqual([['one', 'two', 'three'], 1])
  })

  it('a call that waits behind finish finds its session gone', async () => {
    const base = slow()
    const first = base.ask(doctors, undefined, start)
    await settled()
    base.goOn()
    const cookie = cookieOf(await first)
    const calls = [base.ask(doctors, undefined, { cookie, ...finish }), base.ask(doctors, undefined, { cookie })]
    await settled()
    base.goOn()
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 400])
  })

  it('an idle session ends by itself where the publication says so', async () => {
    const base = open({ sessionMaxAge: 20 })
    const cookie = cookieOf(await base.ask(doctors, undefined, start))
    base.world.advance(19_999)
    expect((await base.ask(doctors, undefined, { cookie })).status).toBe(200)
    base.world.advance(20_000)
    expect(base.mock.platform.sessions()).toBe(0)
    expect((await base.ask(doctors, undefined, { cookie })).status).toBe(400)
  })

  it('means nothing to a publication that does not reuse sessions', async () => {
    const base = open({ reuseSessions: 'dontuse' })
    const { status, headers } = await base.ask(doctors, undefined, { ...start, cookie: 'ibsession=old' })
    expect([status, headers.getSetCookie(), base.mock.platform.sessions()]).toEqual([200, [], 0])
  })

  it('a refused call starts its session all the same', async () => {
    const base = open()
    const refused = await base.ask('DELETE /appointments/none', undefined, start)
    expect([refused.status, cookieOf(refused)]).toEqual([404, expect.stringContaining('ibsession=')])
  })
})

describe('a lost session', () => {
  const lost = async (more: Partial<OneCMockOptions> = {}): Promise<Base & { cookie: string }> => {
    const base = open(more)
    const cookie = cookieOf(await base.ask(doctors, undefined, start))
    base.mock.platform.loseSessions()
    return { ...base, cookie }
  }

  it('is 400 and says so, with start and finish as well, and nothing is done', async () => {
    const { ask, world, mock, cookie } = await lost()
    for (const more of [{}, start, finish]) {
      const { status, text } = await ask('POST /appointments', medapiBooking(), { cookie, ...more })
      expect([status, text]).toEqual([400, 'Сеанс отсутствует'])
    }
    expect([world.appointments().length, mock.platform.sessions()]).toEqual([0, 0])
  })

  it.each([
    { status: 404 as const },
    { status: 500 as const, text: 'ClusterDistribImpl: сеанс не найден' },
    { status: 500 as const, text: 'Соединение разорвано' },
  ])('may be told in another way: %o', async (staleCookie) => {
    const { ask, cookie } = await lost({ quirks: { staleCookie } })
    const { status, text } = await ask(doctors, undefined, { cookie })
    expect([status, text]).toEqual([staleCookie.status, staleCookie.text ?? 'Сеанс отсутствует'])
  })

  it('a real reset is the server’s own fault, aimed at the cookie’s call', async () => {
    const { world } = open()
    await using server = await listen(oneCMedicineMock(world, { username: 'u', password: 'p' }))
    server.arm({ when: { operation: 'listDoctors' }, times: 1, fault: 'reset' })
    const headers = { authorization: `Basic ${btoa('u:p')}` }
    await expect(fetch(`${server.url}/doctors`, { headers })).rejects.toThrow()
    expect((await fetch(`${server.url}/doctors`, { headers })).status).toBe(200)
  })
})

describe('when nothing can be started', () => {
  it('no licence has many words', async () => {
    const base = open({ licences: 0 })
    const texts = [
      'Не найдена лицензия',
      'Превышено максимальное количество пользователей',
      'There are no free licenses!',
      'License not found',
    ]
    for (const licenceText of texts) {
      base.options.quirks.licenceText = licenceText
      expect(await base.ask(doctors)).toMatchObject({
        status: 500,
        text: licenceText,
        type: 'text/plain; charset=utf-8',
      })
    }
    expect([base.mock.platform.refusals(), base.mock.platform.peak()]).toEqual([4, 0])
  })

  it('licences can come and go between two calls', async () => {
    const base = open({ licences: 0 })
    expect((await base.ask(doctors)).status).toBe(500)
    base.options.licences = 1
    expect((await base.ask(doctors)).status).toBe(200)
  })

  it('no session at all is 406, a live one goes on', async () => {
    const base = open()
    const cookie = cookieOf(await base.ask(doctors, undefined, start))
    base.options.quirks.noSessionStart = true
    expect((await base.ask(doctors)).status).toBe(406)
    expect((await base.ask(doctors, undefined, start)).status).toBe(406)
    expect((await base.ask(doctors, undefined, { cookie })).status).toBe(200)
    expect(base.mock.platform.refusals()).toBe(0)
  })
})

describe.each(['medapi', 'bit-umc'] as const)('answers of %s', (profile) => {
  const read = (base: Base) =>
    profile === 'medapi' ? base.ask(doctors) : base.ask('POST /DictionaryData', { Method: 'GetListEmployees', Key: '' })

  it('are JSON in UTF-8 with a content type', async () => {
    const { type, text } = await read(open({ profile }))
    expect(type).toBe('application/json; charset=utf-8')
    expect(text).toContain('Примеров Иван Образцович')
  })

  it('may begin with a byte order mark', async () => {
    const { text, json } = await read(open({ profile, quirks: { bom: true } }))
    expect([text.codePointAt(0), typeof json]).toEqual([0xfeff, 'object'])
  })

  it('may say text/plain, or nothing', async () => {
    expect((await read(open({ profile, quirks: { contentType: 'text/plain' } }))).type).toBe(
      'text/plain; charset=utf-8',
    )
    expect((await read(open({ profile, quirks: { contentType: 'missing' } }))).type).toBeNull()
  })

  it('may have members that nobody knows, in every object', async () => {
    const [plain, more] = [
      await read(open({ profile })),
      await read(open({ profile, quirks: { unknownMembers: true } })),
    ]
    expect(more.text.split('НовыйРеквизит').length - 1).toBeGreaterThan(8)
    expect(more.json).toMatchObject(plain.json as object)
  })

  it('an exception is 500 and a stack text, before anything is done or after', async () => {
    const base = open({ profile, quirks: { exception: { when: 'before' } } })
    const { status, text, type } = await read(base)
    expect([status, type]).toEqual([500, 'text/plain; charset=utf-8'])
    expect(text).toMatch(/^\{ОбщийМодуль\.\S+\.Модуль\(\d+\)\}: /)
    base.options.quirks.exception = { when: 'after', operations: ['book'] }
    expect((await read(base)).status).toBe(200)
  })

  it('error texts may come inside a page', async () => {
    const { status, text, type } = await read(open({ profile, licences: 0, quirks: { errors: 'html' } }))
    expect([status, type]).toEqual([500, 'text/html; charset=utf-8'])
    expect(text).toMatch(/^<!DOCTYPE html>.*<p>Не обнаружено свободной лицензии!<\/p>/)
  })
})

it('an exception after a booking leaves the booking there', async () => {
  const base = open({ quirks: { exception: { when: 'after', operations: ['book'] } } })
  expect((await base.ask('POST /appointments', medapiBooking())).status).toBe(500)
  expect(base.world.appointments()).toHaveLength(1)
})

describe('references', () => {
  it('are made of the world’s digits', () => {
    expect(oneCGuid('doctor', '7')).toBe('d0c00000-0000-11ef-8000-000000000007')
    expect(oneCGuid('clinic', '1')).toBe('0c1c0000-0000-11ef-8000-000000000001')
    expect(oneCGuid('appointment', '501')).toBe('a0000000-0000-11ef-8000-000000000501')
    expect(oneCGuid('service', '14')).toBe('5e000000-0000-11ef-8000-000000000014')
    for (const id of ['', 'x', '-1', '1234567890123']) expect(() => oneCGuid('doctor', id)).toThrow(RangeError)
  })

  it('of a clinic that the world has not are refused at once', () => {
    expect(() => open({ clinicId: '3' })).toThrow(RangeError)
  })
})
