import { defineAdapter, isMisError, MisError, retry, wrap } from '@mis/core'
import { failure, http } from '@mis/core/adapter'
import { describe, expect, it } from 'vitest'
import { transportFailure } from '../../src/adapter-kit/http-failures.ts'
import { appointmentOf, patient, slotAt } from '../support/toy.ts'
import { contextOf, serve } from './support.ts'

const slot = slotAt('2031-03-05T09:00')

describe('what http() says of a write', () => {
  it('keeps a write unknown when the look-up after it is refused, and does not send it again', async () => {
    const methods: string[] = []
    await using server = await serve((request, response) => {
      methods.push(request.method ?? '')
      const status = request.method === 'POST' ? 200 : 429
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' }).end('{}')
    })
    const client = http({ baseUrl: server.url })
    const adapter = defineAdapter({
      vendor: 'two-steps',
      instance: 'test',
      capabilities: { patientFields: { required: [] }, slotWindowDays: 1, concurrency: 1 },
      operations: {
        listDoctors: async () => ({ items: [] }),
        listSlots: async () => [],
        cancel: async () => appointmentOf({ slot }),
        book: async (request, context) => {
          await client({ method: 'POST', path: '/visits', json: {} }, context)
          const answer = await client({ method: 'GET', path: '/visits' }, context)
          if (answer.status !== 200) throw failure(answer, context, [])
          return appointmentOf(request)
        },
      },
    })
    const error = await wrap(adapter, [retry()])
      .book({ slot, patient })
      .catch((reason: unknown) => reason)
    expect(isMisError(error, 'outcome-unknown')).toBe(true)
    expect(methods).toEqual(['POST', 'GET'])
  })

  it('never takes back what the handler itself said was sent', async () => {
    await using server = await serve((_, response) => response.end('{}'))
    const client = http({ baseUrl: server.url })
    const context = contextOf('book')
    await client({ method: 'GET', path: '/x' }, context)
    expect(context.sent).toBe(false)
    context.sent = true
    await client({ method: 'GET', path: '/x' }, context)
    expect(context.sent).toBe(true)
  })

  it('does not believe a destroyed connection pool that nothing had left', () => {
    const cause = Object.assign(new Error('The client is destroyed'), { code: 'UND_ERR_DESTROYED' })
    const { failure: error, neverLeft } = transportFailure(new TypeError('fetch failed', { cause }))
    expect(error).toBeInstanceOf(MisError)
    expect(neverLeft).toBe(false)
  })
})
