import { defaultRuntime } from '@mis/core'
import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { createDesk, postgresStore } from '../src/index.ts'
import { carelessMis } from './support/careless-mis.ts'
import { withPostgres } from './support/postgres-server.ts'
import { patient, scene } from './support/scene.ts'
import { virtualTime } from './support/virtual-time.ts'

const minutes = 60_000

withPostgres('times that are no whole milliseconds', (server) => {
  it('are taken by a store whose clock knows no others', async () => {
    const pool = new Pool(server().connection)
    const store = postgresStore(pool, { schema: 'fractions' })
    const time = virtualTime()
    const mis = carelessMis(defaultRuntime)
    const lengths = { attemptMs: 1_000.5, holdMs: 60_000.25, holdAtMostMs: 90_000.75, leaseMs: 9_000.5 }
    const desk = createDesk({ adapter: mis.adapter(), store, runtime: { now: time.runtime.now }, ...lengths })
    const [first] = mis.slots
    if (first === undefined) throw new Error('there are four slots')
    expect(await desk.hold({ slot: first, owner: 'me', forMs: 300.5 })).toMatchObject({ status: 'held' })
    const until = time.runtime.now() + minutes / 7
    const request = { slot: first, patient, owner: 'me', reference: 'one', until }
    expect(await desk.book(request)).toMatchObject({ reference: 'one' })
    await desk.close()
    await store.close()
    await pool.end()
  })
})

describe('a patient that cannot be one', () => {
  it('is an invalid request that names the fields, wherever a patient is given', async () => {
    const at = scene()
    const desk = at.open()
    const wrong = { lastName: 'Первова', snils: '1' }
    const told = { code: 'invalid-request', details: { fields: ['patient.snils'] } }
    await expect(desk.appointments({ patient: wrong })).rejects.toMatchObject(told)
    const appointment = { id: '900', clinicId: '1', doctorId: '7', start: at.first.start }
    await expect(desk.reschedule({ appointment, slot: at.second, patient: wrong })).rejects.toMatchObject(told)
    await at.end()
  })
})
