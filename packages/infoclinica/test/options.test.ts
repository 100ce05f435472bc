import { isMisError } from '@mis/core'
import { createInfoclinica, type InfoclinicaOptions } from '@mis/infoclinica'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'

const oauth2 = {
  kind: 'oauth2',
  grant: 'password',
  clientId: 'c',
  secretKey: 'k',
  username: 'u',
  password: 'p',
} as const
const good = { baseUrl: 'https://clinic.example', timeZone: 'Europe/Moscow', auth: oauth2 } as const
const portal = { ...good, profile: 'portal', auth: { kind: 'login', username: 'u', password: 'p' } } as const

function problems(options: object): readonly string[] {
  try {
    createInfoclinica(options as InfoclinicaOptions)
    return []
  } catch (error) {
    if (!isMisError(error, 'invalid-request')) throw error
    expect(error.message).not.toMatch(/s3cret/)
    return error.details.fields
  }
}

describe('the options', () => {
  it('of both profiles need no more than an address, a zone and who asks', () => {
    expect([problems(good), problems(portal)]).toEqual([[], []])
    for (const token of ['key', async () => 'key'])
      expect(problems({ ...good, auth: { kind: 'bearer', token } })).toEqual([])
    const { client, ca } = testCertificates()
    const tls = { cert: client.cert, key: client.key, ca }
    expect(problems({ ...good, auth: { kind: 'certificate', tls } })).toEqual([])
  })

  const wrong: readonly (readonly [string, object, readonly string[]])[] = [
    ['an address that is none', { ...good, baseUrl: 'clinic' }, ['baseUrl']],
    ['an address of files', { ...good, baseUrl: 'file:///etc' }, ['baseUrl']],
    ['a zone that is none', { ...good, timeZone: '+03:00' }, ['timeZone']],
    ['a zone of a branch that is none', { ...good, timeZones: { '7': 'MSK' } }, ['timeZones.*']],
    ['a profile that is none', { ...good, profile: 'soap' }, ['profile']],
    ['nobody', { ...good, auth: undefined }, ['auth']],
    ['a way in that is none', { ...good, auth: { kind: 'basic' } }, ['auth.kind']],
    ['a login at the gateway', { ...good, auth: portal.auth }, ['auth.kind']],
    ['a token at the portal', { ...portal, auth: oauth2 }, ['auth.kind', 'auth.username']],
    ['the password grant without a user', { ...good, auth: { ...oauth2, username: undefined } }, ['auth.username']],
    ['the password grant without a password', { ...good, auth: { ...oauth2, password: undefined } }, ['auth.password']],
    ['a client without an id', { ...good, auth: { ...oauth2, clientId: '' } }, ['auth.clientId']],
    ['a token of two lines', { ...good, auth: { kind: 'bearer', token: 's3cret\ns3cret' } }, ['auth.token']],
    ['a certificate without TLS', { ...good, auth: { kind: 'certificate' } }, ['auth.tls']],
    ['a window that is too wide', { ...good, slotWindowDays: 32 }, ['slotWindowDays']],
    ['no requests at once', { ...good, concurrency: 0 }, ['concurrency']],
    ['half a minute', { ...good, slotMinutes: 0.5 }, ['slotMinutes']],
    ['a function that is none', { ...portal, auth: { ...portal.auth, loginOf: 'p1' } }, ['auth.loginOf']],
  ]
  for (const [what, options, fields] of wrong) {
    it(`with ${what} are refused by name`, () => {
      const named = problems(options)
      expect(named).toEqual(fields.length === 1 ? fields : expect.arrayContaining([fields[0]]))
    })
  }

  it('with a certificate that nobody can use are refused at once', () => {
    const { client } = testCertificates()
    const refused = (tls: object, baseUrl: string = good.baseUrl) =>
      problems({ ...good, baseUrl, auth: { kind: 'certificate', tls } })
    expect(refused({ pfx: client.pfx, passphrase: 's3cret' })).toEqual(['tls.passphrase'])
    expect(refused({ cert: client.cert, key: client.key }, 'http://clinic.example')).toEqual(['baseUrl'])
  })
})

describe('the capabilities', () => {
  it('of the gateway are what its document gives', () => {
    expect(createInfoclinica(good).capabilities).toEqual({
      patientFields: { required: ['lastName', 'firstName', 'birthDate', 'phone'], on: ['listAppointments'] },
      ...{ slotWindowDays: 31, concurrency: 4, findBooking: { proof: 'patient', quietPeriodMs: 5_000 } },
      ...{ listClinics: true, listServices: true, getAppointment: true, listAppointments: true, reschedule: true },
    })
  })

  it('of the portal are fewer: it tells no services, and no single visit', () => {
    const adapter = createInfoclinica({ ...portal, slotWindowDays: 7, concurrency: 2, quietPeriodMs: 0 })
    expect(adapter.capabilities).toEqual({
      patientFields: { required: ['lastName', 'firstName'], on: ['listAppointments'] },
      ...{ slotWindowDays: 7, concurrency: 2, findBooking: { proof: 'patient', quietPeriodMs: 0 } },
      ...{ listClinics: true, listAppointments: true, reschedule: true },
    })
    expect('changes' in adapter).toBe(false)
  })

  it('stand beside a name that tells two installations apart', () => {
    expect([createInfoclinica(good).vendor, createInfoclinica(good).instance]).toEqual([
      'infoclinica',
      'clinic.example',
    ])
    expect(createInfoclinica({ ...good, instance: 'north' }).instance).toBe('north')
  })
})
