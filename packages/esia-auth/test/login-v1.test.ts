import { gostPemSigner, rsaPkcs7Signer } from '@mis/esia-auth'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'
import { privateKeyPem, verifyCms } from '../src/gost/index.ts'
import { gostSigner, place } from './login-support.ts'
import { clinic, redirectUri, scope, woman } from './mock-support.ts'

const cmsSigner = gostPemSigner({
  key: privateKeyPem(clinic.key),
  certificate: clinic.certificate,
  format: 'cms',
})
const timestamp = '2031.03.03 05:00:00 +0000'

describe('protocol v1', () => {
  it('signs scope, timestamp, client_id, state in both calls, and sends no hash', async () => {
    const here = place({ protocol: 'v1', signer: cmsSigner })
    const { url, transaction } = await here.auth.beginLogin()
    const { patient } = await here.auth.completeLogin(await here.browser(url), transaction)
    expect(patient.esiaOid).toBe(String(woman.oid))
    const { pathname, searchParams } = new URL(url)
    const [form] = here.tokenCalls()
    expect(pathname).toBe('/aas/oauth2/ac')
    expect(here.server.requests().map(({ path }) => path)).toContain('/aas/oauth2/te')
    expect(here.signer.texts).toEqual(
      [searchParams, form].map((each) => `${scope}${timestamp}CLINIC01${each?.get('state')}`),
    )
    for (const each of [searchParams, form]) expect(each?.has('client_certificate_hash')).toBe(false)
    expect(form?.get('redirect_uri')).toBe(redirectUri)
  })

  it('carries a detached CMS', async () => {
    const here = place({ protocol: 'v1', signer: cmsSigner })
    const { url } = await here.auth.beginLogin()
    const secret = Buffer.from(new URL(url).searchParams.get('client_secret') ?? '', 'base64url')
    expect(verifyCms(secret, new TextEncoder().encode(here.signer.texts[0])).content).toBeUndefined()
    expect(() => verifyCms(secret, new TextEncoder().encode('another text'))).toThrow()
  })

  it('refreshes the same way', async () => {
    const here = place({ protocol: 'v1', signer: cmsSigner, accessType: 'offline' })
    const { tokens } = await here.login()
    await expect(here.auth.refresh(tokens)).resolves.toMatchObject({ esiaOid: tokens.esiaOid })
    expect(here.signer.texts.at(-1)).toBe(`${scope}${timestamp}CLINIC01${here.tokenCalls()[1]?.get('state')}`)
  })

  it('takes an RSA signer for test stands', async () => {
    const { client } = testCertificates()
    const here = place({ protocol: 'v1', signer: rsaPkcs7Signer({ key: client.key, certificate: client.cert }) })
    expect((await here.auth.beginLogin()).url).toContain('/aas/oauth2/ac?')
  })
})

describe('signer and protocol', () => {
  it('must fit each other', () => {
    expect(() => place({ protocol: 'v1', signer: gostSigner })).toThrow('signer: must have format cms for protocol v1')
    expect(() => place({ signer: cmsSigner })).toThrow('signer: must have format raw for protocol v2')
  })
})
