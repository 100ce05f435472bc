// The site takes a booking while the MIS is down; the worker, another process in life, brings it to an end.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recommended, wrap } from '@mis/core'
import { createDesk, sqliteStore } from '@mis/desk'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, listen, testPatient } from '@mis/mock'
import { round } from './worker.ts'

const world = createWorld()
const clinic = await listen(medeskMock(world, { apiKey: 'key' }))
const medesk = createMedesk({ baseUrl: clinic.url, apiKey: 'key', timeZone: 'Europe/Moscow' })
// A desk settles by itself, and the desk's own journal is what repeats.
const mis = wrap(medesk, recommended({ settle: false }))
const folder = mkdtempSync(join(tmpdir(), 'desk-'))
const store = sqliteStore(join(folder, 'desk.db'))

const [slot = assert.fail()] = (await mis.listSlots({ doctorId: '1', from: '2031-03-04', to: '2031-03-04' })).slots
clinic.arm({ fault: { status: 503 } })
const site = createDesk({ adapter: mis, store, patienceMs: 100 })
const { status, reference } = await site.book({ slot, patient: testPatient(1) })
console.log(`The MIS is down: ${status}`)
clinic.disarm()

const stop = new AbortController()
await round(mis, store, {
  signal: AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
  onProgress: ({ phase, done, total }) => process.stdout.isTTY && console.log(phase, done, 'of', total),
  async onEvent() {
    const outcome = await site.status(reference)
    if (outcome?.status === 'booked') stop.abort()
  },
})
console.log(`The MIS is back: ${(await site.status(reference))?.status}`)
assert.equal(world.appointments().length, 1)
await Promise.all([site.close(), mis.close(), clinic.close()])
await store.close()
rmSync(folder, { recursive: true })
