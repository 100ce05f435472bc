import { addDays, recommended, wrap } from '@mis/core'
import { createInfoclinica } from '@mis/infoclinica'
import { infoclinicaMock } from '@mis/infoclinica/mock'
import { createWorld, inProcess, testPatient } from '@mis/mock'
import { afterEach, describe, expect, it } from 'vitest'
import { createMirror, memoryStore } from '../src/index.ts'

const auth = {
  kind: 'oauth2',
  grant: 'password',
  clientId: 'partner',
  secretKey: 'key',
  username: 'desk',
  password: 'word',
} as const
const today = '2031-03-03'
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

describe("Infoclinica's change feed", () => {
  it('brings a booking of another channel into the mirror and out of the cache, before the next round', async () => {
    const world = createWorld()
    const server = inProcess(infoclinicaMock(world, { auth }), { strict: false })
    stops.push(server.close)
    const open = () => {
      const runtime = { now: world.now, fetch: server.fetch }
      const adapter = createInfoclinica({ baseUrl: server.url, auth, timeZone: 'Europe/Moscow', runtime })
      stops.push(adapter.close)
      return adapter
    }
    const [ours, theirs] = [open(), open()]
    const store = memoryStore({ runtime: { now: world.now } })
    const cached = wrap(ours, recommended())
    const mirror = createMirror({ store, adapter: cached, changes: ours.changes, days: 7 })
    for await (const { phase } of mirror.sync()) if (phase === 'busy') throw new Error('nobody else is here')
    const query = { doctorId: '1', from: today, to: addDays(today, 6) }
    const shown = async () => (await mirror.adapter.listSlots(query)).slots.map(({ start }) => start)
    const remembered = async () => (await cached.listSlots(query)).slots.map(({ start }) => start)
    const [slot] = (await theirs.listSlots(query)).slots
    if (slot === undefined) throw new Error('nothing is free')
    await theirs.book({ slot, patient: testPatient(1) })
    expect([await shown(), await remembered()].map((starts) => starts.includes(slot.start))).toEqual([true, true])
    expect(await mirror.pull()).toBe(1)
    expect([await shown(), await remembered()].map((starts) => starts.includes(slot.start))).toEqual([false, false])
    expect(await mirror.pull()).toBe(0)
  })
})
