import { isMisError } from '@mis/core'
import {
  createEsiaAuth,
  createEsiaGateway,
  type EsiaAuthOptions,
  type EsiaGatewayOptions,
  esiaProGateway,
} from '@mis/esia-auth'
import { describe, expect, it } from 'vitest'
import { gostSigner } from './login-support.ts'
import { clinic } from './mock-support.ts'

const good: EsiaAuthOptions = {
  clientId: 'CLINIC01',
  redirectUri: 'https://app.example/callback',
  scope: ['openid', 'fullname', 'birthdate'],
  environment: 'test',
  signer: gostSigner,
  certificates: [clinic.certificate],
}

/** The field and the sentence of a refusal. */
function refusalOf(make: () => unknown): { readonly fields: readonly string[]; readonly message: string } {
  try {
    make()
  } catch (error) {
    if (isMisError(error, 'invalid-request')) return { fields: error.details.fields, message: error.message }
    throw error
  }
  return { fields: [], message: '' }
}

describe('options of createEsiaAuth', () => {
  it('may be as few as six', () => expect(refusalOf(() => createEsiaAuth(good))).toEqual({ fields: [], message: '' }))

  it.each([
    ['clientId', { clientId: 'clinic01' }, 'upper case'],
    ['clientId', { clientId: '' }, ''],
    ['redirectUri', { redirectUri: '/callback' }, 'whole http or https address'],
    ['redirectUri', { redirectUri: 'https://app.example/#x' }, 'without a fragment'],
    ['scope', { scope: ['openid'] }, 'must name fullname, birthdate'],
    ['scope', { scope: ['openid', 'fullname', 'birthdate', 'openid'] }, 'once'],
    ['scope[3]', { scope: ['openid', 'fullname', 'birthdate', 'snils mobile'] }, ''],
    ['scope', { scope: 'openid fullname birthdate' }, ''],
    ['environment', { environment: 'stage' }, ''],
    ['signer', { signer: {} }, 'gostPemSigner'],
    ['certificates', { certificates: [] }, ''],
    ['certificates[0]', { certificates: [''] }, 'PEM or DER'],
    ['protocol', { protocol: 'v3' }, ''],
    ['issuer', { issuer: [] }, ''],
    ['baseUrl', { baseUrl: 'ftp://esia.example' }, 'http or https'],
    ['accessType', { accessType: 'both' }, ''],
    ['transactionSecret', { transactionSecret: 'short' }, '32 bytes'],
    ['transactionSecret', { transactionSecret: new Uint8Array(31) }, '32 bytes'],
    ['claimTransaction', { claimTransaction: true }, 'function'],
    ['toleranceSeconds', { toleranceSeconds: -1 }, ''],
    ['timeoutMs', { timeoutMs: 0 }, ''],
    ['maxResponseBytes', { maxResponseBytes: 0.5 }, ''],
    ['permissions[0]', { permissions: ['x'] }, ''],
  ])('name what is wrong: %s %o', (field, change, sentence) => {
    const { fields, message } = refusalOf(() => createEsiaAuth({ ...good, ...change } as EsiaAuthOptions))
    expect(fields).toEqual([field])
    expect(message).toContain(sentence)
  })

  it('never repeat a value', () => {
    const { message } = refusalOf(() => createEsiaAuth({ ...good, transactionSecret: 'very-secret' }))
    expect(message).toContain('transactionSecret')
    expect(message).not.toContain('very-secret')
  })

  it('need openid alone where consents are asked for', () => {
    const make = () => createEsiaAuth({ ...good, scope: ['openid'], permissions: [{ sysname: 'CLINIC' }] })
    expect(refusalOf(make).fields).toEqual([])
  })
})

describe('options of createEsiaGateway', () => {
  const gateway: EsiaGatewayOptions = {
    server: 'https://gateway.example',
    clientId: 'clinic',
    clientSecret: 'secret',
    redirectUri: 'https://app.example/callback',
    scope: ['openid'],
  }

  it('may be as few as five', () => expect(refusalOf(() => createEsiaGateway(gateway)).fields).toEqual([]))

  it('may come from a preset', () => {
    expect(refusalOf(() => createEsiaGateway({ ...gateway, ...esiaProGateway('https://x.example/') })).fields).toEqual(
      [],
    )
  })

  it.each([
    ['server', { server: 'gateway.example' }],
    ['server', { server: { issuer: 'https://gateway.example' } }],
    ['clientId', { clientId: '' }],
    ['clientSecret', { clientSecret: undefined }],
    ['clientAuthentication', { clientAuthentication: 'jwt' }],
    ['scope', { scope: [] }],
    ['person', { person: {} }],
    ['userinfoMethod', { userinfoMethod: 'PUT' }],
    ['redirectUri', { redirectUri: 'app' }],
  ])('name what is wrong: %s', (field, change) => {
    expect(refusalOf(() => createEsiaGateway({ ...gateway, ...change } as EsiaGatewayOptions)).fields).toEqual([field])
  })
})
