import { addDays, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { createHandGlued } from './hand-glued.ts'
import type { Facts } from './mock-process.ts'
import type { Row } from './paired.ts'

const doctorId = '7'
const firstDay = '2031-03-04'
const sizes = [
  { slots: 30, size: '4 KB', calls: 160 },
  { slots: 480, size: '64 KB', calls: 64 },
]
const flights = [1, 16]

/** The same reads through both whole stacks; each asks the MIS and remembers the answer. */
export function restRows({ url }: Facts): Row[] {
  return sizes.flatMap((size) => flights.map((atOnce) => restRow(url, size, atOnce)))
}

function restRow(url: string, { slots, size, calls }: (typeof sizes)[number], atOnce: number): Row {
  const baseUrl = `${url}/${slots}`
  const days = Array.from({ length: atOnce }, (_, index) => addDays(firstDay, index))
  const medesk = createMedesk({ baseUrl, apiKey: 'bench', timeZone: 'Europe/Moscow', concurrency: atOnce })
  const mis = wrap(medesk, recommended())
  const glued = createHandGlued(baseUrl, 'bench', atOnce)
  /** Each of `atOnce` readers reads a day of its own again and again. */
  const repeat = async (read: (day: string) => Promise<readonly unknown[]>): Promise<void> => {
    await Promise.all(
      days.map(async (day) => {
        for (let call = 0; call < calls / atOnce; call += 1) {
          if ((await read(day)).length !== slots) throw new Error('not every time was read')
        }
      }),
    )
  }
  return {
    title: `REST: \`listSlots\` of ${size}, ${atOnce} in flight`,
    sample: `${calls} calls of one day each, ${slots} free times, each asks the MIS`,
    ours: {
      name: 'wrap(createMedesk, recommended())',
      run: () => repeat(async (day) => (await mis.listSlots({ doctorId, from: day, to: day }, { maxAgeMs: 0 })).slots),
    },
    theirs: {
      name: 'ky + zod + p-retry + p-limit + opossum + lru-cache by hand',
      run: () => repeat((day) => glued.freshSlots(doctorId, day)),
    },
    async close() {
      glued.close()
      await mis.close()
    },
  }
}
