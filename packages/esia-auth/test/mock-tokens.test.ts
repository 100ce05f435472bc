import { createPublicKey, verify as verifyRsa, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { EsiaTokenFault } from '../mock/index.ts'
import { readCertificate, verify } from '../src/gost/index.ts'
import { callback, client, codeOf, esia, exchange, hashOf, now, parts, scope, signedIn, woman } from './mock-support.ts'

const iat = now / 1_000
const issuer = 'http://esia-portal1.test.gosuslugi.ru/'

/** Whether a certificate's key made the signature of a token. */
function isSignedBy(token = '', pem: string): boolean {
  const [head, body, signature = ''] = token.split('.')
  const [bytes, text] = [Buffer.from(signature, 'base64url'), new TextEncoder().encode(`${head}.${body}`)]
  const { publicKey } = readCertificate(pem)
  if (publicKey !== null) return verify(text, bytes, publicKey)
  return verifyRsa('sha256', text, createPublicKey(pem), bytes)
}

describe('tokens', () => {
  it('are those of a real ESIA in header and claims', async () => {
    const { access_token: access, id_token: id, code } = await signedIn(esia())
    const [header, claims] = parts(access)
    expect(header).toEqual({ ver: 1, typ: 'JWT', sbt: 'access', alg: 'RS256', 'x5t#St256': expect.any(String) })
    expect(claims).toMatchObject({ iss: issuer, client_id: 'CLINIC01', nbf: iat, iat, exp: iat + 3_600 })
    expect(claims?.['urn:esia:sbj_id']).toBe(woman.oid)
    const wanted = scope.split(' ').map((name) => (name === 'openid' ? name : `${name}?oid=${woman.oid}`))
    expect(claims?.scope).toBe(wanted.join(' '))

    const [, identity] = parts(id)
    expect(identity).toMatchObject({ aud: 'CLINIC01', sub: woman.oid, iss: issuer, amr: 'PWD', auth_time: iat })
    expect(identity?.['urn:esia:sbj']).toMatchObject({
      'urn:esia:sbj:typ': 'P',
      'urn:esia:sbj:is_tru': true,
      'urn:esia:sbj:oid': woman.oid,
      'urn:esia:sbj:nam': `OID.${woman.oid}`,
    })
    expect(identity).not.toHaveProperty('nonce')

    const [codeHeader, codeClaims] = parts(code)
    expect(codeHeader).toMatchObject({ sbt: 'authorization_code' })
    expect(codeClaims).toMatchObject({ client_id: 'CLINIC01', iat, exp: iat + 240 })
  })

  it('have no id token where openid is not asked for', async () => {
    expect(await signedIn(esia(), { values: { scope: 'fullname' } })).not.toHaveProperty('id_token')
  })

  for (const [tokenAlgorithm, place] of [
    ['RS256', 0],
    ['GOST3410_2012_256', 1],
  ] as const) {
    it(`are signed with ${tokenAlgorithm} where the system's settings say so`, async () => {
      const { mock, ...rest } = esia({ clients: [{ ...client, tokenAlgorithm }] })
      const { access_token: access, id_token: id } = await signedIn({ mock, ...rest })
      const pem = mock.certificates()[place] ?? ''
      for (const token of [access, id]) {
        expect(parts(token)[0]).toMatchObject({ alg: tokenAlgorithm, 'x5t#St256': hashOf(pem) })
        expect(isSignedBy(token, pem)).toBe(true)
      }
    })
  }

  it('need new certificates after the yearly change, old ones the old', async () => {
    const place = esia()
    const [old = ''] = place.mock.certificates()
    const before = await signedIn(place)
    place.mock.rotate()
    const [young = ''] = place.mock.certificates()
    const after = await signedIn(place)
    expect([isSignedBy(before.access_token, old), isSignedBy(before.access_token, young)]).toEqual([true, false])
    expect([isSignedBy(after.access_token, old), isSignedBy(after.access_token, young)]).toEqual([false, true])
    expect(parts(after.access_token)[0]).toMatchObject({ 'x5t#St256': hashOf(young) })
  })

  it('come with certificates that any X.509 reader reads, good for a year', () => {
    const [rsa = '', gost = ''] = esia().mock.certificates()
    for (const pem of [rsa, gost]) {
      const { subject, validToDate } = new X509Certificate(pem)
      expect(subject).toContain('Mock ESIA')
      expect(validToDate.getTime()).toBe(now + 364 * 86_400_000)
    }
  })
})

const faults: Readonly<Record<EsiaTokenFault, (claims: Readonly<Record<string, unknown>>) => void>> = {
  expired: ({ exp }) => expect(exp).toBe(iat - 3_600),
  'not-yet-valid': ({ nbf }) => expect(nbf).toBe(iat + 3_600),
  'wrong-issuer': ({ iss }) => expect(iss).not.toBe(issuer),
  'wrong-audience': ({ aud, client_id }) => expect([aud ?? client_id]).toEqual(['ANOTHER']),
  'alg-none': () => {},
  tampered: ({ tampered }) => expect(tampered).toBe(true),
  'unknown-certificate': () => {},
  'other-subject': () => {},
  'without-x5t': () => {},
}
/** Faults that show in the signature rather than in the claims. */
const unsigned: readonly EsiaTokenFault[] = ['alg-none', 'tampered', 'unknown-certificate']

describe('a token fault', () => {
  for (const tokenAlgorithm of ['RS256', 'GOST3410_2012_256'] as const) {
    for (const tokenFault of Object.keys(faults) as EsiaTokenFault[]) {
      it(`${tokenFault} with ${tokenAlgorithm} is what it says and nothing else`, async () => {
        const place = esia({ tokenFault, clients: [{ ...client, tokenAlgorithm }] })
        const { access_token: access, id_token: id } = await signedIn(place)
        for (const token of [access, id]) {
          const [header, claims] = parts(token)
          faults[tokenFault](claims ?? {})
          expect(place.mock.certificates().some((pem) => isSignedBy(token, pem))).toBe(!unsigned.includes(tokenFault))
          expect(header?.alg).toBe(tokenFault === 'alg-none' ? 'none' : tokenAlgorithm)
          expect(Object.hasOwn(header ?? {}, 'x5t#St256')).toBe(tokenFault !== 'without-x5t')
        }
        const subjects = [parts(access)[1]?.['urn:esia:sbj_id'], parts(id)[1]?.sub]
        expect(subjects).toEqual([woman.oid, woman.oid + (tokenFault === 'other-subject' ? 1 : 0)])
      })
    }
  }

  it('may be switched on in the middle', async () => {
    const place = esia()
    const options = place.options as { tokenFault?: EsiaTokenFault }
    const { code = '' } = await callback(place)
    options.tokenFault = 'alg-none'
    const { access_token: token } = await exchange(place, code)
    expect(parts(token)[0]).toMatchObject({ alg: 'none' })
  })
})

describe('the token answer', () => {
  it('repeats the state of its own request, or does not', async () => {
    const state = crypto.randomUUID()
    const answers = []
    for (const echoedState of ['same', 'other', 'none'] as const) {
      const place = esia({ echoedState })
      const { code = '' } = await callback(place)
      answers.push((await exchange(place, code, { values: { state } })).state)
    }
    expect(answers).toEqual([state, expect.not.stringMatching(state), undefined])
  })

  it('has the time of ESIA in Date, ahead where the options say so', async () => {
    const dates = []
    for (const dateSkewSeconds of [0, 3_600]) {
      const { server } = esia({ dateSkewSeconds })
      dates.push((await server.fetch(server.url, { method: 'HEAD' })).headers.get('date'))
    }
    expect(dates).toEqual(['Mon, 03 Mar 2031 05:00:00 GMT', 'Mon, 03 Mar 2031 06:00:00 GMT'])
  })

  it('is an error with the state where the request is refused', async () => {
    const state = crypto.randomUUID()
    const answer = await exchange(esia(), 'none', { values: { state } })
    expect(answer).toMatchObject({ status: 400, error: 'invalid_grant', state })
    expect(codeOf(answer)).toBe('ESIA-007011')
  })
})
