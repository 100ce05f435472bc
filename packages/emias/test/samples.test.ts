import { isMisError, type MisAdapter } from '@mis/core'
import { createEmias, type EmiasOptions } from '@mis/emias'
import { emiasMock } from '@mis/emias/mock'
import { describe, expect, it } from 'vitest'
import { canonical } from './canonical.ts'
import { sampleWorld } from './sample-world.ts'
import { readSamples, type Sample } from './samples.ts'
import { lpuCode, ours } from './support.ts'

const samples = readSamples()
const host = 'https://emias.test'
const options: EmiasOptions = { endpoint: `${host}/ScheduleService.svc`, tls: ours, lpuCode }

/** An adapter whose only partner is the sample, and the requests it made. */
function replay({ response, expected }: Sample): { adapter: MisAdapter; requests: Request[] } {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (requests.push(new Request(input, init)) > 1) throw new Error('the sample has no answer to one more request')
    const { start, headers, body } = response
    return new Response(new TextEncoder().encode(body), { status: Number(start.split(' ')[1]), headers })
  }
  // The clock checks our certificate, which begins today.
  return { adapter: createEmias({ ...options, ...expected.options, runtime: { fetch } }), requests }
}

async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    const result = await call
    // When the service was asked is the kernel's word, not the sample's; `sentAt` below, too.
    return { result: JSON.parse(JSON.stringify(result, (key, value) => (key === 'asOf' ? undefined : value))) }
  } catch (error) {
    if (!isMisError(error)) throw error
    const { sentAt: _, ...details } = error.details as Readonly<Record<string, unknown>>
    return { error: { code: error.code, details } }
  }
}

describe('the samples', () => {
  it('show every operation, each with its source', () => {
    const shown = new Set<string>(samples.map(({ expected }) => expected.operation))
    const operations = Object.entries(createEmias(options)).filter(([, value]) => typeof value === 'function')
    const own = ['close', 'certificate', 'updateTls']
    const missing = operations.filter(([name]) => !shown.has(name) && !own.includes(name))
    expect(missing).toEqual([])
    expect(samples.filter(({ hasSource }) => !hasSource)).toEqual([])
    expect(samples.filter(({ name, expected }) => !name.startsWith(`${expected.operation}__`))).toEqual([])
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
      const [sent = new Request(host)] = requests
      expect(`${sent.method} ${sent.url.slice(host.length)} HTTP/1.1`).toBe(request.start)
      expect(canonical(await sent.text())).toEqual(canonical(request.body))
      for (const [header, value] of request.headers) expect(sent.headers.get(header)).toBe(value)
    })
  }
})

describe('the mock, given the request of a sample', () => {
  for (const { name, request, response, expected } of samples.filter(
    ({ expected }) => expected.mockAnswers !== false,
  )) {
    it(`gives the answer of ${name}`, async () => {
      const { rule, ...quirks } = expected.mock ?? {}
      const handle = emiasMock(sampleWorld(expected.world), {
        ...{ lpuCode, ids: 'wide', ...quirks },
        ...(rule !== undefined && { rule: () => rule }),
      })
      const { headers, body } = request
      const answer = await handle(new Request(`${host}/`, { method: 'POST', headers, body }))
      expect(answer.status).toBe(Number(response.start.split(' ')[1]))
      expect(canonical(await answer.text())).toEqual(canonical(response.body))
      for (const [header, value] of response.headers) expect(answer.headers.get(header)).toBe(value)
      const behind = expected.operation === 'findBooking' ? 'listAppointments' : expected.operation
      expect(handle.operationOf?.('POST', '/', body)).toBe(behind)
    })
  }
})
