import { getEventListeners } from 'node:events'
import { gzipSync } from 'node:zlib'
import { type Fault, listen, type MockHandler, type MockServer } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'
import { type HttpHead, http } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf } from './support.ts'

const { ca, client, server } = testCertificates()
const mutual = { ...server, ca, requestCert: true, rejectUnauthorized: true }
const reading = { method: 'GET', path: '/schedule' } as const
const booking = { method: 'POST', path: '/appointments', json: { name: 'Тестова' } } as const
const text = JSON.stringify({ doctor: 'Тестова', slots: 'x'.repeat(1_000) })
const answer: MockHandler = async () => new Response(text, { headers: { 'content-type': 'application/json' } })

const ways = [
  { way: 'http', tls: undefined, ours: {} },
  { way: 'mutual TLS', tls: mutual, ours: { tls: { ca, pfx: client.pfx, passphrase: client.passphrase } } },
]

/** The whole text, read piece by piece. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

async function gone(mock: MockServer): Promise<void> {
  while (mock.connections() > 0) await new Promise(setImmediate)
}

describe.each(ways)('a stream over $way', ({ tls, ours }) => {
  const start = async (handler = answer, fault?: Fault) => {
    const faults = fault === undefined ? [] : [{ fault }]
    const mock = await listen(handler, { ...(tls && { tls }), faults })
    const client = http({ baseUrl: mock.url, ...ours })
    return {
      mock,
      client,
      [Symbol.asyncDispose]: async () => {
        await client.close()
        await mock.close()
      },
    }
  }

  it('gives the body in pieces with the head before it, and resolves with what was read', async () => {
    await using end = await start()
    const context = contextOf()
    const heads: HttpHead[] = []
    const result = await end.client.stream(reading, context, async (body, head) => {
      heads.push(head)
      return textOf(body)
    })
    expect(result).toBe(text)
    expect(heads.map((head) => [head.status, head.header('Content-Type'), head.retryAfterMs])).toEqual([
      [200, 'application/json', null],
    ])
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0)
  })

  it('lets the reader decide about an error status', async () => {
    await using end = await start(answer, { status: 503, headers: { 'retry-after': '7' }, body: 'busy' })
    const result = await end.client.stream(reading, contextOf(), async (body, head) => [
      head.status,
      head.retryAfterMs,
      await textOf(body),
    ])
    expect(result).toEqual([503, 7_000, 'busy'])
  })

  it('of no body ends at once', async () => {
    await using end = await start(async () => new Response(null, { status: 204 }))
    expect(await end.client.stream(reading, contextOf(), textOf)).toBe('')
  })

  it('refuses a redirect before the reader is asked', async () => {
    await using end = await start(answer, 'redirect')
    const error = await failureOf(end.client.stream(reading, contextOf(), async () => expect.fail('asked')))
    expect(error).toMatchObject({ code: 'bad-response', status: 307 })
    expect(end.mock.requests()).toHaveLength(1)
  })

  it.each(['truncate', 'reset', 'lost-answer'] as const)(
    'that ends by %s is unavailable, and may have been sent',
    async (fault) => {
      await using end = await start(answer, fault)
      const context = contextOf('book')
      const error = await failureOf(end.client.stream(booking, context, textOf))
      expect(error).toMatchObject({ code: 'unavailable', details: { by: 'mis', retryAfterMs: null } })
      expect(context.sent).toBe(true)
      await gone(end.mock)
    },
  )

  it('that is cut throws the same into the loop of the reader, after the pieces that came', async () => {
    await using end = await start(answer, 'truncate')
    const seen: unknown[] = []
    const result = end.client.stream(reading, contextOf(), async (body) => {
      let size = 0
      try {
        for await (const piece of body) size += piece.byteLength
      } catch (error) {
        seen.push(error, size)
      }
      return 'what was saved'
    })
    expect(await result).toBe('what was saved')
    expect(seen).toEqual([
      expect.objectContaining({ code: 'unavailable', status: 200 }),
      Math.floor(Buffer.byteLength(text) / 2),
    ])
  })

  it('that is too large is given up within one piece, and its connection closed', async () => {
    await using end = await start(answer, 'huge')
    const limit = 1_000_000
    let [size, largest] = [0, 0]
    const error = await failureOf(
      end.client.stream({ ...reading, maxResponseBytes: limit }, contextOf(), async (body) => {
        for await (const piece of body) {
          size += piece.byteLength
          largest = Math.max(largest, piece.byteLength)
        }
      }),
    )
    expect(error.details).toEqual({ why: `the answer is larger than maxResponseBytes (${limit})` })
    expect(size).toBeLessThanOrEqual(limit)
    expect(size + largest).toBeGreaterThan(limit / 2)
    await gone(end.mock)
  })

  it('that drips for ever ends with the reason of the abort, and its connection is closed', async () => {
    await using end = await start(answer, 'drip')
    const context = contextOf()
    const seen: unknown[] = []
    const ended = end.client.stream(reading, context, async (body) => {
      try {
        for await (const _ of body) context.abort('given up')
      } catch (error) {
        seen.push(error)
      }
    })
    await expect(ended).rejects.toBe('given up')
    await gone(end.mock)
    expect(seen).toEqual(['given up'])
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0)
  })

  it.each(['stall', 'stalled-answer'] as const)(
    'that never comes (%s) ends with the reason of the abort',
    async (fault) => {
      await using end = await start(answer, fault)
      const context = contextOf()
      const ended = expect(end.client.stream(reading, context, textOf)).rejects.toBe('given up')
      await end.mock.waitFor(1)
      context.abort('given up')
      await ended
      await gone(end.mock)
    },
  )

  it('whose reader does not listen ends with the reason of the abort all the same', async () => {
    await using end = await start()
    const context = contextOf()
    const ended = end.client.stream(reading, context, () => {
      context.abort('given up')
      return new Promise(() => {})
    })
    await expect(ended).rejects.toBe('given up')
    await gone(end.mock)
  })

  it.each([
    ['returns', async () => 'enough'],
    [
      'stops in its loop',
      async (body: AsyncIterable<Uint8Array>) => {
        for await (const _ of body) break
        return 'enough'
      },
    ],
  ])('whose reader %s early closes the connection', async (_, read) => {
    await using end = await start(answer, 'drip')
    expect(await end.client.stream(reading, contextOf(), read)).toBe('enough')
    await end.mock.idle()
    await gone(end.mock)
  })

  it('whose reader fails ends with that failure and closes the connection', async () => {
    await using end = await start(answer, 'drip')
    const own = new Error('not a schedule')
    const ended = end.client.stream(reading, contextOf(), async () => Promise.reject(own))
    await expect(ended).rejects.toBe(own)
    await gone(end.mock)
  })

  it('gives nothing more after its call: half a body never looks like a whole', async () => {
    await using end = await start(answer, 'drip')
    const kept = await end.client.stream(reading, contextOf(), async (body) => ({ body }))
    expect((await failureOf(textOf(kept.body))).details).toEqual({ why: 'the body was read after its call had ended' })
  })

  it('leaves the connection open for the next request where all was read', async () => {
    await using end = await start()
    for (let call = 0; call < 20; call += 1) await end.client.stream(reading, contextOf(), textOf)
    expect(end.mock.connections()).toBeLessThanOrEqual(2)
  })
})

describe('the limit of a stream', () => {
  it('counts unpacked bytes, so a bomb is stopped', async () => {
    const packed = gzipSync(Buffer.alloc(50_000_000))
    await using mock = await listen(async () => new Response(packed, { headers: { 'content-encoding': 'gzip' } }))
    const read = http({ baseUrl: mock.url, maxResponseBytes: 100_000 }).stream(reading, contextOf(), textOf)
    expect((await failureOf(read)).code).toBe('bad-response')
  })

  it('refuses a length that is only announced before any piece', async () => {
    await using mock = await listen(answer)
    let pieces = 0
    const read = http({ baseUrl: mock.url, maxResponseBytes: 100 }).stream(reading, contextOf(), async (body) => {
      for await (const _ of body) pieces += 1
    })
    expect((await failureOf(read)).code).toBe('bad-response')
    expect(pieces).toBe(0)
  })

  it('may be given by the request, up and down', async () => {
    await using mock = await listen(answer)
    const send = http({ baseUrl: mock.url, maxResponseBytes: 100 })
    const wide = { ...reading, maxResponseBytes: 10_000 }
    expect(await send.stream(wide, contextOf(), textOf)).toBe(text)
    expect((await send(wide, contextOf())).text).toBe(text)
    expect((await failureOf(send(reading, contextOf()))).code).toBe('bad-response')
  })

  it.each([0, -1, 1.5, Number.NaN])('of a request may not be %d', async (maxResponseBytes) => {
    const context = contextOf('book')
    const send = http({ baseUrl: 'http://mis.invalid' })
    const failures = [
      await failureOf(send({ ...booking, maxResponseBytes }, context)),
      await failureOf(send.stream({ ...booking, maxResponseBytes }, context, textOf)),
    ]
    for (const error of failures) {
      expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['maxResponseBytes'] } })
    }
    expect(context.sent).not.toBe(true)
  })
})
