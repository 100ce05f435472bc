import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { base, outcome, sampleAdapter, sampleMock } from './sample-stage.ts'
import { kindOf, readSamples } from './samples.ts'

const samples = readSamples()

describe('the samples', () => {
  it('show every operation of both profiles, each with its source', () => {
    for (const profile of ['gateway', 'portal'] as const) {
      const own = samples.filter(({ expected }) => (expected.profile ?? 'gateway') === profile)
      const [first] = own
      if (first === undefined) throw new Error('no samples')
      const adapter = sampleAdapter(first.expected, fetch)
      const operations = Object.entries(adapter).filter(([name, value]) => {
        return typeof value === 'function' && name !== 'close' && name !== 'changes'
      })
      const shown = new Set<string>(own.map(({ expected }) => expected.operation))
      expect([...shown].sort()).toEqual(operations.map(([name]) => name).sort())
    }
    for (const { name } of samples) {
      expect(existsSync(new URL(`../samples/${name}/SOURCE.md`, import.meta.url)), name).toBe(true)
    }
  })
})

describe('the adapter, given the answer of a sample', () => {
  for (const { name, request, response, expected } of samples) {
    it(`sends the request and gives the result of ${name}`, async () => {
      const mock = sampleMock(expected)
      const sent: Headers[] = []
      // What an operation asks for besides, a directory or a person, is answered by the mock.
      const adapter = sampleAdapter(expected, async (input, init) => {
        const asked = new Request(input, init)
        const start = `${asked.method} ${asked.url.slice(base.length)} HTTP/1.1`
        if (start !== request.start || (await asked.clone().text()) !== request.body) return mock(asked)
        sent.push(asked.headers)
        return new Response(response.body, { status: Number(response.start.split(' ')[1]), headers: response.headers })
      })
      const { result, error } = expected
      expect(await outcome(adapter, expected)).toEqual(error === undefined ? { result } : { error })
      expect(sent).toHaveLength(1)
      for (const [header, value] of request.headers) expect(sent[0]?.get(header)).toBe(value)
    })
  }
})

describe('the mock, given the request of a sample', () => {
  for (const { name, request, response, expected } of samples.filter((one) => one.expected.mockAnswers !== false)) {
    it(`gives the answer of ${name}`, async () => {
      const mock = sampleMock(expected)
      const [method = '', target = ''] = request.start.split(' ')
      // A sample begins where the session and the person are there already.
      await outcome(
        sampleAdapter(expected, (input, init) => prepared(mock, input, init, request)),
        expected,
      )
      const init = { method, headers: request.headers, ...(request.body !== '' && { body: request.body }) }
      const answer = await mock(new Request(`${base}${target}`, init))
      expect(answer.status).toBe(Number(response.start.split(' ')[1]))
      expect(await answer.text()).toBe(response.body)
      expect(answer.headers.get('content-type')).toBe(response.headers.get('content-type'))
    })
  }
})

/** Everything but the request of the sample itself. */
async function prepared(
  mock: ReturnType<typeof sampleMock>,
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  sample: { readonly start: string; readonly body: string },
): Promise<Response> {
  const asked = new Request(input, init)
  const body = await asked.clone().text()
  const [method = '', target = ''] = sample.start.split(' ')
  const isSample = kindOf(asked.method, asked.url.slice(base.length), body) === kindOf(method, target, sample.body)
  return isSample ? new Response(null, { status: 503 }) : mock(asked)
}
