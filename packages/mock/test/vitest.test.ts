import { isMisError, recommended, wrap } from '@mis/core'
import { describe, expect } from 'vitest'
import { fakeDialect, fakeMis, type InProcessServer, testPatient } from '../src/index.ts'
import { clinicTest } from '../src/vitest/index.ts'

const day = { doctorId: '1', from: '2031-03-04', to: '2031-03-04' }

describe('a test in a clinic of its own', () => {
  const it = clinicTest({ mock: (world) => fakeDialect(world) })

  it('has a world that nobody else has booked in', async ({ world }) => {
    const [slot] = world.freeSlots(day)
    expect(slot && world.book({ slotId: slot.id, patient: testPatient(1) }).ok).toBe(true)
  })

  it('has none of the visits of the test before', ({ world }) => {
    expect(world.appointments()).toEqual([])
  })

  it('waits for no deadline: the clock is moved', async ({ world, server, clock, runtime }) => {
    const mis = wrap(fakeMis(world, { server: server as InProcessServer, runtime }), recommended({ retry: false }))
    server.arm({ fault: 'stall' })
    const failed = mis.listDoctors({}).catch((error: unknown) => error)
    await clock.advance(8_000)
    expect(isMisError(await failed, 'timeout')).toBe(true)
    await mis.close()
  })

  it('moves the world and the adapter together', async ({ world, clock, runtime }) => {
    await clock.advance(86_400_000)
    expect(new Date(world.now()).toISOString()).toBe('2031-03-04T05:00:00.000Z')
    expect(runtime.now?.()).toBe(world.now())
  })
})

describe('a test on a socket', () => {
  const it = clinicTest({ mock: (world) => fakeDialect(world), socket: true, world: { now: '2031-05-05T05:00:00Z' } })

  it('can be reached by anything that speaks HTTP', async ({ server, world }) => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${server.url}/doctors`)).status).toBeLessThan(500)
    expect(world.clinics()[0] && new Date(world.now()).toISOString()).toBe('2031-05-05T05:00:00.000Z')
  })
})
