import { existsSync } from 'node:fs'
import { isMisError, type MisAdapter } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { describe, expect, it } from 'vitest'
import { sampleWorld } from './sample-world.ts'
import { readSamples, type Sample } from './samples.ts'

const samples = readSamples()
const base = 'http://medesk.test/api/v2'

/** An adapter whose only partner is the sample, and the requests it made. */
function replay({ response, expected }: Sample): { adapter: MisAdapter; requests: Request[] } {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push(new Request(input, init))
    const status = Number(response.start.split(' ')[1])
    return new Response(response.body === '' ? null : response.body, { status, headers: response.headers })
  }
  const runtime = { now: () => Date.parse('2031-03-03T05:00:00Z'), fetch }
  const options = { baseUrl: base, apiKey: 'key', timeZone: 'Europe/Moscow', runtime, ...expected.options }
  return { adapter: createMedesk(options), requests }
}

async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    const result = await call
    // When the MIS was asked is the kernel's word, not the sample's.
    return { result: JSON.parse(JSON.stringify(result, (key, value) => (key === 'asOf' ? undefined : value))) }
  } catch (error) {
    if (!isMisError(error)) throw error
    return { error: { code: error.code, details: error.details } }
  }
}

describe('the samples', () => {
  it('show every operation, each with its source', () => {
    const shown = new Set(samples.map(({ expected }) => expected.operation))
    const adapter = createMedesk({ apiKey: 'key', timeZone: 'Europe/Moscow' })
    const operations = Object.entries(adapter).filter(
      ([name, value]) => typeof value === 'function' && name !== 'close',
    )
    expect([...shown].sort()).toEqual(operations.map(([name]) => name).sort())
    for (const { name } of samples) {
      expect(existsSync(new URL(`../samples/${name}/SOURCE.md`, import.meta.url)), name).toBe(true)
    }
  })
})

describe('the adapter, given the answer of a sample', () => {
  for (const sample of samples) {
    const { name, request, expected } = sample
    it(`sends the request and gives the result of ${name}`, async () => {
      const { adapter, requests } = replay(sample)
      const method = Reflect.get(adapter, expected.operation) as (input: unknown) => Promise<unknown>
      const { result, error } = expected
      expect(await outcome(method(expected.input))).toEqual(error === undefined ? { result } : { error })
      expect(requests).toHaveLength(1)
      if (expected.adapterSends === false) return
      const [sent] = requests as [Request]
      expect(`${sent.method} ${sent.url.slice(base.length)} HTTP/1.1`).toBe(request.start)
      expect(await sent.text()).toBe(request.body)
      for (const [header, value] of request.headers) expect(sent.headers.get(header)).toBe(value)
    })
  }
})

describe('the mock, given the request of a sample', () => {
  for (const { name, request, response, expected } of samples) {
    it(`gives the answer of ${name}`, async () => {
      const handler = medeskMock(sampleWorld(expected.world), { apiKey: 'key', ...expected.mock })
      const [method = '', target = ''] = request.start.split(' ')
      const asked = new Request(`http://mock.test${target}`, {
        method,
        headers: request.headers,
        ...(request.body !== '' && { body: request.body }),
      })
      const answer = await handler(asked)
      expect(answer.status).toBe(Number(response.start.split(' ')[1]))
      expect(await answer.text()).toBe(response.body)
      for (const [header, value] of response.headers) expect(answer.headers.get(header)).toBe(value)
      expect(handler.operationOf?.(method, target, request.body)).toBe(
        expected.operation === 'findBooking' ? 'listAppointments' : expected.operation,
      )
    })
  }
})
