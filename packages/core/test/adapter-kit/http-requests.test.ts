import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type HttpRequest, http, path } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf, serve } from './support.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Sends one request to a real server and says what arrived. */
async function arriving(request: HttpRequest, options: { basePath?: string; headers?: Record<string, string> } = {}) {
  const seen: Seen[] = []
  await using server = await serve((incoming, response) => {
    const { method, url, headers } = incoming
    let body = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (text: string) => {
      body += text
    })
    incoming.on('end', () => {
      seen.push({ method, url, headers, body })
      response.end()
    })
  })
  const { basePath = '', headers } = options
  await http({ baseUrl: server.url + basePath, ...(headers && { headers }) })(request, contextOf())
  expect(seen).toHaveLength(1)
  return seen[0] as Seen
}

describe('where a request goes', () => {
  it.each([
    ['', '/doctors', '/doctors'],
    ['/', 'doctors', '/doctors'],
    ['/api/v2', '/doctors', '/api/v2/doctors'],
    ['/api/v2/', 'doctors/7', '/api/v2/doctors/7'],
    ['/api', '//evil.example/x', '/api/evil.example/x'],
    ['/api', 'https://evil.example/x', '/api/https://evil.example/x'],
  ])('base path %j and path %j meet as %s', async (basePath, requestPath, url) => {
    expect((await arriving({ method: 'GET', path: requestPath }, { basePath })).url).toBe(url)
  })

  it.each(['/a/../b', '/a/./b', '/a/%2e%2E/b', '..', '/a\\b', '/a?b=1', '/a#b', '/a b', '/a\r\nb'])(
    'refuses the path %j, which would lead elsewhere',
    async (requestPath) => {
      await using server = await serve((_, response) => response.end())
      const context = contextOf('book')
      const error = await failureOf(http({ baseUrl: server.url })({ method: 'POST', path: requestPath }, context))
      expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['path'] } })
      expect(context.sent).toBe(false)
      expect(server.arrived()).toBe(0)
    },
  )

  it.each(['', 'mis.example', 'ftp://mis.example', 'https://user:secret@mis.example', 'https://mis.example/?a=1'])(
    'refuses the base address %j when the client is made, naming the option and not the value',
    async (baseUrl) => {
      const error = await failureOf(() => http({ baseUrl }))
      expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['baseUrl'] } })
      expect(error.message).toContain('baseUrl')
      expect(error.message).not.toContain('secret')
    },
  )

  it.each([0, -1, 1.5, Number.NaN])('refuses %d as maxResponseBytes', async (maxResponseBytes) => {
    const error = await failureOf(() => http({ baseUrl: 'https://mis.example', maxResponseBytes }))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['maxResponseBytes'] } })
  })

  it('encodes ids in a path, whatever they hold', () => {
    expect(path`/doctors/${'a/b?c#d'}/slots/${7}`).toBe('/doctors/a%2Fb%3Fc%23d/slots/7')
    expect(path`/doctors/${'Врач [1]'}`).toBe('/doctors/%D0%92%D1%80%D0%B0%D1%87%20%5B1%5D')
  })

  it.each(['', '.', '..', '\ud800'])('refuses the id %j in a path', async (id) => {
    expect((await failureOf(() => path`/doctors/${id}`)).code).toBe('invalid-request')
  })

  it('sends a query encoded, without members that are undefined', async () => {
    const query = { phone: '+74950000001', name: 'Я & ты', page: 2, free: true, absent: undefined }
    const { url } = await arriving({ method: 'GET', path: '/x', query })
    expect(url).toBe('/x?phone=%2B74950000001&name=%D0%AF+%26+%D1%82%D1%8B&page=2&free=true')
  })
})

describe('what a request carries', () => {
  it('sends json with its length and type, Cyrillic as it is', async () => {
    const { method, headers, body } = await arriving({ method: 'POST', path: '/x', json: { name: 'Проба' } })
    expect({ method, body }).toEqual({ method: 'POST', body: '{"name":"Проба"}' })
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '21' })
  })

  it.each(['PUT', 'PATCH', 'DELETE'] as const)('sends a body with %s', async (method) => {
    expect(await arriving({ method, path: '/x', json: { a: 1 } })).toMatchObject({ method, body: '{"a":1}' })
  })

  it('sends a text body with the type the request names', async () => {
    const { headers, body } = await arriving({
      method: 'POST',
      path: '/x',
      body: '<a/>',
      headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    })
    expect({ type: headers['content-type'], body }).toEqual({ type: 'text/xml; charset=utf-8', body: '<a/>' })
  })

  it('sends no body and no type of its own where there is nothing to send', async () => {
    const { headers, body } = await arriving({ method: 'DELETE', path: '/x' })
    expect(body).toBe('')
    expect(headers['content-type']).toBeUndefined()
  })

  it('lets headers of the request win over those of the client, in any case', async () => {
    const { headers } = await arriving(
      { method: 'GET', path: '/x', headers: { AUTHORIZATION: 'Bearer b' } },
      { headers: { authorization: 'Bearer a', 'x-app': 'site' } },
    )
    expect(headers).toMatchObject({ authorization: 'Bearer b', 'x-app': 'site' })
  })

  it('asks a function for headers before each request', async () => {
    const tokens: unknown[] = []
    await using server = await serve((request, response) => {
      tokens.push(request.headers.authorization)
      response.end()
    })
    let number = 0
    const send = http({
      baseUrl: server.url,
      headers: async () => {
        number += 1
        return { authorization: `Bearer ${number}` }
      },
    })
    await send({ method: 'GET', path: '/' }, contextOf())
    await send({ method: 'GET', path: '/' }, contextOf())
    expect(tokens).toEqual(['Bearer 1', 'Bearer 2'])
  })

  it.each([
    ['a line break', 'x-name', 'secret\r\nx-admin: 1', 'headers.x-name'],
    ['a lone line feed', 'x-name', 'secret\nb', 'headers.x-name'],
    ['a zero byte', 'x-name', 'secret\0b', 'headers.x-name'],
    ['Cyrillic', 'x-name', 'Проба', 'headers.x-name'],
    ['a line break in the name', 'x\r\ny', 'secret', 'headers'],
  ])('refuses a header with %s and sends nothing', async (_, name, value, field) => {
    await using server = await serve((_request, response) => response.end())
    const context = contextOf('book')
    const request = { method: 'POST', path: '/', headers: { [name]: value } } as const
    const error = await failureOf(http({ baseUrl: server.url })(request, context))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: [field] } })
    expect(error.message).not.toContain(value)
    expect(server.arrived()).toBe(0)
    expect(context.sent).toBe(false)
  })

  it('refuses json that JSON cannot hold, and json together with a body', async () => {
    const send = http({ baseUrl: 'http://mis.invalid' })
    const bigint = await failureOf(send({ method: 'POST', path: '/', json: { id: 1n } }, contextOf('book')))
    expect(bigint).toMatchObject({ code: 'invalid-request', details: { fields: ['json'] } })
    const both = await failureOf(send({ method: 'POST', path: '/', json: {}, body: '' }, contextOf('book')))
    expect(both).toMatchObject({ code: 'invalid-request', details: { fields: ['body'] } })
  })
})
