import { type EsiaPerson, esiaPerson } from '@mis/esia-auth/mock'
import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { failureOf, type Place, place } from './login-support.ts'
import { client, persons, woman } from './mock-support.ts'

const names = ['openid', 'fullname', 'birthdate']
const asked = (here: Place) =>
  here.server
    .requests()
    .filter(({ path }) => path.startsWith('/rs/'))
    .map(({ path }) => decodeURIComponent(path).replace(`/rs/prns/${woman.oid}`, ''))

/** Everything may be asked for. */
const free = {
  clients: [{ clientId: client.clientId, certificates: client.certificates, redirectUris: client.redirectUris }],
}
const scoped = (...more: readonly string[]) => place({ scope: [...names, ...more] }, free)

const json = (body: unknown) => ({ status: 200, body: JSON.stringify(body) })
const account = {
  ...{ firstName: 'Проба', lastName: 'Тестова', birthDate: '02.01.1990', trusted: true, status: 'REGISTERED' },
}

describe('person data', () => {
  it.each([
    [[], ['']],
    [['snils', 'gender'], ['']],
    [['mobile'], ['?embed=(contacts.elements)']],
    [['email', 'mobile'], ['?embed=(contacts.elements)']],
    [['medical_doc'], ['?embed=(documents.elements)']],
    [['medical_doc', 'email'], ['?embed=(contacts.elements,documents.elements)']],
    [['kid_fullname'], ['']],
    [
      ['kid_fullname', 'kid_birthdate'],
      ['', '/kids?embed=(elements)'],
    ],
    [
      ['kid_fullname', 'kid_birthdate', 'kid_medical_doc'],
      ['', '/kids?embed=(elements)', ...(woman.children?.map(({ oid }) => `/kids/${oid}/docs?embed=(elements)`) ?? [])],
    ],
  ])('for the scopes %j are asked for by %j', async (more, paths) => {
    const here = scoped(...more)
    await here.login()
    expect(asked(here)).toEqual(paths)
  })

  it('go by what was granted, not by what was asked for', async () => {
    const here = scoped('medical_doc', 'mobile')
    const { tokens } = await here.login()
    const before = asked(here).length
    const patient = await here.auth.readPatient({ ...tokens, scope: names })
    expect(asked(here).slice(before)).toEqual([''])
    expect(patient).toMatchObject({ contacts: {}, children: [] })
  })

  it('hold children with their policies', async () => {
    const here = scoped('kid_fullname', 'kid_birthdate', 'kid_gender', 'kid_snils', 'kid_medical_doc')
    const { patient } = await here.login()
    const [child] = woman.children ?? []
    const policy = child?.documents?.find(({ type }) => type === 'MDCL_PLCY')
    expect(patient.children).toHaveLength(2)
    expect(patient.children[0]).toMatchObject({
      ...{ id: String(child?.oid), lastName: child?.lastName, birthDate: child?.birthDate, sex: child?.sex },
      snils: { value: child?.snils },
      oms: { number: policy?.number, verified: true },
    })
    expect(patient.children[1]).not.toHaveProperty('oms')
  })

  it('go with the token, and only to ESIA', async () => {
    const here = scoped('mobile')
    const { tokens } = await here.login()
    const [request] = here.server.requests().filter(({ path }) => path.startsWith('/rs/'))
    expect(request?.headers.authorization).toBe(`Bearer ${tokens.accessToken}`)
  })
})

describe('a collection', () => {
  it('that did not come with its owner is asked for by itself', async () => {
    const here = scoped('mobile', 'medical_doc')
    here.server.arm({ when: { path: /\/rs\/prns\/\d+\?embed/ }, times: 1, fault: json(account) })
    const { patient } = await here.login()
    expect(asked(here).slice(1)).toEqual(['/ctts?embed=(elements)', '/docs?embed=(elements)'])
    expect(patient).toMatchObject({
      oms: { number: testPatient(1).oms, verified: true },
      contacts: { phone: { value: testPatient(1).phone, verified: true } },
    })
  })

  it('of addresses is read one by one, by the id alone: a token follows no address of an answer', async () => {
    const here = scoped('mobile')
    const id = '100'
    const elements = [`https://evil.example/rs/prns/${woman.oid}/ctts/${id}`]
    here.server.arm({ when: { path: /\?embed/ }, times: 1, fault: json({ ...account, contacts: { elements } }) })
    const value = testPatient(3).phone
    here.server.arm({ when: { path: /\/ctts\/100$/ }, fault: json({ type: 'MBT', value, vrfStu: 'VERIFIED' }) })
    const { patient } = await here.login()
    expect(patient.contacts.phone).toEqual({ value, verified: true })
    expect(asked(here)).toEqual(['?embed=(contacts.elements)', `/ctts/${id}`])
  })

  it.each(['https://x/../../admin?x=', 'https://x/', 'https://x/docs/1', ''])(
    'names nothing that could lead elsewhere: %j',
    async (address) => {
      const here = scoped('mobile')
      const contacts = { elements: [address] }
      here.server.arm({ when: { path: /\?embed/ }, times: 1, fault: json({ ...account, contacts }) })
      expect((await failureOf(here.login())).reason).toBe('bad-response')
      expect(asked(here)).toHaveLength(1)
    },
  )

  it.each([403, 404])('that is not there, %d, is empty', async (status) => {
    const here = scoped('mobile', 'kid_fullname', 'kid_birthdate')
    here.server.arm({ when: { path: /\?embed=.*contacts|\?embed=%28contacts/ }, times: 1, fault: json(account) })
    for (const path of [/\/ctts/, /\/kids/])
      here.server.arm({ when: { path }, times: 1, fault: { status, body: '{}' } })
    expect((await here.login()).patient).toMatchObject({ contacts: {}, children: [] })
  })

  it('that fails otherwise fails the sign-in: half a patient is none', async () => {
    const here = scoped('kid_fullname', 'kid_birthdate')
    here.server.arm({ when: { path: /\/kids/ }, times: 1, fault: { status: 500, body: 'x' } })
    expect((await failureOf(here.login())).reason).toBe('esia-failed')
  })
})

describe('an account', () => {
  const withStatus = (status: string): EsiaPerson => esiaPerson(20, { status })

  it.each(['DELETED', 'REGISTERING', 'NOT_REGISTERED'])('that is %s is no account', async (status) => {
    const person = withStatus(status)
    const here = place({}, { persons: [...persons, person] })
    expect(await failureOf(here.login(person.oid))).toMatchObject({ reason: 'account-not-active', kind: 'user' })
  })

  it.each([undefined, null, false, 'true', 1])('whose trusted is %j is not confirmed', async (trusted) => {
    const here = scoped()
    here.server.arm({ when: { path: '/rs/prns' }, times: 1, fault: json({ ...account, trusted }) })
    const { reason } = await failureOf(here.login())
    expect(reason).toBe(typeof trusted === 'boolean' || trusted == null ? 'account-not-trusted' : 'bad-response')
  })

  it('is never asked for by a number that is none', async () => {
    const here = scoped()
    const { tokens } = await here.login()
    const before = asked(here).length
    for (const esiaOid of ['', '../1', '1/kids', 'x']) {
      expect((await failureOf(here.auth.readPatient({ ...tokens, esiaOid }))).reason).toBe('token-malformed')
    }
    expect(asked(here)).toHaveLength(before)
  })
})
