import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signIn } from '../mock/index.ts'
import { cmsAttached, cmsDetached, type SigningKey } from '../src/gost/index.ts'
import {
  certified,
  client,
  clinic,
  codeOf,
  type Esia,
  esia,
  expired,
  inBase64Url,
  now,
  post,
  redirectUri,
  scope,
  signedIn,
  stranger,
  timestampAt,
  type Values,
  woman,
  written,
} from './mock-support.ts'

type Signer = { readonly key: SigningKey; readonly certificate: string }
type Message = (data: Uint8Array, signer: Signer) => Uint8Array

const detached: Message = (data, signer) => cmsDetached({ data, ...signer })
const messages: Readonly<Record<string, Message>> = {
  'a detached message': detached,
  'a detached message without signed attributes': (data, signer) =>
    cmsDetached({ data, ...signer, signedAttributes: false }),
  'a detached message with its time': (data, signer) => cmsDetached({ data, ...signer, signingTime: new Date(now) }),
  'an attached message': (data, signer) => cmsAttached({ data, ...signer }),
  'an attached message without signed attributes': (data, signer) =>
    cmsAttached({ data, ...signer, signedAttributes: false }),
}
const v1Text = (v: Values): string => `${v.scope}${v.timestamp}${v.client_id}${v.state}`

interface Request {
  readonly message?: Message
  readonly signer?: Signer
  readonly text?: (values: Values) => string
}

function parameters(values: Values, { message = detached, signer = clinic, text = v1Text }: Request): string {
  const whole: Values = {
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope,
    state: crypto.randomUUID(),
    timestamp: timestampAt(now),
    ...values,
  }
  const secret = inBase64Url(message(new TextEncoder().encode(text(whole)), signer))
  return written({ ...whole, client_secret: secret }, {})
}

async function callback({ server }: Esia, request: Request = {}) {
  const query = parameters({ response_type: 'code', access_type: 'online' }, request)
  const url = await signIn(`${server.url}/aas/oauth2/ac?${query}`, { oid: woman.oid, fetch: server.fetch })
  return Object.fromEntries(new URL(url).searchParams)
}

function exchange(place: Esia, code: string | undefined, request: Request = {}) {
  const values = { code, grant_type: 'authorization_code', token_type: 'Bearer' }
  return post(place, '/aas/oauth2/te', parameters(values, request), {})
}

describe('protocol v1 takes', () => {
  for (const [title, message] of Object.entries(messages)) {
    it(title, async () => {
      const place = esia()
      const { code } = await callback(place, { message })
      expect(await exchange(place, code, { message })).toMatchObject({ status: 200, token_type: 'Bearer' })
    })
  }

  it('an RSA message of a certificate that is loaded, as test stands do', async () => {
    const signer = certified(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey)
    const place = esia({ clients: [{ ...client, certificates: [signer.certificate] }] })
    const { code } = await callback(place, { signer })
    expect(await exchange(place, code, { signer })).toMatchObject({ status: 200 })
  })
})

const foreign = 'ESIA-007002: the message in client_secret is signed by a certificate that is not loaded'
const wrong = 'ESIA-007053: client_secret is no message that signs this request'
const refused: readonly (readonly [title: string, text: string, request: Request])[] = [
  ['by a certificate of nobody', foreign, { signer: stranger }],
  ['by a certificate that has expired', foreign, { signer: expired }],
  ['over the order of v2', wrong, { text: (v) => `${v.client_id}${v.scope}${v.timestamp}${v.state}${v.redirect_uri}` }],
  ['over nothing', wrong, { text: () => '' }],
  [
    'over another text, though it is attached',
    wrong,
    {
      message: (_data, { key, certificate }) => cmsAttached({ data: new TextEncoder().encode('x'), key, certificate }),
    },
  ],
  ['that is the raw signature of v2', wrong, { message: () => new Uint8Array(64).fill(7) }],
]

describe('protocol v1 refuses a message', () => {
  for (const [title, text, request] of refused) {
    it(title, async () => {
      const place = esia()
      expect(await callback(place, request)).toMatchObject({ error_description: text })
      const { code } = await callback(place)
      expect(await exchange(place, code, request)).toMatchObject({ status: 400, error_description: text })
    })
  }
})

describe('protocol v1', () => {
  it('does not mix with v2: a code is good where it was asked for', async () => {
    const place = esia()
    const { code } = await callback(place)
    const { code: other = '' } = await signedIn(place)
    expect(codeOf(await exchange(place, other))).toBe('ESIA-007011')
    expect(await exchange(place, code)).toMatchObject({ status: 200 })
  })

  it('may be switched off', async () => {
    const place = esia({ v1: false })
    await expect(callback(place)).rejects.toThrow('ESIA answered 404')
    const answer = await place.server.fetch(`${place.server.url}/aas/oauth2/te`, { method: 'POST' })
    expect(answer.status).toBe(404)
  })
})
