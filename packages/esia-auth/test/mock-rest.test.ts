import { describe, expect, it } from 'vitest'
import { esiaPerson } from '../mock/index.ts'
import { elementsOf, esia, now, read, scope, signedIn, unconfirmed, withOldPolicy, woman } from './mock-support.ts'

const all = `${scope} addresses id_doc`
const home = `/rs/prns/${woman.oid}`
const kid = woman.children?.[0]?.oid

async function opened(wanted = all, oid = woman.oid) {
  const place = esia()
  const { access_token: token } = await signedIn(place, { values: { scope: wanted } }, oid)
  return { ...place, get: async (path: string) => await read(place, path, token) }
}

async function policyOf(oid: number) {
  const { get } = await opened(all, oid)
  const { body } = await get(`/rs/prns/${oid}/docs?embed=(elements)`)
  return elementsOf(body).find((each) => (each as { readonly type: string }).type === 'MDCL_PLCY')
}

describe('a person', () => {
  it('comes with what the scopes open, written as ESIA writes it', async () => {
    const { get } = await opened()
    const { status, body } = await get(home)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      lastName: 'Тестова',
      firstName: 'Проба',
      middleName: 'Образцовна',
      birthDate: '02.01.1990',
      gender: 'F',
      snils: '000-000-600 18',
      trusted: true,
      status: 'REGISTERED',
      verifying: false,
      citizenship: 'RUS',
      stateFacts: ['EntityRoot'],
    })
    expect(body.eTag).toMatch(/^[0-9A-F]{40}$/)
  })

  it('comes without what they do not open', async () => {
    const { get } = await opened('openid birthdate')
    const { body } = await get(home)
    expect(body).toMatchObject({ birthDate: '02.01.1990', trusted: true })
    for (const field of ['lastName', 'firstName', 'middleName', 'gender', 'snils', 'rIdDoc']) {
      expect(body).not.toHaveProperty(field)
    }
  })

  it('has an account that is confirmed or is not', async () => {
    const { get } = await opened(all, unconfirmed.oid)
    expect((await get(`/rs/prns/${unconfirmed.oid}`)).body).toMatchObject({ trusted: false })
  })

  it('comes with collections in one request', async () => {
    const { get } = await opened()
    const { body } = await get(`${home}?embed=(contacts.elements,documents.elements,addresses.elements,kids)`)
    expect(body).toMatchObject({
      lastName: 'Тестова',
      contacts: {
        size: 2,
        stateFacts: ['hasSize'],
        elements: [
          { id: expect.any(Number), type: 'MBT', value: '+7(495)0000001', vrfStu: 'VERIFIED' },
          { id: expect.any(Number), type: 'EML', value: 'p1@example.org', vrfStu: 'VERIFIED' },
        ],
      },
      documents: { elements: [{ type: 'RF_PASSPORT' }, { type: 'MDCL_PLCY' }] },
      addresses: { elements: [{ type: 'PLV' }] },
      kids: { elements: [expect.stringMatching(/^http/), expect.stringMatching(/^http/)] },
    })
  })

  it('is refused whole where an embed is not open', async () => {
    const { get } = await opened('openid fullname')
    expect(await get(`${home}?embed=(documents.elements)`)).toMatchObject({ status: 403 })
  })
})

describe('the policy', () => {
  it('is verified', async () => {
    expect(await policyOf(woman.oid)).toMatchObject({ number: '0000000000000018', vrfStu: 'VERIFIED' })
  })
  it('is not verified', async () => {
    expect(await policyOf(unconfirmed.oid)).toMatchObject({ vrfStu: 'NOT_VERIFIED' })
  })
  it('is of the old kind', async () => {
    expect(await policyOf(withOldPolicy.oid)).toMatchObject({ series: '000000', number: '0000000003' })
  })
  it('is absent', () => {
    expect(esiaPerson(1, { policy: 'absent' }).documents).toMatchObject([{ type: 'RF_PASSPORT' }])
  })
})

describe('a collection', () => {
  it('is a list of addresses, each of which gives one element', async () => {
    const { get, server } = await opened()
    const { body } = await get(`${home}/docs`)
    expect(body).toMatchObject({ stateFacts: ['hasSize'], size: 2 })
    const first = String(elementsOf(body)[0])
    expect(first.startsWith(`${server.url}${home}/docs/`)).toBe(true)
    expect((await get(new URL(first).pathname)).body).toMatchObject({ type: 'RF_PASSPORT' })
  })

  it('has only the kinds that the scopes open', async () => {
    const { get } = await opened('openid medical_doc mobile')
    expect((await get(`${home}/docs?embed=(elements)`)).body).toMatchObject({ elements: [{ type: 'MDCL_PLCY' }] })
    expect((await get(`${home}/ctts?embed=(elements)`)).body).toMatchObject({ elements: [{ type: 'MBT' }] })
  })

  const refusals: Readonly<Record<string, number>> = {
    '/docs': 403,
    '/kids': 403,
    '/vhls': 403,
    '/ctts': 403,
    '/nonsense': 404,
    '/toString': 404,
    '/docs/1/2': 404,
  }
  for (const [path, status] of Object.entries(refusals)) {
    it(`${path} is ${status} for a token of names alone`, async () => {
      const { get } = await opened('openid fullname')
      expect(await get(home + path)).toMatchObject({ status })
    })
  }

  it('does not have an element of another number', async () => {
    const { get } = await opened()
    expect(await get(`${home}/docs/1`)).toMatchObject({ status: 404, body: { code: 'ESIA-004004' } })
  })
})

describe('children', () => {
  it('are elements of their own, and have papers', async () => {
    const { get } = await opened()
    const { body } = await get(`${home}/kids?embed=(elements)`)
    expect(body).toMatchObject({ size: 2, elements: [{ id: kid, firstName: expect.any(String) }, {}] })
    expect(elementsOf(body)[0]).not.toHaveProperty('birthDate')
    const { body: papers } = await get(`${home}/kids/${kid}/docs?embed=(elements)`)
    expect(papers).toMatchObject({ size: 1, elements: [{ type: 'MDCL_PLCY', vrfStu: 'VERIFIED' }] })
    expect((await get(`${home}/kids/${kid}`)).body).toMatchObject({ firstName: expect.any(String) })
  })

  it('of others are not there, and none without a scope', async () => {
    const { get } = await opened()
    expect(await get(`${home}/kids/1/docs`)).toMatchObject({ status: 404 })
    const without = await opened('openid medical_doc')
    for (const path of ['', '/docs'])
      expect(await without.get(`${home}/kids/${kid}${path}`)).toMatchObject({ status: 403 })
  })
})

describe('a token', () => {
  it('opens its own person alone', async () => {
    const { get } = await opened()
    expect(await get(`/rs/prns/${unconfirmed.oid}`)).toMatchObject({ status: 403 })
  })

  it('is refused where it is none, as an object or as an array of one', async () => {
    for (const token of [undefined, 'nonsense']) {
      const body = { code: 'ESIA-005011', message: 'SecurityErrorEnum.invalidToken' }
      expect(await read(esia(), home, token)).toEqual({ status: 401, body })
      expect(await read(esia({ restErrors: 'array' }), home, token)).toEqual({ status: 401, body: [body] })
    }
  })

  it('is good for an hour', async () => {
    let time = now
    const place = esia({ now: () => time })
    const { access_token: token } = await signedIn(place)
    time += 3_599_999
    expect(await read(place, home, token)).toMatchObject({ status: 200 })
    time += 1
    expect(await read(place, home, token)).toMatchObject({ status: 401, body: { code: 'ESIA-005013' } })
  })
})
