// The API on a port, and one visitor who books and cancels.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Appointment, type Availability, type MisError, recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, listen, testPatient } from '@mis/mock'
import { createApp } from './app.ts'

const clinic = await listen(medeskMock(createWorld(), { apiKey: 'key' }))
const mis = wrap(createMedesk({ baseUrl: clinic.url, apiKey: 'key', timeZone: 'Europe/Moscow' }), recommended())
const server = serve({ fetch: createApp(mis).fetch, hostname: '127.0.0.1', port: 0 })
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const json = async <T>(response: Response) => (await response.json()) as T
const send = (path: string, body: unknown) => fetch(url + path, { method: 'POST', body: JSON.stringify(body) })

const { slots } = await json<Availability>(await fetch(`${url}/doctors/1/slots?from=2031-03-04&to=2031-03-10`))
const booked = await send('/bookings', { slot: slots[0], patient: testPatient(1) })
assert.equal(booked.status, 201)
const late = await send('/bookings', { slot: slots[0], patient: testPatient(2) })
assert.deepEqual([late.status, (await json<MisError>(late)).code], [409, 'slot-taken'])
const wrong = await send('/bookings', { slot: slots[1], patient: { ...testPatient(2), phone: '12' } })
assert.deepEqual([wrong.status, (await json<MisError>(wrong)).details], [400, { fields: ['patient.phone'] }])
const cancelled = await json<Appointment>(await send('/cancellations', await booked.json()))
console.log(`${slots.length} free times; booked, refused, named a wrong field, ${cancelled.status}`)

server.close()
await mis.close()
await clinic.close()
