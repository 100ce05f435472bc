import { createHash } from 'node:crypto'
import type { Runtime } from '@mis/core'
import { createInfoclinica } from '@mis/infoclinica'
import { describe, expect, it } from 'vitest'
import { day, freeSlot, type Gateway, messages, oauth2, openGateway, patient } from './gateway-support.ts'

const tokensAsked = (gateway: Gateway) => messages(gateway).filter((name) => name === 'token').length
const formOf = ({ server }: Gateway) =>
  new URLSearchParams(server.requests().find(({ path }) => path === '/oauth2/token')?.body ?? '')
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

describe('the secret of a token', () => {
  it('of the password grant is computed of time, client and key, in the zone of the adapter', async () => {
    const gateway = openGateway()
    await gateway.adapter.listClinics({})
    expect(formOf(gateway).get('client_secret')).toBe(`0-20310303080000-${sha1('20310303080000|partner|key')}`)
    expect(formOf(gateway).get('username')).toBe('desk')
  })

  it('of client credentials holds the scope as well', async () => {
    const auth = { kind: 'oauth2', grant: 'client_credentials', clientId: 'c', secretKey: 'k', scope: 'media' } as const
    const gateway = openGateway({ mock: { auth }, adapter: { auth } })
    await gateway.adapter.listClinics({})
    expect(formOf(gateway).get('client_secret')).toBe(`1-20310303080000-${sha1('20310303080000|c|k|media')}`)
    expect(formOf(gateway).get('scope')).toBe('media')
  })

  it('is the key itself where a lab portal wants it plain', async () => {
    const gateway = openGateway({ adapter: { auth: { ...oauth2, secret: 'plain' } } })
    await gateway.adapter.listClinics({}).catch(() => {})
    expect(formOf(gateway).get('client_secret')).toBe('key')
  })
})

describe('a token', () => {
  it('is fetched once for all who wait, and kept', async () => {
    const gateway = openGateway()
    await Promise.all(Array.from({ length: 5 }, () => gateway.adapter.listClinics({})))
    await gateway.adapter.listClinics({})
    expect([tokensAsked(gateway), gateway.mock.gateway.tokensIssued()]).toEqual([1, 1])
  })

  it('is renewed a minute before it ends, not after', async () => {
    const gateway = openGateway()
    await gateway.adapter.listClinics({})
    gateway.pass(3_539_000)
    await gateway.adapter.listClinics({})
    expect(tokensAsked(gateway)).toBe(1)
    gateway.pass(2_000)
    await gateway.adapter.listClinics({})
    expect(tokensAsked(gateway)).toBe(2)
  })

  it('that the gateway has forgotten is renewed once for all, and their reads are sent again', async () => {
    const gateway = openGateway()
    await gateway.adapter.listClinics({})
    gateway.world.advance(3_601_000)
    await Promise.all([gateway.adapter.listClinics({}), gateway.adapter.listDoctors({})])
    expect(tokensAsked(gateway)).toBe(2)
  })

  it('that expires in the middle of a page run is renewed, and the run goes on where it was', async () => {
    let pages = 0
    const fetch: Runtime['fetch'] = async (input, init) => {
      const request = new Request(input, init)
      const isPage = (await request.clone().text()).includes('WEB_SCHEDULE_REC_LIST')
      const response = await gateway.server.fetch(request)
      if (!isPage) return response
      pages += 1
      if (pages === 2) gateway.world.advance(3_601_000)
      return response
    }
    const gateway: Gateway = openGateway({ mock: { pageRows: 2 } }, { fetch: (input, init) => fetch(input, init) })
    const slots = gateway.world.freeSlots({ doctorId: '1', from: '2031-03-10' }).slice(0, 7)
    const booked = slots.map(({ id }) => gateway.world.book({ slotId: id, patient }))
    const { items } = await gateway.adapter.listAppointments({ patient })
    expect(items.map(({ id }) => id)).toEqual(booked.map((one) => (one.ok ? one.appointment.id : '')))
    expect(tokensAsked(gateway)).toBe(2)
  })

  it('refused under a booking is renewed and the booking sent again, since a 401 says that nothing was done', async () => {
    const gateway = openGateway()
    const slot = await freeSlot(gateway)
    gateway.server.arm({ when: { operation: 'book' }, times: 1, fault: { status: 401 } })
    const made = await gateway.adapter.book({ slot, patient })
    expect(gateway.world.appointments().map(({ id }) => id)).toEqual([made.id])
  })

  it('refused twice under a booking is unauthorized, and nothing happened', async () => {
    const gateway = openGateway()
    const slot = await freeSlot(gateway)
    gateway.server.arm({ when: { operation: 'book' }, fault: { status: 401 } })
    await expect(gateway.adapter.book({ slot, patient })).rejects.toMatchObject({
      code: 'unauthorized',
      happened: 'no',
    })
  })

  it('that cannot be renewed under a booking leaves it undone, not unknown', async () => {
    const gateway = openGateway()
    const slot = await freeSlot(gateway)
    gateway.server.arm({ when: { operation: 'book' }, fault: { status: 401 } })
    gateway.server.arm({ when: { path: '/oauth2/token' }, fault: { status: 503 } })
    await expect(gateway.adapter.book({ slot, patient })).rejects.toMatchObject({ code: 'unavailable', happened: 'no' })
  })

  it('is waited for by each caller alone: one who leaves takes it from nobody', async () => {
    const gateway = openGateway()
    gateway.server.arm({ when: { path: '/oauth2/token' }, times: 1, fault: 'late-commit' })
    const controller = new AbortController()
    const leaving = gateway.adapter.listClinics({}, { signal: controller.signal })
    const staying = gateway.adapter.listClinics({})
    await gateway.server.waitFor(1)
    const reason = new Error('the visitor left')
    controller.abort(reason)
    await expect(leaving).rejects.toBe(reason)
    gateway.server.release()
    expect((await staying).items).toHaveLength(2)
    expect(tokensAsked(gateway)).toBe(1)
  })

  it('that nobody waits for any more is not waited for', async () => {
    const gateway = openGateway()
    gateway.server.arm({ when: { path: '/oauth2/token' }, times: 1, fault: 'stall' })
    const controller = new AbortController()
    const call = gateway.adapter.listClinics({}, { signal: controller.signal })
    await gateway.server.waitFor(1)
    controller.abort(new Error('the visitor left'))
    await expect(call).rejects.toThrow('the visitor left')
    await gateway.server.idle()
    expect((await gateway.adapter.listClinics({})).items).toHaveLength(2)
  })

  it('that is refused names no secret', async () => {
    const auth = { ...oauth2, secretKey: 'wrong-key', password: 'wrong-word' }
    const gateway = openGateway({ adapter: { auth } })
    const error: unknown = await gateway.adapter.listClinics({}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unauthorized' })
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toMatch(/wrong-key|wrong-word|0-2031/)
  })

  const statuses = [
    [403, 'forbidden'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
  ] as const
  for (const [status, code] of statuses) {
    it(`answered with ${status} is ${code}, and a booking did not happen`, async () => {
      const gateway = openGateway()
      const slot = await freeSlot(gateway)
      gateway.world.advance(3_601_000)
      gateway.server.arm({ when: { path: '/oauth2/token' }, fault: { status } })
      await expect(gateway.adapter.book({ slot, patient })).rejects.toMatchObject({ code, happened: 'no' })
    })
  }
})

describe('a clock that is six minutes off', () => {
  const offMs = 6 * 60_000
  const late = (gateway: Gateway, dated: boolean) => {
    const fetch: Runtime['fetch'] = async (input, init) => {
      const response = await gateway.server.fetch(input, init)
      if (!dated) return response
      const headers = new Headers(response.headers)
      headers.set('date', new Date(gateway.world.now()).toUTCString())
      return new Response(response.body, { status: response.status, headers })
    }
    return createInfoclinica({
      ...{ baseUrl: gateway.server.url, auth: oauth2, timeZone: 'Europe/Moscow' },
      runtime: { now: () => gateway.world.now() - offMs, fetch },
    })
  }

  it('is set by the server’s own where it tells the time', async () => {
    const gateway = openGateway()
    const adapter = late(gateway, true)
    expect((await adapter.listClinics({})).items).toHaveLength(2)
    expect(tokensAsked(gateway)).toBe(2)
    // What was learned holds for the next token.
    gateway.world.advance(3_601_000)
    await adapter.listClinics({})
    expect(tokensAsked(gateway)).toBe(3)
  })

  it('is unauthorized where it does not', async () => {
    const gateway = openGateway()
    await expect(late(gateway, false).listClinics({})).rejects.toMatchObject({ code: 'unauthorized' })
    expect(tokensAsked(gateway)).toBe(1)
  })

  it('is named where the credentials are wrong as well', async () => {
    const gateway = openGateway({ mock: { auth: { ...oauth2, secretKey: 'another' } } })
    await expect(late(gateway, true).listClinics({})).rejects.toThrow('the clock of the server differs by 6 min')
  })

  it('by five minutes does no harm', async () => {
    const gateway = openGateway()
    const adapter = createInfoclinica({
      ...{ baseUrl: gateway.server.url, auth: oauth2, timeZone: 'Europe/Moscow' },
      runtime: { now: () => gateway.world.now() - 300_000, fetch: gateway.server.fetch },
    })
    const { slots } = await adapter.listSlots({ doctorId: '1', from: day, to: day })
    expect(slots.length).toBeGreaterThan(0)
    expect(tokensAsked(gateway)).toBe(1)
  })
})

describe('a token of the app’s own', () => {
  it('is asked for before each message, and once more after a 401', async () => {
    const given = ['old', 'key', 'key']
    const auth = { kind: 'bearer', token: async () => given.shift() ?? '' } as const
    const gateway = openGateway({ mock: { auth: { kind: 'bearer', token: 'key' } }, adapter: { auth } })
    expect((await gateway.adapter.listClinics({})).items).toHaveLength(2)
    expect((await gateway.adapter.listClinics({})).items).toHaveLength(2)
    expect(given).toEqual([])
  })

  it('as a text is not sent twice', async () => {
    const auth = { kind: 'bearer', token: 'wrong' } as const
    const gateway = openGateway({ mock: { auth: { kind: 'bearer', token: 'key' } }, adapter: { auth } })
    await expect(gateway.adapter.listClinics({})).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
    expect(messages(gateway)).toEqual(['GET_FILIAL_LIST'])
  })

  it('that the app cannot give is unauthorized, and a booking did not happen', async () => {
    const source = { fails: false }
    const token = async () => {
      if (source.fails) throw new Error('vault: s3cret')
      return 'key'
    }
    const auth = { kind: 'bearer', token: 'key' } as const
    const gateway = openGateway({ mock: { auth }, adapter: { auth: { kind: 'bearer', token } } })
    const slot = await freeSlot(gateway)
    source.fails = true
    const error: unknown = await gateway.adapter.book({ slot, patient }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unauthorized', happened: 'no' })
    expect(JSON.stringify(error)).not.toContain('s3cret')
  })
})
