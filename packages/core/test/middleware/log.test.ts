import { type LogEntry, limit, log, MisError, recommended, retry, settle, wrap } from '@mis/core'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { appointmentOf, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null }, status: 503 })

describe('log', () => {
  it('tells pino, whose own time and level stand in the line', async () => {
    const lines: Record<string, unknown>[] = []
    const logger = pino({ base: null, timestamp: false }, { write: (text: string) => lines.push(JSON.parse(text)) })
    let failing = false
    const toy = toyAdapter({ listSlots: async () => (failing ? Promise.reject(down()) : []) }, virtualRuntime().runtime)
    const adapter = wrap(toy, recommended({ log: logger, retry: false, cache: false }))
    await adapter.listSlots(query)
    failing = true
    await expect(adapter.listSlots(query)).rejects.toMatchObject({ code: 'unavailable' })
    const common = { vendor: 'toy', instance: 'test', operation: 'listSlots', durationMs: 0, attempts: 1 }
    expect(lines).toEqual([
      { level: 30, ...common, outcome: 'ok', msg: 'toy.listSlots: ok' },
      { level: 40, ...common, outcome: 'unavailable', status: 503, msg: 'toy.listSlots: unavailable' },
    ])
  })

  it('tells the attempts of a call that ended well, and the time in line', async () => {
    const lines: LogEntry[] = []
    const clock = virtualRuntime()
    let calls = 0
    const listSlots = async () => {
      calls += 1
      await clock.runtime.sleep(100, new AbortController().signal)
      if (calls === 1) throw down()
      return []
    }
    const layers = [log((line) => lines.push(line)), retry({ baseMs: 0 }), limit({ concurrency: 1 })]
    const adapter = wrap(toyAdapter({ listSlots }, clock.runtime), layers)
    const all = Promise.all([adapter.listSlots(query), adapter.listSlots(query)])
    await clock.advance(1_000)
    await all
    expect(lines).toMatchObject([
      { attempts: 1, waitedMs: 100, durationMs: 200 },
      { attempts: 2, waitedMs: 100, durationMs: 300 },
    ])
    expect(lines[0]).not.toHaveProperty('settled')
  })

  it('tells what became of an unknown booking', async () => {
    const lines: LogEntry[] = []
    const book = () => Promise.reject(new MisError('outcome-unknown', { details: { sentAt: null } }))
    const toy = toyAdapter({ book, findBooking: async () => appointmentOf({ slot }) })
    await wrap(toy, [log((line) => lines.push(line)), settle()]).book({ slot, patient })
    expect(lines).toMatchObject([{ level: 'info', outcome: 'ok', settled: 'booked', attempts: 1 }])
  })

  it('says nothing of attempts where the MIS was not asked', async () => {
    const lines: LogEntry[] = []
    const adapter = wrap(toyAdapter({}), recommended({ log: (line) => lines.push(line) }))
    await adapter.listDoctors({})
    await adapter.listDoctors({})
    expect(lines[0]).toHaveProperty('attempts', 1)
    expect(lines[1]).not.toHaveProperty('attempts')
  })

  it('refuses what is neither a function nor a logger', () => {
    expect(() => log({ info: () => {} } as never)).toThrow('log: must be a function')
    expect(() => log(undefined as never)).toThrow('log: must be a function')
  })
})
