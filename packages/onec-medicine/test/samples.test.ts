import { isMisError, type MisAdapter } from '@mis/core'
import { createOneCMedicine, type OneCMedicineOptions } from '@mis/onec-medicine'
import { oneCMedicineMock } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { sampleWorld } from './sample-world.ts'
import { readSamples, type Sample } from './samples.ts'

const samples = readSamples()
const base = 'http://onec.test/hs/service'
const user = { username: 'Сайт', password: 'пароль' }

function optionsOf({ profile, expected }: Sample): OneCMedicineOptions {
  const shared = { baseUrl: base, timeZone: 'Europe/Moscow', ...user }
  const own = profile === 'bit-umc' ? { profile, key: 'k0k0k0' } : { profile }
  return { ...shared, ...own, ...expected.options } as OneCMedicineOptions
}

/** An adapter whose only partner is the sample, and the requests it made. */
function replay(sample: Sample): { adapter: MisAdapter; requests: Request[] } {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push(new Request(input, init))
    const answer = sample.exchanges[requests.length - 1]?.response
    if (answer === undefined) throw new Error('the sample has no answer to one more request')
    // As bytes, so that no content type is added and a byte order mark stays.
    const body = answer.body === '' ? null : new TextEncoder().encode(answer.body)
    return new Response(body, { status: Number(answer.start.split(' ')[1]), headers: answer.headers })
  }
  const runtime = { now: () => Date.parse('2031-03-03T05:00:00Z'), fetch }
  return { adapter: createOneCMedicine({ ...optionsOf(sample), runtime }), requests }
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
  for (const profile of new Set(samples.map((sample) => sample.profile))) {
    it(`show every operation of ${profile}, each with its source`, () => {
      const own = samples.filter((sample) => sample.profile === profile)
      const [first] = own
      const adapter = createOneCMedicine(optionsOf(first as Sample))
      const operations = Object.entries(adapter).filter(
        ([name, value]) => typeof value === 'function' && name !== 'close',
      )
      const shown = new Set<string>(own.map(({ expected }) => expected.operation))
      expect(operations.map(([name]) => name).filter((name) => !shown.has(name))).toEqual([])
      expect(own.filter(({ hasSource }) => !hasSource).map(({ name }) => name)).toEqual([])
    })
  }
})

describe('the adapter, given the answers of a sample', () => {
  for (const sample of samples) {
    const { name, exchanges, expected } = sample
    it(`sends the requests and gives the result of ${name}`, async () => {
      const { adapter, requests } = replay(sample)
      const method = Reflect.get(adapter, expected.operation) as (input: unknown) => Promise<unknown>
      const { result, error } = expected
      expect(await outcome(method(expected.input))).toEqual(error === undefined ? { result } : { error })
      expect(requests).toHaveLength(exchanges.length)
      if (expected.adapterSends === false) return
      for (const [index, { request }] of exchanges.entries()) {
        const sent = requests[index] as Request
        expect(`${sent.method} ${sent.url.slice(base.length)} HTTP/1.1`).toBe(request.start)
        expect(await sent.text()).toBe(request.body)
        for (const [header, value] of request.headers) expect(sent.headers.get(header)).toBe(value)
      }
    })
  }
})

describe('the mock, given the requests of a sample', () => {
  for (const { name, profile, exchanges, expected } of samples.filter(
    ({ expected }) => expected.mockAnswers !== false,
  )) {
    it(`gives the answers of ${name}`, async () => {
      const options = { profile, ...user, ...(profile === 'bit-umc' && { key: 'k0k0k0' }), ...expected.mock }
      const handle = oneCMedicineMock(sampleWorld(expected.world), options)
      for (const { request, response } of exchanges) {
        const [method = '', target = ''] = request.start.split(' ')
        const { headers, body } = request
        const asked = new Request(`http://mock.test${target}`, { method, headers, ...(body !== '' && { body }) })
        const answer = await handle(asked)
        expect(answer.status).toBe(Number(response.start.split(' ')[1]))
        // Not as a text: that would drop a byte order mark.
        expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(response.body)
        for (const [header, value] of response.headers) expect(answer.headers.get(header)).toBe(value)
        expect(handle.operationOf?.(method, target, body)).toBeDefined()
      }
    })
  }
})
