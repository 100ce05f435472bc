import { createHash } from 'node:crypto'
import { type InfoclinicaMockOptions, infoclinicaMock } from '@mis/infoclinica/mock'
import { createWorld, inProcess } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { documentOf, openGateway } from './mock-support.ts'

const clientId = 'partner'
const secretKey = 'secret-key'
const auth = {
  ...({ kind: 'oauth2', grant: 'password', clientId, secretKey } as const),
  ...{ username: 'desk', password: 'desk-password', scope: 'api' },
}
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
/** 2031-03-03T05:00:00Z, the world's beginning, in UTC. */
const stamp = '20310303050000'
const secretAt = (time: string, key = secretKey) => `0-${time}-${sha1(`${time}|${clientId}|${key}`)}`
const form = (change: Readonly<Record<string, string>> = {}) => ({
  ...{ grant_type: 'password', username: 'desk', password: 'desk-password', scope: 'api' },
  ...{ client_id: clientId, client_secret: secretAt(stamp) },
  ...change,
})

async function askToken(
  gateway: ReturnType<typeof openGateway>,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) {
  const basic = Buffer.from(`${fields.client_id}:${fields.client_secret}`).toString('base64')
  const body = new URLSearchParams(fields).toString()
  const type = 'application/x-www-form-urlencoded'
  const init = { method: 'POST', headers: { authorization: `Basic ${basic}`, 'content-type': type, ...headers }, body }
  const response = await gateway.mock(new Request('http://mock.test/oauth2/token', init))
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const xml = (token: unknown) => ({ authorization: `Bearer ${token}`, 'content-type': 'text/xml' })
const message = documentOf('GET_FILIAL_LIST')

describe('a token by password', () => {
  it('is given for a computed secret, and opens the gateway', async () => {
    const gateway = openGateway({ auth })
    const { status, body } = await askToken(gateway, form())
    expect([status, body]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'bearer', client_id: clientId, expires_in: 3600 },
    ])
    expect((await gateway.post(message, xml(body.access_token))).ack).toBe('AA')
    expect(gateway.mock.gateway.tokensIssued()).toBe(1)
  })

  it('ends with the clock of the world', async () => {
    const gateway = openGateway({ auth: { ...auth, tokenTtlSeconds: 60, tellsExpiry: false } })
    const { body } = await askToken(gateway, form())
    expect(body).not.toHaveProperty('expires_in')
    gateway.world.advance(59_999)
    expect((await gateway.post(message, xml(body.access_token))).status).toBe(200)
    gateway.world.advance(1)
    expect((await gateway.post(message, xml(body.access_token))).status).toBe(401)
  })

  it('is a new one each time, and the old one lives on', async () => {
    const gateway = openGateway({ auth })
    const tokens = [await askToken(gateway, form()), await askToken(gateway, form())].map(
      ({ body }) => body.access_token,
    )
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) expect((await gateway.post(message, xml(token))).status).toBe(200)
    expect(gateway.mock.gateway.tokensIssued()).toBe(2)
  })

  it.each([
    ['hashed with another key', { client_secret: secretAt(stamp, 'other') }],
    ['sent as it is', { client_secret: secretKey }],
    ['of another client', { client_id: 'other' }],
    ['with another hash type', { client_secret: secretAt(stamp).replace(/^0/, '1') }],
    ['with a hash in capitals', { client_secret: secretAt(stamp).toUpperCase() }],
    ['whose hash is of another time', { client_secret: secretAt(stamp).replace(stamp, '20310303050001') }],
    ['with more parts', { client_secret: `${secretAt(stamp)}-0` }],
    ['without seconds', { client_secret: secretAt('203103030500') }],
    ['of no day', { client_secret: secretAt('20310230050000') }],
    ['more than 300 s early', { client_secret: secretAt('20310303045459') }],
    ['more than 300 s late', { client_secret: secretAt('20310303050501') }],
  ])('is refused with 401 for a secret %s', async (_what, change) => {
    const gateway = openGateway({ auth })
    expect(await askToken(gateway, form(change))).toEqual({ status: 401, body: { error: 'invalid_client' } })
    expect(gateway.mock.gateway.tokensIssued()).toBe(0)
  })

  it.each([
    ['300 s early', '20310303045500'],
    ['300 s late', '20310303050500'],
    ['by the wall clock of the first clinic', '20310303080000'],
  ])('is given for a secret %s', async (_what, time) => {
    expect((await askToken(openGateway({ auth }), form({ client_secret: secretAt(time) }))).status).toBe(200)
  })

  it('can be particular about the clock, its zone and its tolerance', async () => {
    const strict = openGateway({ auth, secretZone: 'Asia/Yekaterinburg', clockSkewToleranceSeconds: 0 })
    expect((await askToken(strict, form())).status).toBe(401)
    expect((await askToken(strict, form({ client_secret: secretAt('20310303100000') }))).status).toBe(200)
    const elsewhere = openGateway({ auth, now: () => Date.parse('2026-01-01T00:00:00Z') })
    expect((await askToken(elsewhere, form())).status).toBe(401)
    expect((await askToken(elsewhere, form({ client_secret: secretAt('20260101000000') }))).status).toBe(200)
  })

  it.each([
    ['unsupported_grant_type', { grant_type: 'client_credentials' }],
    ['invalid_grant', { password: 'wrong' }],
    ['invalid_grant', { username: '' }],
    ['invalid_scope', { scope: 'media' }],
  ])('is refused with 400 %s', async (error, change) => {
    expect(await askToken(openGateway({ auth }), form(change))).toEqual({ status: 400, body: { error } })
  })

  it('needs a form and the same client in the Basic header', async () => {
    const gateway = openGateway({ auth })
    expect((await askToken(gateway, form(), { 'content-type': 'application/json' })).status).toBe(400)
    expect((await askToken(gateway, form(), { authorization: 'Basic x' })).status).toBe(401)
  })
})

describe('a token by client_credentials', () => {
  const media = { ...auth, grant: 'client_credentials', scope: 'media' } as const
  const hashed = `1-${stamp}-${sha1(`${stamp}|${clientId}|${secretKey}|media`)}`
  const fields = { grant_type: 'client_credentials', scope: 'media', client_id: clientId, client_secret: hashed }

  it('is hashed with the scope too, under hash type 1', async () => {
    expect((await askToken(openGateway({ auth: media }), fields)).status).toBe(200)
    expect((await askToken(openGateway({ auth: media }), { ...fields, client_secret: secretAt(stamp) })).status).toBe(
      401,
    )
  })
})

describe('the gateway', () => {
  it.each([
    ['no token', { 'content-type': 'text/xml' }],
    ['a token nobody gave out', xml('token-1')],
    ['another scheme', { authorization: 'Basic token-1', 'content-type': 'text/xml' }],
  ])('is 401 for %s', async (_what, headers) => {
    for (const one of [auth, { kind: 'bearer', token: 'key' } as const]) {
      expect((await openGateway({ auth: one }).post(message, headers)).status).toBe(401)
    }
  })

  it('takes a certificate’s host in X-Forwarded-Host and no token beside it', async () => {
    const gateway = openGateway({ auth: { kind: 'certificate', forwardedHost: 'clinic.example.org' } })
    const type = { 'content-type': 'text/xml' }
    const statusOf = async (headers: Record<string, string>) => (await gateway.post(message, headers)).status
    expect(await statusOf({ ...type, 'x-forwarded-host': 'clinic.example.org' })).toBe(200)
    expect(await statusOf({ ...type, 'x-forwarded-host': 'other.example.org' })).toBe(403)
    expect(await statusOf(type)).toBe(403)
    expect(await statusOf({ ...xml('t'), 'x-forwarded-host': 'clinic.example.org' })).toBe(403)
    const any = openGateway({ auth: { kind: 'certificate' } })
    expect((await any.post(message, { ...type, 'x-forwarded-host': 'x' })).status).toBe(200)
  })

  it('reads its options anew at each request', async () => {
    const gateway = openGateway()
    gateway.options.auth = { kind: 'bearer', token: 'other' }
    expect((await gateway.send('GET_FILIAL_LIST')).status).toBe(401)
  })

  it('can be mounted, and faults be aimed at one operation', async () => {
    const gateway = openGateway()
    await using server = inProcess(gateway.mock, { faults: [{ when: { operation: 'book' }, fault: { status: 503 } }] })
    const post = (body: string) => server.fetch(`${server.url}/api/xml`, { method: 'POST', headers: xml('key'), body })
    expect((await post(message)).status).toBe(200)
    expect((await post(documentOf('SCHEDULE_REC_RESERVE', {}, '1'))).status).toBe(503)
  })

  it.each([
    [{ auth: { kind: 'login', username: 'u', password: 'p' } }],
    [{ profile: 'portal', auth: { kind: 'bearer', token: 'key' } }],
  ] as readonly [InfoclinicaMockOptions][])('does not open with credentials of the other profile', (options) => {
    expect(() => infoclinicaMock(createWorld(), options)).toThrow(RangeError)
  })
})
