import nock from 'nock'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { http } from '../../src/adapter-kit/index.ts'
import { contextOf, failureOf } from './support.ts'

const unmatched: unknown[] = []
const remember = (request: unknown) => unmatched.push(request)
const booking = { method: 'POST', path: '/appointments', json: { name: 'Тестова' } } as const
const send = http({ baseUrl: 'http://mis.test/api' })

beforeAll(() => {
  nock.disableNetConnect()
  nock.emitter.on('no match', remember)
})
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([])
  expect(unmatched).toEqual([])
  nock.cleanAll()
})
afterAll(() => {
  nock.emitter.off('no match', remember)
  nock.enableNetConnect()
  nock.restore()
})

it.each([
  ['ENOTFOUND', 'getaddrinfo'],
  ['ECONNREFUSED', 'connect'],
])('%s is unavailable, and nothing was sent', async (code, syscall) => {
  nock('http://mis.test')
    .post('/api/appointments')
    .replyWithError(Object.assign(new Error('x'), { code, syscall }))
  const context = contextOf('book')
  expect((await failureOf(send(booking, context))).code).toBe('unavailable')
  expect(context.sent).toBe(false)
})

it('a reset is unavailable, asked once and perhaps sent', async () => {
  const reset = Object.assign(new Error('x'), { code: 'ECONNRESET', syscall: 'read' })
  nock('http://mis.test').post('/api/appointments').once().replyWithError(reset)
  const context = contextOf('book')
  expect((await failureOf(send(booking, context))).code).toBe('unavailable')
  expect(context.sent).toBe(true)
})

it('an answer through any interceptor of fetch is read like one of a socket', async () => {
  nock('http://mis.test').post('/api/appointments', { name: 'Тестова' }).reply(201, { id: 501 })
  const response = await send(booking, contextOf('book'))
  expect([response.status, response.json()]).toEqual([201, { id: 501 }])
})
