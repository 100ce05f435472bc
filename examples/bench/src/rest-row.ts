import { addDays, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { createHandGlued } from './hand-glued.ts'
import type { Facts } from './mock-process.ts'
import type { Row } from './paired.ts'

const calls = 200
const firstDay = '2031-03-04'
const atOnce = 8

/** The same reads through both stacks, each key once with a stack of its own a sample, so that every call goes out. */
export function restRow({ url, doctorIds }: Facts): Row {
  const keys = Array.from({ length: calls }, (_, index) => ({
    doctorId: doctorIds[index % doctorIds.length] ?? '',
    day: addDays(firstDay, Math.floor(index / doctorIds.length)),
  }))
  const counts = { ours: 0, theirs: 0 }
  return {
    title: 'REST: one `listSlots` that goes out',
    sample: `${calls} calls of one day each, ${atOnce} at once, nothing cached yet`,
    ours: {
      name: 'wrap(createMedesk, recommended())',
      async run() {
        const medesk = createMedesk({ baseUrl: url, apiKey: 'bench', timeZone: 'Europe/Moscow' })
        const mis = wrap(medesk, recommended())
        counts.ours = await total(keys, async ({ doctorId, day }) => {
          const { slots } = await mis.listSlots({ doctorId, from: day, to: day })
          return slots.length
        })
        await mis.close()
      },
    },
    theirs: {
      name: 'ky + p-retry + p-limit + lru-cache by hand',
      async run() {
        const slotsOf = createHandGlued(url, 'bench')
        counts.theirs = await total(keys, ({ doctorId, day }) => slotsOf(doctorId, day))
        if (counts.theirs !== counts.ours || counts.ours === 0) throw new Error('the two sides did not read the same')
      },
    },
  }
}

async function total<T>(items: readonly T[], count: (item: T) => Promise<number>): Promise<number> {
  const line = items.values()
  let sum = 0
  const work = async (): Promise<void> => {
    for (const item of line) {
      const found = await count(item)
      sum += found
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return sum
}
