import { createHmac, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateKeyPair, readCertificate } from '../src/gost/index.ts'
import type { ExpiringCertificate } from '../src/tokens/types.ts'
import { failureOf } from './signer-support.ts'
import {
  accessClaims,
  authority,
  begin,
  end,
  gost,
  idClaims,
  issuer,
  nowMs,
  nowSeconds,
  part,
  rsa,
  rsaKey,
  token,
  verifier,
} from './token-support.ts'

const refused = async (jwt: string, options: Parameters<typeof verifier>[0] = {}) => {
  const error = await failureOf(() => verifier(options).verify(jwt))
  return error.reason
}
const authorities = { RS256: rsa, GOST3410_2012_256: gost } as const

for (const [algorithm, by] of Object.entries(authorities)) {
  describe(`a token signed by ${algorithm}`, () => {
    it('is verified, with the claims as they are and ids as strings', async () => {
      expect(await verifier().verify(token(accessClaims, by))).toEqual({
        ...accessClaims,
        'urn:esia:sbj_id': '1000000001',
      })
      expect(await verifier().verify(token(idClaims, by))).toEqual({
        ...idClaims,
        sub: '1000000001',
        'urn:esia:sbj': { ...idClaims['urn:esia:sbj'], 'urn:esia:sbj:oid': '1000000001' },
      })
    })

    it('is refused where a single character of it is changed', async () => {
      const jwt = token(accessClaims, by)
      const check = verifier()
      // The last character of the signature may hold bits that mean nothing.
      await fc.assert(
        fc.asyncProperty(fc.nat(jwt.length - 2), fc.constantFrom(...'Ab9_-'), async (at, letter) => {
          fc.pre(jwt[at] !== letter)
          const changed = jwt.slice(0, at) + letter + jwt.slice(at + 1)
          const { reason } = await failureOf(() => check.verify(changed))
          expect(reason).toMatch(/^token-(malformed|signature|algorithm|certificate-unknown)$/)
        }),
        { numRuns: 60 },
      )
    })

    it('is refused with the claims of another, or without its signature', async () => {
      const [head, , signature] = token(accessClaims, by).split('.')
      expect(await refused(`${head}.${part({ ...accessClaims, 'urn:esia:sbj_id': 2 })}.${signature}`)).toBe(
        'token-signature',
      )
      expect(await refused(`${head}.${part(accessClaims)}.`)).toBe('token-signature')
    })

    it('is refused where the key is not among the certificates', async () => {
      const foreign = authority('scalar' in by.key ? generateKeyPair().privateKey : rsaKey())
      expect(await refused(token(accessClaims, foreign))).toBe('token-certificate-unknown')
      expect(await refused(token(accessClaims, foreign, { 'x5t#St256': undefined }))).toBe('token-signature')
      expect(await refused(token(accessClaims, foreign, { 'x5t#St256': by.hash }))).toBe('token-signature')
    })

    it('finds its certificate by the hash in either case, and without one', async () => {
      for (const hash of [by.hash, by.hash.toLowerCase(), undefined, 'F'.repeat(64), 12]) {
        const jwt = token(accessClaims, by, { 'x5t#St256': hash })
        expect((await verifier().verify(jwt)).iss).toBe(issuer)
      }
    })

    it('is verified while one certificate replaces another, and with DER', async () => {
      const next = authority('scalar' in by.key ? generateKeyPair().privateKey : rsaKey())
      const both = [by.certificate, readCertificate(next.certificate).der]
      const check = verifier({ certificates: both })
      for (const each of [by, next]) {
        expect((await check.verify(token(accessClaims, each))).iss).toBe(issuer)
        expect((await check.verify(token(accessClaims, each, { 'x5t#St256': undefined }))).iss).toBe(issuer)
      }
    })
  })
}

describe('the algorithm of a token', () => {
  it('must be one of ESIA', async () => {
    for (const alg of ['none', 'None', 'HS256', 'ES256', 'PS256', 'rs256', 'GOST3410_2012_512', '', undefined, 5]) {
      expect(await refused(token(accessClaims, rsa, { alg }))).toBe('token-algorithm')
    }
    expect(await refused(`${part({ alg: 'none' })}.${part(accessClaims)}.`)).toBe('token-algorithm')
  })

  it('must be that of the key', async () => {
    expect(await refused(token(accessClaims, rsa, { alg: 'GOST3410_2012_256' }))).toBe('token-signature')
    expect(await refused(token(accessClaims, gost, { alg: 'RS256' }))).toBe('token-signature')
    const named = { 'x5t#St256': gost.hash }
    expect(await refused(token(accessClaims, rsa, named))).toBe('token-signature')
  })

  it('is not that of a secret made of the public key', async () => {
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(accessClaims)}`
    const secret = new X509Certificate(rsa.certificate).publicKey.export({ type: 'spki', format: 'pem' })
    const signature = createHmac('sha256', secret).update(signed).digest('base64url')
    expect(await refused(`${signed}.${signature}`)).toBe('token-algorithm')
  })
})

describe('what is no token', () => {
  it('is refused in whatever form', async () => {
    const [head = '', body = '', signature = ''] = token(accessClaims, rsa).split('.')
    const forms = [
      ...['', '.', '..', 'a.b', `${head}.${body}`, `${head}.${body}.${signature}.${signature}`],
      ...[`${head}.${body}.${signature}\n`, ` ${head}.${body}.${signature}`, `${head}+.${body}.${signature}`],
      ...[part('[]'), part('null'), part('{'), part('"RS256"'), '_w'].map((each) => `${each}.${body}.${signature}`),
      `${head}.${body}.${'A'.repeat(70_000)}`,
      token('[1]', rsa),
      token('not JSON', rsa),
      token(accessClaims, rsa, { crit: ['b64'], b64: false }),
    ]
    for (const form of forms) expect(await refused(form)).toBe('token-malformed')
    for (const form of [undefined, null, 5, {}]) expect(await refused(form as never)).toBe('token-malformed')
  })

  it('is refused as such, whatever text it is', async () => {
    const check = verifier()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.json().map((json) => `${part(json)}.${part(json)}.AA`),
        ),
        async (text) => {
          expect((await failureOf(() => check.verify(text))).reason).toMatch(/^token-(malformed|algorithm)$/)
        },
      ),
    )
  })

  it('leaves nothing of itself in the error', async () => {
    const jwts = [
      token({ ...accessClaims, iss: 'http://secret.example/', snils: '00000060006' }, rsa),
      token({ ...accessClaims, client_id: 'SECRET' }, rsa),
      token({ ...accessClaims, exp: 1, sub: 'secret' }, rsa),
      token(accessClaims, rsa, { alg: 'secret' }),
      `${part('{"secret"')}.a.b`,
    ]
    for (const jwt of jwts) {
      const error = await failureOf(() => verifier().verify(jwt))
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/secret\.|SECRET|"secret"|00000060006|eyJ/)
    }
  })
})

describe('the claims of a token', () => {
  const claims = (more: object) => token({ ...accessClaims, ...more }, gost)

  it('name an issuer that is expected', async () => {
    for (const iss of ['http://esia-portal1.test.gosuslugi.ru/', 'http://esia.gosuslugi.ru', undefined, [issuer]]) {
      expect(await refused(claims({ iss }))).toBe('token-issuer')
    }
    const several = verifier({ issuer: ['http://esia-portal1.test.gosuslugi.ru/', issuer] })
    expect((await several.verify(claims({}))).iss).toBe(issuer)
  })

  it('name this system as aud or, where there is none, as client_id', async () => {
    for (const aud of ['CLINIC', ['OTHER', 'CLINIC']]) {
      expect((await verifier().verify(claims({ aud, client_id: undefined }))).aud).toEqual(aud)
    }
    const wrong = [
      { client_id: 'OTHER' },
      { client_id: undefined },
      { aud: 'OTHER' },
      { aud: [] },
      { aud: 'clinic' },
      { aud: {} },
    ]
    for (const each of wrong) expect(await refused(claims(each))).toBe('token-audience')
  })

  it('are in force, give or take the tolerance', async () => {
    const check = (more: object) => verifier().verify(claims(more))
    expect((await check({ exp: nowSeconds - 59 })).exp).toBe(nowSeconds - 59)
    expect(await refused(claims({ exp: nowSeconds - 60 }))).toBe('token-expired')
    expect((await check({ nbf: nowSeconds + 60 })).nbf).toBe(nowSeconds + 60)
    expect(await refused(claims({ nbf: nowSeconds + 61 }))).toBe('token-not-yet-valid')
    expect(await refused(claims({ exp: nowSeconds }), { toleranceSeconds: 0 })).toBe('token-expired')
    const error = await failureOf(() => check({ nbf: nowSeconds + 600 }))
    expect(error.kind).toBe('clock')
  })

  it('hold an end, and times that are numbers', async () => {
    for (const more of [{ exp: undefined }, { exp: String(nowSeconds + 100) }, { exp: null }, { nbf: 'soon' }]) {
      expect(await refused(claims(more))).toBe('token-malformed')
    }
    expect((await verifier().verify(claims({ nbf: undefined }))).iss).toBe(issuer)
  })

  it('keep ids whole, also those that no number holds', async () => {
    const check = verifier()
    const whole = '9007199254740993123'
    const [head = '', body = ''] = token({ ...idClaims, sub: 7 }, gost).split('.')
    expect(head).not.toBe('')
    const text = Buffer.from(body, 'base64url').toString().replace('"sub":7', `"sub":${whole}`)
    expect((await check.verify(token(text, gost))).sub).toBe(whole)
    expect((await check.verify(claims({ sub: '1000000001' }))).sub).toBe('1000000001')
    expect(await check.verify(claims({ sub: null }))).not.toHaveProperty('sub')
    for (const sub of [1.5, -0.1, true, {}, [], '']) expect(await refused(claims({ sub }))).toBe('token-malformed')
  })
})

describe('the certificates of a verifier', () => {
  const ended = authority(gost.key, { notBefore: begin, notAfter: new Date(nowMs - 61_000) })
  const coming = authority(gost.key, { notBefore: new Date(nowMs + 61_000), notAfter: end })

  it('do not verify out of their dates', async () => {
    for (const each of [ended, coming]) {
      const error = await failureOf(() =>
        verifier({ certificates: [each.certificate] }).verify(token(accessClaims, each)),
      )
      expect([error.reason, error.kind]).toEqual(['token-signature', 'configuration'])
      expect(error.hint).toContain('esia.zip')
    }
  })

  it('are told of before they end, once a day, and after it', async () => {
    const told: ExpiringCertificate[] = []
    let at = end.getTime() - 30 * 86_400_000 - 1
    const claims = { ...accessClaims, exp: end.getTime() }
    const check = verifier({ certificates: [gost.certificate], now: () => at, onExpiring: (each) => told.push(each) })
    const verifyAt = async (moment: number) => {
      at = moment
      await check.verify(token({ ...claims, nbf: undefined }, gost)).catch(() => {})
      return told.splice(0)
    }
    expect(await verifyAt(at)).toEqual([])
    const first = end.getTime() - 30 * 86_400_000
    expect(await verifyAt(first)).toEqual([{ hash: gost.hash, notAfter: end, daysLeft: 30 }])
    expect(await verifyAt(first + 86_399_999)).toEqual([])
    expect(await verifyAt(first + 86_400_000)).toEqual([{ hash: gost.hash, notAfter: end, daysLeft: 29 }])
    expect(await verifyAt(end.getTime() + 1)).toEqual([{ hash: gost.hash, notAfter: end, daysLeft: -1 }])
  })

  it('are told of each by itself, at a distance of the app', async () => {
    const told: string[] = []
    const onExpiring = ({ hash }: ExpiringCertificate) => told.push(hash)
    await verifier({ warnDays: 365, onExpiring }).verify(token(accessClaims, rsa))
    expect(told).toEqual([rsa.hash, gost.hash])
    await verifier({ warnDays: 0, onExpiring }).verify(token(accessClaims, rsa))
    expect(told).toHaveLength(2)
  })

  it('verify although whoever is told of them fails', async () => {
    const onExpiring = () => {
      throw new Error('the log is full')
    }
    expect((await verifier({ warnDays: 365, onExpiring }).verify(token(accessClaims, rsa))).iss).toBe(issuer)
  })

  it('are refused by their place in the list', async () => {
    const weak = authority(rsaKey(1024)).certificate
    for (const wrong of [
      'no PEM',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      weak,
      new Uint8Array([0x30, 0]),
    ]) {
      const error = await failureOf(() => verifier({ certificates: [rsa.certificate, wrong] }))
      expect([error.kind, error.hint]).toEqual(['configuration', expect.stringMatching(/^certificates\[1\]: /)])
    }
  })
})

it('the options of a verifier are refused by name', () => {
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ certificates: [] }, /certificates: /],
    [{ issuer: '' }, /issuer: /],
    [{ audience: undefined }, /audience: /],
    [{ toleranceSeconds: -1 }, /toleranceSeconds: /],
    [{ now: 5 }, /now: must be a function/],
  ]
  for (const [options, message] of wrong) expect(() => verifier(options)).toThrow(message)
})
