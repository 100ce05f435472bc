import { isMisError, type MisAdapter, recommended, type Slot, type SlotQuery, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, listen, testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'

const apiKey = 'test-key'

async function clinic() {
  const world = createWorld()
  const server = await listen(medeskMock(world, { apiKey }))
  const connect = () =>
    wrap(
      createMedesk({ baseUrl: server.url, apiKey, timeZone: 'Europe/Moscow' }),
      recommended({ limit: { queue: 2_000 } }),
    )
  const [free] = world.freeSlots({})
  if (!free) throw new Error('the world has no free slot')
  const day = free.start.slice(0, 10)
  return { world, server, connect, free, query: { doctorId: free.doctorId, from: day, to: day } }
}

async function slotOf([adapter]: readonly MisAdapter[], query: SlotQuery, start: string): Promise<Slot> {
  const found = (await adapter?.listSlots(query))?.slots.find((slot) => slot.start === start)
  if (!found) throw new Error('the slot is not listed')
  return found
}

describe('Medesk behind the recommended stack, over a real socket', () => {
  it('makes one request of 1,000 simultaneous listSlots of one key', async () => {
    const { server, connect, free, query } = await clinic()
    const adapter = connect()
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => adapter.listSlots(query)))
    expect(answers.every(({ slots }) => slots.some(({ start }) => start === free.start))).toBe(true)
    expect(server.requests().filter(({ operation }) => operation === 'listSlots')).toHaveLength(1)
    await adapter.close()
    await server.close()
  })

  it('lets one of 200 people racing through 4 adapters have the slot; 199 hear slot-taken', async () => {
    const { world, server, connect, free, query } = await clinic()
    const adapters = Array.from({ length: 4 }, connect)
    const slot = await slotOf(adapters, query, free.start)
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        try {
          await adapters[index % 4]?.book({ slot, patient: testPatient(index + 1) })
          return 'booked'
        } catch (error) {
          return isMisError(error) ? error.code : String(error)
        }
      }),
    )
    expect(outcomes.filter((outcome) => outcome === 'booked')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'slot-taken')).toHaveLength(199)
    expect(world.appointments()).toHaveLength(1)
    for (const adapter of adapters) await adapter.close()
    await server.close()
  })
})
