// Calls the handlers as Next does: they take a Request and give a Response.
import assert from 'node:assert/strict'
import type { Availability } from '@mis/core'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, listen, testPatient } from '@mis/mock'
import { POST } from './app/api/bookings/route.ts'
import { GET } from './app/api/slots/[doctorId]/route.ts'
import { clinic } from './clinic.ts'

const server = await listen(medeskMock(createWorld(), { apiKey: 'key' }))
Object.assign(process.env, { MEDESK_URL: server.url, MEDESK_KEY: 'key' })
const site = 'https://clinic.example/api'
const asked = new Request(`${site}/slots/1?from=2031-03-04&to=2031-03-10`)
const answer = await GET(asked, { params: Promise.resolve({ doctorId: '1' }) })
const { slots } = (await answer.json()) as Availability
const body = JSON.stringify({ slot: slots[0], patient: testPatient(1) })
const answers = [
  await POST(new Request(site, { method: 'POST', body })),
  await POST(new Request(site, { method: 'POST', body })),
]
assert.deepEqual(
  answers.map(({ status }) => status),
  [201, 409],
)
console.log(`${slots.length} free times; ${answers.map(({ status }) => status).join(', ')}`)
await clinic().close()
await server.close()
