import { createMirror, memoryStore, type SyncProgress } from '@mis/desk'
import type { Report } from './report.ts'
import type { Walk } from './visit.ts'

const width = 30

/** What a progress bar needs of a mirror's progress. */
function bar({ done, total, leftMs }: SyncProgress): string {
  const filled = Math.round((done / total) * width)
  const left = leftMs === null ? '' : `, ${(leftMs / 1000).toFixed(1)} s left`
  return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${done} of ${total} requests${left}`
}

export async function mirrorSchedules(walk: Walk, report: Report): Promise<void> {
  report.title("Every doctor's free times are copied into a store, so that pages need not wait for the MIS")
  const store = memoryStore({ runtime: walk.clock })
  const mirror = createMirror({ store, adapter: walk.mis, timeZone: 'Europe/Moscow', runtime: walk.clock })
  const first = await round(mirror.sync(), (progress) => report.say(bar(progress)))
  report.expect('every doctor was read whole', first.phase === 'done' && first.failed + first.held === 0)
  const second = await round(mirror.sync(), () => {})
  report.expect('the next round finds nothing changed and writes no day', second.written === 0)
  const [doctor] = (await mirror.directory()).doctors
  walk.unplug(true)
  const query = { doctorId: doctor?.id ?? '', from: '2031-03-04', to: '2031-03-10' }
  const answer = await mirror.adapter.listSlots(query).finally(() => walk.unplug(false))
  report.expect('with the MIS off a page still shows free times, with their age', answer.slots.length > 0)
}

/** Shows four steps of it; gives the last word. */
async function round(
  going: AsyncIterable<SyncProgress>,
  show: (progress: SyncProgress) => void,
): Promise<SyncProgress> {
  let shown = 0
  let last: SyncProgress | undefined
  for await (const progress of going) {
    last = progress
    const quarter = progress.total === 0 ? 0 : Math.floor((progress.done / progress.total) * 4)
    if (progress.phase === 'slots' && quarter > shown) show(progress)
    shown = Math.max(shown, quarter)
  }
  if (last === undefined) throw new Error('A round that tells nothing')
  return last
}
