import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type GostPrivateKey, sign, verify, verifyCms } from '../src/gost/index.ts'
import { checkSigner } from '../src/signers/check.ts'
import { gostPemSigner } from '../src/signers/gost-pem.ts'
import { type HttpSignerOptions, httpSigner } from '../src/signers/http.ts'
import { signingServices } from '../src/signers/signing-services.ts'
import { data, failureOf, now, ownKey, stoppedClock } from './signer-support.ts'

const { key, certificate, pem, publicKey } = ownKey()
const cms = gostPemSigner({ key: pem, certificate, format: 'cms' })

interface Asked {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
type Answer = (asked: Asked, response: ServerResponse) => unknown

async function service(answer: Answer, options: Partial<HttpSignerOptions> = {}) {
  const asked: Asked[] = []
  const server = createServer(async (incoming, response) => {
    const pieces: Buffer[] = []
    for await (const piece of incoming) pieces.push(piece)
    const { method, url, headers } = incoming
    asked.push({ method, url, headers, body: Buffer.concat(pieces).toString() })
    server.emit('asked')
    await answer(asked.at(-1) as Asked, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sign`
  const signer = httpSigner({ url, certificate, ...options })
  return { signer, asked, server, url }
}

const json = (response: ServerResponse, value: unknown): unknown =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
const signed = (text: Buffer, by: GostPrivateKey = key): Buffer => Buffer.from(sign(text, by))
const dataOf = ({ body }: Asked): Buffer => Buffer.from(JSON.parse(body).data, 'base64')

describe('a signer by a signing service', () => {
  it('posts the data and takes the signature, so that the self-check passes', async () => {
    const { signer, asked } = await service((question, response) =>
      json(response, { signature: signed(dataOf(question)).toString('base64') }),
    )
    expect(verify(data, await signer.sign(data), publicKey)).toBe(true)
    await expect(checkSigner(signer, { now })).resolves.toBeUndefined()
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /sign', 'POST /sign'])
  })

  it('reads base64 of either alphabet, padded or not, in lines, and plain bytes', async () => {
    const signature = signed(Buffer.from(data))
    const texts = [
      signature.toString('base64'),
      signature.toString('base64').replace(/=+$/, ''),
      signature.toString('base64url'),
      `${signature
        .toString('base64')
        .match(/.{1,64}/g)
        ?.join('\r\n')}\r\n`,
    ]
    const answers: Answer[] = [
      ...texts.map(
        (text): Answer =>
          (_, response) =>
            json(response, { signature: text }),
      ),
      ...texts.map(
        (text): Answer =>
          (_, response) =>
            response.setHeader('content-type', 'text/plain').end(text),
      ),
      (_, response) => response.setHeader('content-type', 'application/octet-stream').end(signature),
    ]
    for (const answer of answers) {
      const { signer } = await service(answer)
      expect(Buffer.from(await signer.sign(data))).toEqual(signature)
    }
  })

  it('sends the headers of the app, asked anew each time, and keeps the query of the address', async () => {
    let count = 0
    const headers = async () => {
      count += 1
      return { authorization: `Bearer ${count}` }
    }
    const { url, asked } = await service((question, response) =>
      json(response, { signature: signed(dataOf(question)).toString('base64') }),
    )
    const signer = httpSigner({ url: `${url}?slot=a%20b`, certificate, headers })
    await signer.sign(data)
    await signer.sign(data)
    expect(asked.map((each) => each.headers.authorization)).toEqual(['Bearer 1', 'Bearer 2'])
    expect(new URL(asked[0]?.url ?? '', 'http://x').searchParams.get('slot')).toBe('a b')
  })

  it('speaks to cryptopro-sign', async () => {
    const { signer } = await service(async ({ body }, response) => {
      const { text } = JSON.parse(body)
      json(response, { result: Buffer.from(await cms.sign(Buffer.from(text))).toString('base64') })
    }, signingServices.cryptoproSign)
    expect(signer.format).toBe('cms')
    expect(verifyCms(await signer.sign(data), data).certificate.publicKey).toEqual(publicKey)
    await expect(checkSigner(signer, { now })).resolves.toBeUndefined()
  })

  it('speaks to esia-potato', async () => {
    const potato = signingServices.esiaPotato({ privateKeyHex: 'ab01', certificateBase64: 'TUlJ' })
    const { signer, asked } = await service(async ({ body }, response) => {
      const { message } = JSON.parse(body)
      json(response, { signature_base64: Buffer.from(await cms.sign(Buffer.from(message))).toString('base64url') })
    }, potato)
    expect(verifyCms(await signer.sign(data), data).certificate.publicKey).toEqual(publicKey)
    const { message, ...rest } = JSON.parse(asked[0]?.body ?? '')
    expect([message, rest]).toEqual([
      Buffer.from(data).toString(),
      { private_key_hex: 'ab01', certificate_base64: 'TUlJ' },
    ])
  })

  it('speaks a dialect of the app', async () => {
    const { signer, asked } = await service((_, response) => response.end(signed(Buffer.from(data))), {
      request: (bytes) => ({ body: Buffer.from(bytes).toString('hex'), headers: { 'content-type': 'text/x-hex' } }),
      response: ({ bytes }) => bytes,
    })
    expect(verify(data, await signer.sign(data), publicKey)).toBe(true)
    expect(asked[0]).toMatchObject({ body: Buffer.from(data).toString('hex') })
  })
})

describe('a signing service that does not sign', () => {
  it('is told by what it answers, and its words go no further', async () => {
    const secret = 'the key of the clinic is 12345'
    const answers: readonly (readonly [Answer, string, RegExp])[] = [
      [(_, response) => response.writeHead(401).end(secret), 'signer-failed', /refuses us/],
      [(_, response) => response.writeHead(403).end(secret), 'signer-failed', /refuses us/],
      [(_, response) => response.writeHead(400).end(secret), 'signer-failed', /answered 400/],
      [(_, response) => response.writeHead(429).end(secret), 'signer-unavailable', /answered 429/],
      [(_, response) => response.writeHead(503).end(secret), 'signer-unavailable', /answered 503/],
      [(_, response) => response.writeHead(302, { location: '/x' }).end(), 'signer-failed', /redirect/],
      [(_, response) => json(response, { error: secret }), 'signer-failed', /no text in signature/],
      [(_, response) => json(response, null), 'signer-failed', /no text in signature/],
      [(_, response) => json(response, { signature: `${secret}!` }), 'signer-failed', /is not base64/],
      [(_, response) => json(response, { signature: '' }), 'signer-failed', /is empty/],
      [(_, response) => json(response, { signature: 'AAAA' }), 'signer-failed', /3 bytes where a raw signature has 64/],
      [(_, response) => response.setHeader('content-type', 'text/json').end(`{${secret}`), 'signer-failed', /not JSON/],
      [(_, response) => response.end(secret.repeat(10_000)), 'signer-failed', /larger than maxResponseBytes/],
      [(_, response) => response.destroy(), 'signer-unavailable', /was not reached/],
    ]
    for (const [answer, reason, hint] of answers) {
      const { signer, asked } = await service(answer)
      const error = await failureOf(() => signer.sign(data))
      expect([error.reason, error.hint]).toEqual([reason, expect.stringMatching(hint)])
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/12345|127\.0\.0\.1|CLINIC/)
      expect(asked).toHaveLength(1)
    }
  })

  it('is retryable where it is not there', async () => {
    const { url, server } = await service(() => {})
    server.close()
    await once(server, 'close')
    const error = await failureOf(() => httpSigner({ url, certificate }).sign(data))
    expect([error.reason, error.kind]).toEqual(['signer-unavailable', 'retryable'])
  })

  it('is left alone when the caller gives up', async () => {
    const { signer, server } = await service(() => {})
    const stop = new AbortController()
    const asked = once(server, 'asked')
    const running = signer.sign(data, { signal: stop.signal })
    running.catch(() => {})
    await asked
    const reason = new Error('given up')
    stop.abort(reason)
    await expect(running).rejects.toBe(reason)
  })

  it('is left alone when its time is up, in the middle of its answer too', async () => {
    const answers: Answer[] = [() => {}, (_, response) => response.write('{')]
    for (const answer of answers) {
      const { runtime, timeIsUp } = stoppedClock()
      const { signer, server } = await service(answer, { runtime })
      const asked = once(server, 'asked')
      const running = failureOf(() => signer.sign(data))
      await asked
      timeIsUp()
      const error = await running
      expect([error.reason, error.hint]).toEqual(['signer-unavailable', expect.stringContaining('timeoutMs')])
    }
  })

  it('is asked nothing for a caller that has given up', async () => {
    const { signer, asked } = await service(() => {})
    const reason = new Error('given up')
    await expect(signer.sign(data, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(asked).toEqual([])
  })
})

describe('the options of a signing service', () => {
  it('are refused by name', () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ url: 'ftp://signer.example/' }, /url: must be an http or https address/],
      [{ url: 'https://user:secret@signer.example/' }, /url: must be/],
      [{ url: 'https://signer.example/#x' }, /url: must be/],
      [{ format: 'pem' }, /format: /],
      [{ request: 'POST' }, /request: must be a function/],
      [{ timeoutMs: -1 }, /timeoutMs: /],
    ]
    for (const [options, message] of wrong) {
      const make = () => httpSigner({ url: 'https://signer.example/', certificate, ...options })
      expect(make).toThrow(message)
      expect(make).not.toThrow(/secret/)
    }
  })

  it('let a client without connections of its own be closed', async () => {
    await expect(httpSigner({ url: 'https://signer.example/', certificate }).close()).resolves.toBeUndefined()
  })
})
