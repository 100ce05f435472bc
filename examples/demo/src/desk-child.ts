// A clinic's site as a process of its own: a desk on a file, one booking, workers until it is certain.
import { recommended, wrap } from '@mis/core'
import { createDesk, sqliteStore } from '@mis/desk'
import { createMedesk } from '@mis/medesk'
import { apiKey } from './clinic.ts'
import { intent } from './visit.ts'

const { baseUrl, file, doctorId, start } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>
const day = start?.slice(0, 10) ?? ''
const medesk = createMedesk({ baseUrl: baseUrl ?? '', apiKey, timeZone: 'Europe/Moscow' })
const adapter = wrap(medesk, recommended({ settle: false }))
const store = sqliteStore(file ?? '')
const desk = createDesk({ adapter, store, attemptMs: 1_000, leaseMs: 2_000 })
const reference = 'demo-killed'

// Whoever starts again asks its journal first.
let outcome = await desk.status(reference)
if (outcome === null) {
  const { slots } = await adapter.listSlots({ doctorId: doctorId ?? '', from: day, to: day })
  const slot = slots.find((one) => one.start === start)
  if (slot === undefined) throw new Error('the time is not free')
  outcome = await desk.book(intent(slot, 5, reference))
}
const stop = new AbortController()
const running = desk.run({ signal: stop.signal })
while (outcome?.status === 'checking' || outcome?.status === 'queued') {
  await new Promise((resolve) => setTimeout(resolve, 50))
  outcome = await desk.status(reference)
}
console.log(outcome?.status)
stop.abort()
await running
await desk.close()
await adapter.close()
await store.close()
