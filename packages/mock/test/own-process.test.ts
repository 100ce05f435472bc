import { describe, expect, it } from 'vitest'
import { createWorld } from '../src/index.ts'
import { inOwnProcess } from './support/process.ts'

describe('a world', () => {
  it.each(['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu'])(
    'is the same in a process of the zone %s',
    async (TZ) => {
      const code = `
      import { createHash } from 'node:crypto'
      import { createWorld } from './src/index.ts'
      const world = createWorld({ now: '2031-03-03T20:30:00Z' })
      const shown = [world.clinics(), world.doctors(), world.services(), world.slots(), world.freeSlots()]
      console.log(new Date(2031, 0, 1).getTimezoneOffset(), createHash('sha256').update(JSON.stringify(shown)).digest('hex'))`
      const [inUtc = '', there = ''] = await Promise.all([
        inOwnProcess(code, { TZ: 'UTC' }),
        inOwnProcess(code, { TZ }),
      ])
      const [[offset, digest], [otherOffset, otherDigest]] = [inUtc.split(' '), there.split(' ')]
      expect(otherOffset).not.toBe(offset)
      expect(otherDigest).toBe(digest)
    },
  )

  it('begins with the clinic’s own day, which may be tomorrow in one branch and today in another', () => {
    const world = createWorld({ now: '2031-03-03T20:30:00Z', days: 1 })
    const daysOf = (clinicId: string) => new Set(world.slots({ clinicId }).map(({ start }) => start.slice(0, 10)))
    expect(daysOf('1')).toEqual(new Set(['2031-03-03']))
    expect(daysOf('2')).toEqual(new Set(['2031-03-04']))
  })
})

describe('a mock that is closed', () => {
  it.each(['listen', 'inProcess'])('lets its process end, whatever was under way: %s', async (open) => {
    const code = `
      import { inProcess, listen } from './src/index.ts'
      const server = await ${open}(async () => Response.json([]), { strict: false })
      const reach = server.fetch ?? fetch
      const faults = ['stall', 'stalled-answer', 'late-commit', 'drip', 'huge', { delayMs: 3_600_000 }]
      for (const [index, fault] of faults.entries()) {
        server.arm({ fault, times: 1 })
        reach(server.url).then((response) => response.text()).catch(() => {})
        await server.waitFor(index + 1)
      }
      const before = server.inFlight()
      await server.close()
      await server.idle()
      console.log(before, server.inFlight(), server.connections())`
    expect(await inOwnProcess(code)).toBe('6 0 0\n')
  })

  it('was not needed for a fake that nobody closes', async () => {
    const code = `
      import { createWorld, fakeMis } from './src/index.ts'
      const { items } = await fakeMis(createWorld()).listClinics({})
      console.log(items.length)`
    expect(await inOwnProcess(code)).toBe('2\n')
  })
})
