import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { failure, http } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf, serve, serveBytes, serveText, type TestServer } from './support.ts'

/** Stands in the query, the headers, the body of the request and in all of the answer. */
const mark = 'MARKED-7f3a'

async function errorFrom(server: TestServer): Promise<unknown> {
  const send = http({
    baseUrl: `${server.url}/base`,
    headers: { authorization: `Bearer ${mark}` },
    maxResponseBytes: 500,
  })
  const request = { method: 'POST', path: '/p', query: { name: mark }, json: { name: mark } } as const
  return failureOf(
    send(request, contextOf('book')).then((response) => {
      if (response.status >= 400)
        throw failure(response, contextOf('book'), [], { vendorCode: `${mark} ${response.text}` })
      return response.json()
    }),
  )
}

/** All that a log, a console or a person with a debugger's print-out could get. */
function printed(error: unknown): string {
  const causes: unknown[] = []
  for (let link = error; link instanceof Error; link = link.cause) causes.push(link)
  const texts = causes.map((link) => `${String(link)} ${(link as Error).stack}`)
  return [JSON.stringify(error), inspect(error, { depth: null, showHidden: true }), ...texts].join('\n')
}

const servers: readonly (readonly [string, () => Promise<TestServer>])[] = [
  ['a reset', () => serveBytes((socket) => void socket.resetAndDestroy())],
  ['a cut answer', () => serveText('HTTP/1.1 200 OK', `x-mark: ${mark}`, 'content-length: 100', '', mark)],
  ['an answer that is not HTTP', () => serveText(`${mark} ${mark}`, '')],
  ['a redirect', () => serveText('HTTP/1.1 307 Go', `location: http://${mark}.invalid/`, 'content-length: 0', '', '')],
  ['a page of HTML', () => answering(200, 'text/html', mark)],
  ['a text that is not JSON', () => answering(200, 'application/json', `{"name":"${mark}`)],
  ['a text in another charset', () => answering(200, 'application/json', Buffer.from([...Buffer.from(mark), 0xff]))],
  ['an answer over the limit', () => answering(200, 'application/json', mark.repeat(100))],
  ['a refusal', () => answering(400, 'application/json', `{"message":"${mark}"}`)],
  ['a failure', () => answering(500, 'text/plain', mark)],
  ['a certificate nobody knows', () => serveBytes((socket) => socket.end(mark), 'https')],
]

describe('an error holds no header, no body and no query', () => {
  it.each(servers)('of %s', async (_, start) => {
    await using server = await start()
    const text = printed(await errorFrom(server))
    expect(text).not.toContain(mark)
    expect(text).not.toContain('/base/p')
  })

  it('of a host that is not there', async () => {
    await using server = await answering(200, 'text/plain', '')
    await server[Symbol.asyncDispose]()
    const text = printed(await errorFrom(server))
    expect(text).toContain('ECONNREFUSED')
    expect(text).not.toContain(mark)
  })
})

function answering(status: number, type: string, body: string | Uint8Array): Promise<TestServer> {
  return serve((_, response) => {
    response.writeHead(status, { 'content-type': type, 'x-mark': mark })
    response.end(body)
  })
}
