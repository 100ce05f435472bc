import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { listen, type RecordedRequest, UnmatchedRequest, unmatched } from '../src/index.ts'
import { echo } from './support/echo.ts'
import { brokenBy, transports } from './support/transports.ts'

describe.each(transports)('a mock server $name', ({ open }) => {
  it('keeps what arrived and what went out', async () => {
    const { server, fetch } = await open(echo().handler)
    await fetch(`${server.url}/doctors?name=%D0%9F`, { headers: { Authorization: 'Bearer key' } })
    await fetch(`${server.url}/appointments`, { method: 'POST', body: 'Тестова' })
    expect(server.requests()).toMatchObject([
      { method: 'GET', path: '/doctors?name=%D0%9F', body: '', operation: 'listDoctors', status: 200 },
      { method: 'POST', path: '/appointments', body: 'Тестова', operation: 'book', status: 201 },
    ])
    expect(server.requests()[0]?.headers).toMatchObject({ authorization: 'Bearer key' })
    await server.close()
  })

  it('tells of each request once it is over, with the status that went out', async () => {
    const told: unknown[] = []
    const onRequest = ({ path, status }: RecordedRequest) => void told.push([path, status])
    const { server, fetch } = await open(echo().handler, { onRequest, faults: [{ times: 1, fault: 'reset' }] })
    await expect(fetch(`${server.url}/doctors`)).rejects.toThrow()
    await (await fetch(`${server.url}/doctors`)).text()
    await server.idle()
    expect(told).toEqual([
      ['/doctors', undefined],
      ['/doctors', 200],
    ])
    await server.close()
  })

  it('answers 501 to what no route fits, and tells on closing which route comes nearest', async () => {
    const { server, fetch } = await open(echo().handler)
    const response = await fetch(`${server.url}/appointment/7?snils=00000060018`, { method: 'DELETE' })
    expect(response.status).toBe(501)
    await expect(server.close()).rejects.toThrow(
      'no route fits DELETE /appointment/7; the nearest is DELETE /appointments/{id}',
    )
    await expect(server.close()).resolves.toBeUndefined()
  })

  it('answers 500 where the handler fails, and tells on closing', async () => {
    const { server, fetch } = await open(echo().handler)
    expect((await fetch(`${server.url}/broken?name=x`)).status).toBe(500)
    await expect(server.close()).rejects.toThrow('the handler failed on GET /broken: Error: no such luck')
  })

  it('tells on closing which armed fault no request met', async () => {
    const rule = { when: { method: 'PUT', path: '/nowhere' }, fault: 'stall' } as const
    const { server } = await open(echo().handler, { faults: [rule, { probability: 0.5, fault: 'reset' }] })
    expect(server.unusedFaults()).toContainEqual(rule)
    await expect(server.close()).rejects.toThrow('no request met the armed fault stall on PUT /nowhere')
  })

  it('tells nothing of faults that were taken away, and nothing at all where it is not strict', async () => {
    const disarmed = await open(echo().handler, { faults: [{ fault: 'stall' }] })
    disarmed.server.disarm()
    await expect(disarmed.server.close()).resolves.toBeUndefined()
    const lenient = await open(echo().handler, { faults: [{ fault: { status: 503 }, times: 1 }], strict: false })
    await lenient.fetch(`${lenient.server.url}/nowhere`)
    await lenient.fetch(`${lenient.server.url}/nowhere`)
    await expect(lenient.server.close()).resolves.toBeUndefined()
  })

  it('counts what is under way, and closing ends all of it', async () => {
    const { server, fetch } = await open(echo().handler)
    const url = `${server.url}/doctors`
    const broken: Promise<string>[] = []
    for (const fault of ['stall', 'late-commit', { delayMs: 3_600_000 }] as const) {
      server.arm({ fault, times: 1 })
      broken.push(brokenBy(fetch(url)))
      await server.waitFor(broken.length)
    }
    server.arm({ fault: 'drip', times: 1 })
    const dripping = await fetch(url)
    broken.push(brokenBy(dripping.text()))
    expect(server.inFlight()).toBe(4)
    expect(server.connections()).toBeGreaterThanOrEqual(4)
    const never = server.waitFor(99)
    const refused = expect(never).rejects.toThrow('closed')
    await server.close()
    expect(await Promise.all(broken)).toHaveLength(4)
    await server.idle()
    expect([server.inFlight(), server.connections()]).toEqual([0, 0])
    await refused
    expect(await brokenBy(fetch(url))).toBe('ECONNREFUSED')
  })

  it('never runs a held request once it is closed', async () => {
    const { handler, committed } = echo()
    const { server, fetch } = await open(handler, { faults: [{ fault: 'late-commit' }] })
    const broken = brokenBy(fetch(`${server.url}/appointments`, { method: 'POST', body: 'Тестова' }))
    await server.waitFor(1)
    await server.close()
    await broken
    server.release()
    expect(committed).toEqual([])
  })

  it('fits await using', async () => {
    const { server, fetch } = await open(echo().handler)
    {
      await using scoped = server
      expect((await fetch(`${scoped.url}/doctors`)).status).toBe(200)
    }
    expect(await brokenBy(fetch(`${server.url}/doctors`))).toBe('ECONNREFUSED')
  })

  it('refuses at once a request whose caller has already gone', async () => {
    const { server, fetch } = await open(echo().handler)
    const signal = AbortSignal.abort(new Error('had enough'))
    await expect(fetch(`${server.url}/doctors`, { signal })).rejects.toThrow('had enough')
    expect(server.requests()).toEqual([])
    await server.close()
  })

  it('passes on empty answers and several cookies', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    const { server, fetch } = await open(async () => new Response(null, { status: 204, headers }))
    const response = await fetch(server.url)
    expect([response.status, await response.text(), response.headers.getSetCookie()]).toEqual([204, '', ['a=1', 'b=2']])
    await server.close()
  })
})

describe('a mock server on a socket', () => {
  it('listens on the loopback address only, each at a port of its own', async () => {
    const [one, other] = [await listen(echo().handler), await listen(echo().handler)]
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(other.url).not.toBe(one.url)
    await one.close()
    await other.close()
  })

  it('takes a read that declares a type and an empty body, as PHP clients send it', async () => {
    await using server = await listen(echo().handler)
    const headers = { 'content-type': 'application/json', 'content-length': '0' }
    const request = get(`${server.url}/doctors`, { headers })
    const [response] = await once(request, 'response')
    response.resume()
    expect(response.statusCode).toBe(200)
  })

  it('takes a cancellation with a body', async () => {
    await using server = await listen(async (request) => new Response(await request.text()))
    const response = await fetch(server.url, { method: 'DELETE', body: '{"reason":"Заболел"}' })
    expect(await response.text()).toBe('{"reason":"Заболел"}')
  })

  it('survives a client that leaves in the middle of its request', async () => {
    await using server = await listen(echo().handler)
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write('POST /appointments HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nТес')
    socket.destroy()
    expect((await fetch(`${server.url}/doctors`)).status).toBe(200)
    await server.idle()
    expect(server.requests()).toHaveLength(1)
  })

  it('speaks TLS where it is told to, with the same faults', async () => {
    const psk = Buffer.from('a key that both sides know')
    const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2', pskCallback: () => psk } as const
    await using server = await listen(echo().handler, { tls, faults: [{ times: 1, fault: 'lost-answer' }] })
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const ask = async (): Promise<number | undefined> => {
      const request = get(`${server.url.replace('https:', 'http:')}/doctors`, {
        createConnection: () =>
          connectSecurely({
            port: Number(new URL(server.url).port),
            ciphers: 'PSK',
            maxVersion: 'TLSv1.2',
            checkServerIdentity: () => undefined,
            pskCallback: () => ({ psk, identity: 'test' }),
          }),
      })
      const [response] = await once(request, 'response')
      response.resume()
      return response.statusCode
    }
    await expect(ask()).rejects.toThrow()
    expect(await ask()).toBe(200)
  })
})

describe('a request that no route fits', () => {
  it('names the route whose words come nearest, never the query', () => {
    const request = new Request('http://mock.invalid/doctor/7/slot?phone=74950000001')
    const known = ['GET /clinics', 'GET /doctors/{id}/slots', 'POST /doctors']
    expect(() => unmatched(request, known)).toThrow(UnmatchedRequest)
    expect(() => unmatched(request, known)).toThrow(
      'no route fits GET /doctor/7/slot; the nearest is GET /doctors/{id}/slots',
    )
  })

  it('says so without a neighbour where none is known', () => {
    expect(() => unmatched(new Request('http://mock.invalid/x'), [])).toThrow(/^no route fits GET \/x$/)
  })
})

describe('a port of the caller', () => {
  it('is where the server listens; a taken one is refused', async () => {
    const first = await listen(echo().handler)
    const port = Number(new URL(first.url).port)
    await expect(listen(echo().handler, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await first.close()
    const second = await listen(echo().handler, { port })
    expect(second.url).toBe(first.url)
    await second.close()
  })
})
