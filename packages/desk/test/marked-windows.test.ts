import { defaultRuntime } from '@mis/core'
import { expect, it, vi } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { markedWindows } from '../src/mirror/marked-windows.ts'
import { checkMirrorOptions } from '../src/mirror/options.ts'
import { closed } from './support/mirrored.ts'
import { today, wideClinic } from './support/wide-clinic.ts'

it('a mark is no older than a second when the MIS is asked, also where it has become slow', async () => {
  const clinic = wideClinic(200, { days: 1, places: 1 })
  let [clock, askedAt] = [0, new Map<string, number>()]
  const store = memoryStore({ runtime: { now: clinic.world.now } })
  vi.spyOn(store.mirror, 'marks').mockImplementation(async ({ doctorIds }) => {
    for (const id of doctorIds) askedAt = askedAt.set(id, clock)
    return []
  })
  const runtime = { ...defaultRuntime, monotonic: () => clock }
  const settings = checkMirrorOptions({ store, adapter: closed(clinic.mis()), runtime })
  const wanted = clinic.doctors.map(({ id }) => ({
    ...{ doctorId: id, practice: '', from: today, to: today, name: `${id}/0` },
  }))
  const windows = markedWindows(settings, wanted)
  const told: string[] = []
  for (let marked = await windows.next(); marked !== undefined; marked = await windows.next()) {
    const { doctorId } = marked.window
    told.push(doctorId)
    expect(clock - (askedAt.get(doctorId) ?? 0)).toBeLessThanOrEqual(1_000)
    clock += told.length < 100 ? 1 : 10_000
  }
  expect(told).toEqual(clinic.doctors.map(({ id }) => id))
  await windows.settled()
})
