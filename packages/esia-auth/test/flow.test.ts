import type { Patient } from '@mis/core'
import { createEmias } from '@mis/emias'
import { emiasMock } from '@mis/emias/mock'
import { createEsiaAuth, toPatient } from '@mis/esia-auth'
import { esiaMock, signIn } from '@mis/esia-auth/mock'
import { createWorld, listen, testPatient, type World } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startApp } from './browser-app.ts'
import {
  client,
  scope,
  signer,
  signInPlace,
  unchecked,
  unconfirmed,
  withOldPolicy,
  withoutPolicy,
  woman,
} from './flow-support.ts'
import { now } from './mock-support.ts'

const { ca, server: own, client: ours } = testCertificates()
const lpuCode = 'LPU-0'
const day = '2031-03-05'

/** EMIAS over mutual TLS, and somebody who books the first free time. */
async function emias() {
  const world = createWorld()
  const server = await listen(emiasMock(world, { lpuCode }), {
    tls: { ...own, ca, requestCert: true, rejectUnauthorized: true },
  })
  onTestFinished(() => server.close())
  const tls = { cert: ours.cert, key: ours.key, ca }
  const adapter = createEmias({ endpoint: `${server.url}/`, tls, lpuCode, clinicId: '1' })
  onTestFinished(() => adapter.close())
  const [free] = world.freeSlots({ clinicId: '1', from: day, to: day })
  const { slots } = await adapter.listSlots({ doctorId: free?.doctorId ?? '', from: day, to: day })
  const [slot] = slots
  if (!slot) throw new Error('the world has no free time on that day')
  return { world, adapter, slot }
}

/** What EMIAS asks for of a patient. */
function documentsOf({ lastName, firstName, birthDate, snils, oms }: Patient) {
  return { lastName, firstName, birthDate, snils, oms }
}

const requires = ['snils', 'oms'] as const

/** Whom the clinic expects. */
function bookedFor(world: World) {
  return world.findAppointments(() => true).map(({ patient }) => documentsOf(patient))
}

/** A browser as far as a sign-in needs one: it keeps the site's cookie. */
async function visit(url: string, oid: number): Promise<string> {
  const begun = await fetch(`${url}/login`, { redirect: 'manual' })
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const back = await signIn(begun.headers.get('location') ?? '', { oid })
  return await (await fetch(back, { headers: { cookie } })).text()
}

describe('from the sign-in to a visit', () => {
  it('goes the whole way over HTTP: login, callback, patient, a booking at EMIAS over mutual TLS', async () => {
    const { world, adapter, slot } = await emias()
    const redirectUris: string[] = []
    const mock = esiaMock({ clients: [{ ...client, redirectUris }], persons: [woman], now: () => now })
    const esia = await listen(mock)
    onTestFinished(() => esia.close())
    await using app = await startApp({
      auth(redirectUri) {
        redirectUris.push(redirectUri)
        const base = { clientId: client.clientId, redirectUri, scope, environment: 'test', signer } as const
        const certificates = mock.certificates()
        return createEsiaAuth({ ...base, certificates, baseUrl: esia.url, runtime: { now: () => now } })
      },
      book: async (patient) => (await adapter.book({ slot, patient: toPatient(patient, { requires }) })).status,
    })
    const page = await visit(app.url, woman.oid)
    expect(page).toContain('<p id="patient">Тестова Проба Образцовна</p><p>личность подтверждена</p>')
    expect(page).toContain('<p id="visit">booked</p>')
    expect(bookedFor(world)).toEqual([documentsOf(testPatient(1))])
  })

  it('books for a child with the papers of the child', async () => {
    const { world, adapter, slot } = await emias()
    const { patient } = await (await signInPlace()).signIn()
    const [child] = patient.children
    if (child === undefined) throw new Error('no child came')
    await adapter.book({ slot, patient: toPatient(patient, { child, requires }) })
    expect(bookedFor(world)).toEqual([documentsOf(testPatient(79))])
  })
})

describe('a patient', () => {
  it('is the person who signed in, with everything that was asked for', async () => {
    const { patient, tokens } = await (await signInPlace()).signIn()
    const { lastName, firstName, middleName, birthDate, sex, snils, oms, phone, email } = testPatient(1)
    expect(patient).toMatchObject({
      ...{ esiaOid: String(woman.oid), trusted: true, lastName, firstName, middleName, birthDate, sex, snils },
      oms: { number: oms, verified: true },
      contacts: { phone: { value: phone, verified: true }, email: { value: email, verified: true } },
      unreadable: [],
    })
    expect(patient.children.map(({ oms: policy }) => policy?.number)).toEqual([testPatient(79).oms, undefined])
    expect(toPatient(patient)).toEqual(testPatient(1))
    expect(tokens).toMatchObject({ esiaOid: String(woman.oid), scope, expiresAt: '2031-03-03T06:00:00.000Z' })
  })

  it('is never given a policy that nobody has checked', async () => {
    const place = await signInPlace()
    const { patient } = await place.signIn({ oid: unchecked.oid })
    expect(patient.oms).toMatchObject({ verified: false })
    expect(toPatient(patient)).not.toHaveProperty('oms')
    expect(() => toPatient(patient, { requires })).toThrow('data-missing')
    expect(toPatient(patient, { unverified: true })).toMatchObject({ oms: testPatient(4).oms })
  })

  it('has a policy of the old kind as it is, and nothing to book with', async () => {
    const { patient } = await (await signInPlace()).signIn({ oid: withOldPolicy.oid })
    expect(patient.oms).toEqual({ series: '000000', number: '0000000003', verified: true })
    expect(toPatient(patient)).not.toHaveProperty('oms')
  })

  it('may have no policy', async () => {
    const { patient } = await (await signInPlace()).signIn({ oid: withoutPolicy.oid })
    expect(patient).not.toHaveProperty('oms')
  })

  it('who is not confirmed comes only where the app wants it, and is marked', async () => {
    const { patient } = await (await signInPlace({ options: { allowUnverified: true } })).signIn({
      oid: unconfirmed.oid,
    })
    expect(patient).toMatchObject({ trusted: false, oms: { verified: false } })
    for (const field of ['snils', 'oms', 'phone', 'email']) expect(toPatient(patient)).not.toHaveProperty(field)
  })
})

describe('a sign-in', () => {
  for (const tokenAlgorithm of ['RS256', 'GOST3410_2012_256'] as const) {
    it(`goes through with tokens signed by ${tokenAlgorithm}`, async () => {
      const place = await signInPlace({ mock: { clients: [{ ...client, tokenAlgorithm }] } })
      expect(await place.signIn()).toMatchObject({ patient: { esiaOid: String(woman.oid) } })
    })
  }

  it('goes through with tokens of 2018, which name no certificate', async () => {
    const place = await signInPlace({ mock: { tokenFault: 'without-x5t' } })
    expect(await place.signIn()).toMatchObject({ patient: { trusted: true } })
  })

  it('with offline access is renewed, each refresh token once', async () => {
    const place = await signInPlace({ options: { accessType: 'offline' } })
    const { auth } = place
    const { tokens: first } = await place.signIn()
    const second = await auth.refresh(first)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(await auth.readPatient(second)).toMatchObject({ esiaOid: first.esiaOid })
  })

  it('ends at Gosuslugi by the address for it', async () => {
    const { auth } = await signInPlace()
    const response = await fetch(auth.logoutUrl('http://127.0.0.1:1/bye'), { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/bye'])
  })
})
