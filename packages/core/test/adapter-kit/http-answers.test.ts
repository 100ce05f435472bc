import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { http } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf, serve } from './support.ts'

interface Given {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array
}

async function answered({ status = 200, headers = {}, body = '' }: Given, nowMs = 0) {
  await using server = await serve((_, response) => {
    response.writeHead(status, headers)
    response.end(body)
  })
  return await http({ baseUrl: server.url })(
    { method: 'GET', path: '/' },
    contextOf('listDoctors', { now: () => nowMs }),
  )
}

const json = { 'content-type': 'application/json' }

describe('statuses', () => {
  it.each([200, 201, 202, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503])(
    'hands %d over with its body',
    async (status) => {
      const response = await answered({ status, headers: json, body: '{"code":"x"}' })
      expect(response.status).toBe(status)
      expect(response.json()).toEqual({ code: 'x' })
    },
  )

  it('hands 204 over as an empty text', async () => {
    expect(await answered({ status: 204 })).toMatchObject({ status: 204, text: '' })
  })

  it('reads headers in any case, null where absent', async () => {
    const response = await answered({ headers: { 'X-Request-Id': 'r1' } })
    expect([response.header('x-request-ID'), response.header('x-other')]).toEqual(['r1', null])
  })

  it('reads Retry-After against the clock of the runtime', async () => {
    const soon = await answered({ status: 429, headers: { 'retry-after': '30' } })
    expect(soon.retryAfterMs).toBe(30_000)
    const headers = { 'retry-after': 'Mon, 03 Mar 2031 05:01:00 GMT' }
    const dated = await answered({ status: 503, headers }, Date.UTC(2031, 2, 3, 5))
    expect(dated.retryAfterMs).toBe(60_000)
    expect((await answered({ status: 503 })).retryAfterMs).toBeNull()
  })
})

describe('json()', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/problem+json', 'text/json'])(
    'takes %s',
    async (type) => {
      expect((await answered({ headers: { 'content-type': type }, body: '[1]' })).json()).toEqual([1])
    },
  )

  it('takes an answer that names no type', async () => {
    expect((await answered({ body: '{"a":1}' })).json()).toEqual({ a: 1 })
  })

  it.each([
    ['an empty answer', json, ''],
    ['an answer of blanks', json, ' \r\n'],
    ['a page of HTML', { 'content-type': 'text/html' }, '<html>Вход</html>'],
    ['JSON called HTML', { 'content-type': 'text/html' }, '{}'],
    ['cut JSON', json, '{"doctors":[{"id":7'],
    ['NaN', json, '{"id":NaN}'],
  ])('refuses %s as bad-response, without a word of it', async (_, headers, body) => {
    const response = await answered({ headers, body })
    const error = await failureOf(() => response.json())
    expect(error).toMatchObject({ code: 'bad-response', status: 200 })
    expect(JSON.stringify(error)).not.toMatch(/Вход|doctors|NaN/)
  })

  it('leaves an empty 200 readable as a text', async () => {
    expect((await answered({ headers: json })).text).toBe('')
  })

  it('reads a body nested a hundred thousand deep, or refuses it, without harm', async () => {
    const response = await answered({ headers: json, body: '['.repeat(100_000) })
    expect((await failureOf(() => response.json())).code).toBe('bad-response')
  })

  it('drops __proto__, so that no prototype changes', async () => {
    const body = '{"id":1,"__proto__":{"admin":true},"deep":{"\\u005f_proto__":{"admin":true}}}'
    const read = (await answered({ headers: json, body })).json() as { deep: object }
    const copy = Object.assign({}, read, Object.assign({}, read.deep))
    expect(read).toEqual({ id: 1, deep: {} })
    expect((copy as { admin?: boolean }).admin).toBeUndefined()
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('keeps every digit of a number beyond 2^53', async () => {
    const body = '{"id":9007199254740993,"small":12,"list":[-9007199254740993,1.5]}'
    const expected = { id: '9007199254740993', small: 12, list: ['-9007199254740993', 1.5] }
    expect((await answered({ headers: json, body })).json()).toEqual(expected)
  })
})

describe('charset', () => {
  // "Запись" in each charset.
  const samples: readonly (readonly [string, string])[] = [
    ['text/plain; charset=windows-1251', 'c7e0efe8f1fc'],
    ['text/plain; charset="Windows-1251"', 'c7e0efe8f1fc'],
    ['text/plain;charset=cp1251', 'c7e0efe8f1fc'],
    ['text/plain; charset=koi8-r', 'fac1d0c9d3d8'],
    ['text/plain; charset=utf-8', 'd097d0b0d0bfd0b8d181d18c'],
    ['text/plain', 'd097d0b0d0bfd0b8d181d18c'],
    ['text/plain; charset=us-ascii', 'd097d0b0d0bfd0b8d181d18c'],
    ['text/plain; charset=utf-16', 'fffe17043004 3f0438044104 4c04'],
    ['text/plain; charset=utf-16', 'feff04170430 043f04380441 044c'],
    ['text/plain; charset=utf-16le', '170430043f0438044104 4c04'],
    ['text/plain; charset=utf-8', 'efbbbfd097d0b0d0bfd0b8d181d18c'],
    ['text/plain', 'fffe17043004 3f0438044104 4c04'],
  ]
  it.each(samples)('%s, bytes %s, read as Запись', async (type, hex) => {
    const body = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    expect((await answered({ headers: { 'content-type': type }, body })).text).toBe('Запись')
  })

  it('reads JSON behind a byte order mark', async () => {
    const body = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"name":"Анна"}')])
    expect((await answered({ headers: json, body })).json()).toEqual({ name: 'Анна' })
  })

  it.each([
    ['bytes that are not UTF-8', 'application/json', 'c7e0efe8f1fc'],
    ['half a UTF-8 character', 'text/plain; charset=utf-8', 'd0'],
    ['half a UTF-16 character', 'text/plain; charset=utf-16le', '17'],
    ['a charset nobody knows', 'text/plain; charset=martian', '41'],
  ])('refuses %s as bad-response', async (_, type, hex) => {
    const error = await failureOf(answered({ headers: { 'content-type': type }, body: Buffer.from(hex, 'hex') }))
    expect(error).toMatchObject({ code: 'bad-response', status: 200 })
  })

  it('keeps the status of an error whose body nobody can read', async () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    expect((await answered({ status: 409, headers, body: Buffer.from('c7e0', 'hex') })).status).toBe(409)
  })

  it('unpacks gzip', async () => {
    const headers = { ...json, 'content-encoding': 'gzip' }
    expect((await answered({ headers, body: gzipSync('{"a":"Я"}') })).json()).toEqual({ a: 'Я' })
  })
})
