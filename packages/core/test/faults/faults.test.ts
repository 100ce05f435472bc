import { getEventListeners } from 'node:events'
import { type MisAdapter, MisError, recommended, wrap } from '@mis/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { patient, slotAt } from '../support/toy.ts'
import { wireAdapter } from './adapter.ts'
import { type Ending, type FaultCase, happenedAfter } from './case.ts'
import { type Clock, makeClock } from './clock.ts'
import { reply } from './replies.ts'
import { faults } from './table.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const day = '2031-03-05'
const slot = slotAt(`${day}T09:00`)
let elsewhere: Upstream
beforeAll(async () => {
  const around = { clock: makeClock(), elsewhere: '', giveUp: () => {} }
  elsewhere = await startUpstream({ play: reply(), around })
})
afterAll(() => elsewhere[Symbol.asyncDispose]())

describe.each(faults)('%s', (_, cases) => {
  it.each(cases)('$fault: listSlots', async (fault) => {
    await using stage = await setUp(fault)
    const { slots } = await ending(stage, fault, fault.read, (signal) =>
      stage.adapter.listSlots({ doctorId: '7', from: day, to: day }, { signal }).then(({ slots }) => ({ slots })),
    )
    if (fault.read.outcome === 'answered') expect(slots).toEqual([expect.objectContaining(held(fault, 'room'))])
  })

  it.each(cases)('$fault: book', async (fault) => {
    await using stage = await setUp(fault)
    const request = { slot, patient, ...fault.words }
    const { visit } = await ending(stage, fault, fault.book, (signal) =>
      stage.adapter.book(request, { signal }).then((visit) => ({ visit })),
    )
    if (fault.sends !== undefined) expect(stage.upstream.received()).toContain(fault.sends)
    const made = fault.done === false ? 0 : stage.upstream.methods().filter((method) => method === 'POST').length
    const happened = happenedAfter(fault.book)
    if (happened === 'yes') expect(visit).toMatchObject(held(fault, 'serviceName'))
    if (happened === 'unknown') expect(made).toBeLessThanOrEqual(1)
    else expect(made).toBe(happened === 'yes' ? 1 : 0)
  })
})

interface Stage extends AsyncDisposable {
  readonly adapter: MisAdapter
  readonly upstream: Upstream
  readonly clock: Clock
  readonly caller: AbortController
}

async function setUp({ play = reply(), tls, greet, place }: FaultCase): Promise<Stage> {
  const clock = makeClock()
  const caller = new AbortController()
  const secured = tls?.()
  const around = { clock, elsewhere: elsewhere.url, giveUp: () => caller.abort('given up') }
  const upstream = await startUpstream({
    play,
    around,
    ...(secured && { tls: secured.server }),
    ...(greet && { greet }),
  })
  const instead = await place?.()
  const { url } = instead ?? upstream
  const bare = wireAdapter({ url, runtime: clock.runtime, ...(secured?.client && { tls: secured.client }) })
  return {
    adapter: wrap(bare, recommended()),
    upstream,
    clock,
    caller,
    async [Symbol.asyncDispose]() {
      await bare.close()
      await instead?.[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

/** Makes the call, and expects what the table says of its end and of what it leaves behind. */
async function ending<T extends object>(
  { adapter, upstream, clock, caller }: Stage,
  { before, meanwhile, connection }: FaultCase,
  expected: Ending,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<Partial<T>> {
  if (before) {
    await adapter.listSlots({ doctorId: '7', from: before.day, to: before.day })
    if (before.closed) await upstream.disconnected()
    clock.jump(before.jumpMs ?? 0)
  }
  const earlier = upstream.methods().length
  const startedAt = clock.runtime.monotonic()
  let endedAt = startedAt
  const ended = call(caller.signal)
    .then(
      (answer) => ({ answer, error: undefined }),
      (error: unknown) => ({ answer: undefined, error }),
    )
    .finally(() => {
      endedAt = clock.runtime.monotonic()
      clock.stop()
    })
  if (meanwhile === 'time passes') void pass(clock)
  if (meanwhile === 'the caller gives up') void clock.armed().then(() => caller.abort('given up'))
  const { answer, error } = await ended
  const { outcome, requests, attempts = requests, seconds = 0, says = '', details = {} } = expected
  expect(upstream.methods().length - earlier).toBe(requests)
  expect(elsewhere.received()).toBe('')
  expect(endedAt - startedAt).toBe(seconds * 1_000)
  expect(clock.timers()).toBe(0)
  expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0)
  if (connection === 'closed') await upstream.disconnected()
  if (connection === 'kept' && requests > 0) expect(upstream.open()).toBeGreaterThan(0)
  if (outcome === 'given up') expect(error).toBe('given up')
  else if (outcome === 'answered') expect(error).toBeUndefined()
  else {
    expect(error).toBeInstanceOf(MisError)
    expect(error).toMatchObject({ code: outcome, happened: happenedAfter(expected), attempts, details })
    expect(String(error)).toContain(says)
  }
  return answer ?? {}
}

/** Lets the time pass until the clock is stopped. */
async function pass(clock: Clock): Promise<void> {
  while (!clock.stopped()) await clock.next()
}

const held = ({ holds = {} }: FaultCase, room: string) => ({ id: holds.id ?? '501', [room]: holds.room ?? 'Кабинет 7' })
