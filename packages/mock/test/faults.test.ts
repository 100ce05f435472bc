import { afterEach, describe, expect, it } from 'vitest'
import type { Fault, MockOptions } from '../src/index.ts'
import { doctors, echo } from './support/echo.ts'
import { brokenBy, type Reached, transports } from './support/transports.ts'

describe.each(transports)('a fault $name', ({ open }) => {
  let reached: Reached | undefined
  let committed: string[] = []

  afterEach(async () => {
    await reached?.server.close()
    reached = undefined
  })

  const start = async (fault: Fault, options: MockOptions = {}): Promise<Reached> => {
    const dialect = echo()
    committed = dialect.committed
    reached = await open(dialect.handler, { faults: [{ fault }], ...options })
    return reached
  }
  const read = ({ server, fetch }: Reached, init: RequestInit = {}) =>
    fetch(`${server.url}/doctors`, { redirect: 'manual', ...init })
  const write = ({ server, fetch }: Reached, init: RequestInit = {}) =>
    fetch(`${server.url}/appointments`, { method: 'POST', body: 'Тестова', ...init })
  const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

  it('reset: the connection breaks before anything is done', async () => {
    const here = await start('reset')
    expect(await brokenBy(write(here))).toBe('ECONNRESET')
    expect(committed).toEqual([])
  })

  it('lost-answer: everything is done, then the connection breaks', async () => {
    const here = await start('lost-answer')
    expect(await brokenBy(write(here))).toBe('ECONNRESET')
    expect(committed).toEqual(['Тестова'])
    expect(here.server.requests()[0]).not.toHaveProperty('status')
  })

  it('stall: nothing is done and no answer ever comes', async () => {
    const here = await start('stall')
    const caller = new AbortController()
    const answer = write(here, { signal: caller.signal })
    await here.server.waitFor(1)
    expect(here.server.inFlight()).toBe(1)
    caller.abort(new Error('had enough'))
    await expect(answer).rejects.toThrow('had enough')
    await here.server.idle()
    expect(committed).toEqual([])
  })

  it('stalled-answer: everything is done and no answer ever comes', async () => {
    const here = await start('stalled-answer')
    const caller = new AbortController()
    const answer = write(here, { signal: caller.signal })
    await here.server.waitFor(1)
    expect(committed).toEqual(['Тестова'])
    caller.abort(new Error('had enough'))
    await expect(answer).rejects.toThrow('had enough')
    await here.server.idle()
  })

  it('late-commit: held until it is released, then done and answered', async () => {
    const here = await start('late-commit')
    const answer = write(here)
    await here.server.waitFor(1)
    expect(committed).toEqual([])
    here.server.release()
    expect((await answer).status).toBe(201)
    expect(committed).toEqual(['Тестова'])
  })

  it('late-commit: done even though the caller has long gone', async () => {
    const here = await start('late-commit')
    const caller = new AbortController()
    const answer = write(here, { signal: caller.signal })
    await here.server.waitFor(1)
    caller.abort(new Error('had enough'))
    await expect(answer).rejects.toThrow('had enough')
    here.server.release()
    await here.server.idle()
    expect(committed).toEqual(['Тестова'])
  })

  it('truncate: half of the body, then the connection breaks', async () => {
    const here = await start('truncate')
    const response = await read(here)
    const whole = new TextEncoder().encode(JSON.stringify(doctors)).length
    expect(Number(response.headers.get('content-length'))).toBe(whole)
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(first?.value?.length).toBe(Math.floor(whole / 2))
    expect(await brokenBy(Promise.resolve(reader?.read()))).toBe('UND_ERR_SOCKET')
  })

  it('drip: a byte at a time, and never an end', async () => {
    const here = await start('drip')
    const caller = new AbortController()
    const response = await read(here, { signal: caller.signal })
    const reader = response.body?.getReader()
    const text: number[] = []
    while (text.length < 3) text.push(...((await reader?.read())?.value ?? []))
    expect(new TextDecoder().decode(Uint8Array.from(text.slice(0, 3)))).toBe('{"d')
    caller.abort(new Error('had enough'))
    await expect(reader?.read()).rejects.toThrow('had enough')
    await here.server.idle()
  })

  it('html: 200 and a page', async () => {
    const response = await read(await start('html'))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await response.text()).toMatch(/^<!doctype html>/)
  })

  it('empty: done, and 200 without a body', async () => {
    const response = await write(await start('empty'))
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(committed).toEqual(['Тестова'])
  })

  it('garbage: 200 and JSON that is cut', async () => {
    const response = await read(await start('garbage'))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    const text = await response.text()
    expect(JSON.stringify(doctors).startsWith(text)).toBe(true)
    expect(() => JSON.parse(text)).toThrow()
  })

  it('wrong-charset: bytes in windows-1251 that claim to be UTF-8', async () => {
    const response = await read(await start('wrong-charset'))
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const bytes = await bytesOf(response)
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
    expect(JSON.parse(new TextDecoder('windows-1251').decode(bytes))).toEqual(doctors)
  })

  it('windows-1251: the same bytes, honestly declared', async () => {
    const response = await read(await start('windows-1251'))
    expect(response.headers.get('content-type')).toBe('application/json; charset=windows-1251')
    expect(JSON.parse(new TextDecoder('windows-1251').decode(await bytesOf(response)))).toEqual(doctors)
  })

  it('bom: a byte order mark before the body', async () => {
    const bytes = await bytesOf(await read(await start('bom')))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(doctors)
  })

  it('huge: 50 MB of JSON that can be broken off at any time', async () => {
    const here = await start('huge')
    const caller = new AbortController()
    const response = await read(here, { signal: caller.signal })
    let received = 0
    for await (const chunk of response.body ?? []) {
      received += chunk.length
      if (received > 1_000_000) break
    }
    caller.abort()
    await here.server.idle()
    expect(here.server.inFlight()).toBe(0)
  })

  it('huge: a client that reads it all gets whole JSON', async () => {
    const text = await (await read(await start('huge'))).text()
    expect(text.length).toBeGreaterThanOrEqual(50_000_000)
    expect(Array.isArray(JSON.parse(text))).toBe(true)
  })

  it('redirect: 307 to this server, where a client that follows is seen', async () => {
    const here = await start('redirect')
    const response = await read(here)
    expect([response.status, response.headers.get('location')]).toEqual([307, `${here.server.url}/redirected`])
  })

  it('{ redirect }: 307 to that address', async () => {
    const response = await read(await start({ redirect: 'http://127.0.0.1:9/elsewhere' }))
    expect([response.status, response.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/elsewhere'])
  })

  it('{ status }: that answer with those headers, and nothing is done', async () => {
    const body = '{"code":"slow_down"}'
    const response = await write(await start({ status: 429, headers: { 'Retry-After': '30' }, body }))
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([429, '30', body])
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(committed).toEqual([])
  })

  it('{ status } without a body: no body and no type', async () => {
    const response = await read(await start({ status: 503 }))
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([503, null, ''])
  })

  it('{ delayMs }: done at once, answered later', async () => {
    const here = await start({ delayMs: 30 })
    const answer = write(here)
    await here.server.waitFor(1)
    expect([committed, here.server.requests()[0]?.status]).toEqual([['Тестова'], undefined])
    expect((await answer).status).toBe(201)
  })

  it('meets only the requests it is aimed at', async () => {
    const here = await start('html', {
      faults: [
        { when: { method: 'post' }, fault: { status: 501 } },
        { when: { path: '/doctors/7' }, fault: { status: 502 } },
        { when: { path: /name=x$/ }, fault: { status: 503 } },
        { when: { operation: 'listDoctors', path: '/doctors' }, fault: { status: 504 } },
      ],
    })
    const statusOf = async (path: string, method = 'GET') =>
      (await here.fetch(here.server.url + path, { method })).status
    expect(await statusOf('/appointments', 'POST')).toBe(501)
    expect(await statusOf('/doctors/7/rooms')).toBe(502)
    expect(await statusOf('/doctors/77')).toBe(504)
    expect(await statusOf('/doctors?name=x')).toBe(503)
    expect(await statusOf('/doctors')).toBe(504)
  })

  it('is used as often as it says, and then the next rule has its turn', async () => {
    const here = await start('html', {
      faults: [
        { times: 2, fault: { status: 503 } },
        { times: 1, fault: { status: 429 } },
      ],
    })
    const statuses: number[] = []
    for (let count = 0; count < 4; count += 1) statuses.push((await read(here)).status)
    expect(statuses).toEqual([503, 503, 429, 200])
  })

  it('with a probability falls as the seed says, the same every time', async () => {
    const fall = async (seed: number) => {
      const here = await start('html', { faults: [{ probability: 0.5, fault: { status: 503 } }], seed })
      const statuses: number[] = []
      for (let count = 0; count < 24; count += 1) statuses.push((await read(here)).status)
      await here.server.close()
      return statuses.join()
    }
    const first = await fall(7)
    expect(await fall(7)).toBe(first)
    expect(await fall(8)).not.toBe(first)
    expect(first).toContain('200')
    expect(first).toContain('503')
  })

  it.each([{ probability: 2 }, { probability: Number.NaN }, { times: 0 }])(
    'that could never fire is refused: %o',
    async (rule) => {
      await expect(start('html', { faults: [{ ...rule, fault: 'html' }] })).rejects.toThrow(RangeError)
    },
  )
})
