import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  authorizeText,
  callback,
  codeOf,
  esia,
  exchange,
  inBase64Url,
  now,
  persons,
  refresh,
  signedIn,
  timestampAt,
  type Values,
} from './mock-support.ts'

describe('a state', () => {
  it('is good for one authorization', async () => {
    const place = esia()
    const change = { values: { state: crypto.randomUUID() } }
    expect(await callback(place, change)).toHaveProperty('code')
    expect(codeOf(await callback(place, change))).toBe('ESIA-007003')
  })

  it('of the authorization is not good for its code', async () => {
    const place = esia()
    const { code = '', state } = await callback(place)
    expect(codeOf(await exchange(place, code, { values: { state } }))).toBe('ESIA-007003')
  })

  it('of a token call is not good for anything after it', async () => {
    const place = esia()
    const [first, second] = [await callback(place), await callback(place)]
    const change = { values: { state: crypto.randomUUID() } }
    expect(await exchange(place, first.code ?? '', change)).toMatchObject({ status: 200 })
    expect(codeOf(await exchange(place, second.code ?? '', change))).toBe('ESIA-007003')
    expect(codeOf(await callback(place, change))).toBe('ESIA-007003')
  })

  it('is not used up by a request that is refused', async () => {
    const place = esia()
    const values = { state: crypto.randomUUID() }
    expect(codeOf(await callback(place, { values, text: () => '' }))).toBe('ESIA-007053')
    expect(await callback(place, { values })).toHaveProperty('code')
  })
})

describe('a code', () => {
  it('is good once; a second time takes back what came of the first', async () => {
    const place = esia()
    const { code = '', refresh_token: token = '' } = await signedIn(place)
    expect(codeOf(await exchange(place, code))).toBe('ESIA-007011')
    expect(codeOf(await refresh(place, token))).toBe('ESIA-007011')
  })

  it('is good for 240 seconds', async () => {
    let time = now
    const place = esia({ now: () => time })
    const [first = {}, second = {}] = [await callback(place), await callback(place)]
    time += 239_999
    expect(await exchange(place, first.code ?? '')).toMatchObject({ status: 200 })
    time += 1
    expect(codeOf(await exchange(place, second.code ?? ''))).toBe('ESIA-007011')
  })

  it('with a challenge needs its verifier', async () => {
    const place = esia()
    const values = {
      code_challenge: createHash('sha256').update('verifier').digest('base64url'),
      code_challenge_method: 'S256',
    }
    const { code = '' } = await callback(place, { values })
    expect(codeOf(await exchange(place, code))).toBe('ESIA-007040')
    expect(codeOf(await exchange(place, code, { values: { code_verifier: 'another' } }))).toBe('ESIA-007040')
    expect(await exchange(place, code, { values: { code_verifier: 'verifier' } })).toMatchObject({ status: 200 })
  })
})

describe('a secret', () => {
  const spellings: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
    'with padding': (bytes) => `${inBase64Url(bytes)}==`,
    'in the standard alphabet': (bytes) => Buffer.from(bytes).toString('base64'),
  }
  for (const [title, secret] of Object.entries(spellings)) {
    it(`may be written ${title}`, async () => expect(await callback(esia(), { secret })).toHaveProperty('code'))
  }

  it('covers scope_org where it is sent', async () => {
    const values = { scope_org: 'org_fullname' }
    expect(await callback(esia(), { values })).toHaveProperty('code')
    const without = (v: Values) => authorizeText({ ...v, scope_org: '' })
    expect(codeOf(await callback(esia(), { values, text: without }))).toBe('ESIA-007053')
  })

  it('may be of a timestamp in another zone, up to the edge of the window', async () => {
    const timestamp = timestampAt(now + 3 * 3_600_000 - 300_000).replace('+0000', '+0300')
    expect(await callback(esia(), { values: { timestamp } })).toHaveProperty('code')
  })

  it('meets a window that is as wide as the options say', async () => {
    const change = { values: { timestamp: timestampAt(now - 600_000) } }
    expect(codeOf(await callback(esia({ windowSeconds: 599 }), change))).toBe('ESIA-007015')
    expect(await callback(esia({ windowSeconds: 600 }), change)).toHaveProperty('code')
  })
})

describe('a person', () => {
  it('may refuse', async () => {
    expect(codeOf(await callback(esia(), {}, persons[0]?.oid, 'deny'))).toBe('ESIA-007004')
  })

  it('who is not confirmed is sent back where only confirmed ones are wanted', async () => {
    const [, unconfirmed] = persons
    const filter = { values: { person_filter: 'conf_acc' } }
    expect(codeOf(await callback(esia(), filter, unconfirmed?.oid))).toBe('ESIA-007055')
    expect(await callback(esia(), filter)).toHaveProperty('code')
    expect(await callback(esia(), {}, unconfirmed?.oid)).toHaveProperty('code')
  })
})

describe('a refresh token', () => {
  it('comes only with offline access', async () => {
    const online = await signedIn(esia(), { values: { access_type: 'online' } })
    expect(online).not.toHaveProperty('refresh_token')
  })

  it('is good once, and gives the next one', async () => {
    const place = esia()
    const { refresh_token: first = '' } = await signedIn(place)
    const { refresh_token: second = '', status } = await refresh(place, first)
    expect(status).toBe(200)
    expect(second).not.toBe(first)
    expect(codeOf(await refresh(place, first))).toBe('ESIA-007011')
    // What came of a token that is used twice is void.
    expect(codeOf(await refresh(place, second))).toBe('ESIA-007011')
  })

  it('may be signed the other way where the options say so', async () => {
    const place = esia({ refreshSignature: 'token' })
    const { refresh_token: token = '' } = await signedIn(place)
    expect(codeOf(await refresh(place, token))).toBe('ESIA-007053')
    const text = (v: Values) => `${v.client_id}${v.scope}${v.timestamp}${v.state}${v.refresh_token}`
    const values = { client_certificate_hash: undefined, redirect_uri: undefined }
    expect(await refresh(place, token, { text, values })).toMatchObject({ status: 200 })
  })
})
