import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { type DayChange, postgresStore } from '../src/index.ts'
import { withPostgres } from './support/postgres-server.ts'
import { slotOf, today } from './support/wide-clinic.ts'

function change(doctorId: string, place: number): DayChange {
  const slot = slotOf(doctorId, place, 1)
  return { doctorId, day: slot.start.slice(0, 10), slots: [slot], hash: 'one', asOf: 100, fence: 0 }
}
const query = { instance: 'clinic', doctorId: '7', from: today, to: '2031-04-01' }

withPostgres('the mirror in PostgreSQL', (server) => {
  it('tells the last round once, however many days are read: without the MIS it names every doctor', async () => {
    const pool = new Pool(server().connection)
    const store = postgresStore(pool, { schema: 'read_often' })
    const days = Array.from({ length: 20 }, (_, day) => change('7', day))
    await store.mirror.write('clinic', days)
    const behind = Array.from({ length: 500 }, (_, index) => ({ doctorId: `doctor-${index}`, asOf: 50 }))
    await store.mirror.endRound('clinic', { asOf: 200, from: today, to: query.to, behind, held: [] })
    const client = await pool.connect()
    let told = ''
    const { query: ask } = client
    Object.assign(client, {
      query: async (...input: unknown[]) => {
        const answer = await Reflect.apply(ask, client, input)
        told += JSON.stringify(answer)
        return answer
      },
    })
    client.release()
    expect((await store.mirror.read(query)).map(({ asOf }) => asOf)).toEqual(days.map(() => 200))
    expect(told.split('doctor-499').length - 1).toBe(1)
    await store.close()
    await pool.end()
  })

  it.each(['write', 'touch'] as const)('%s locks days in one order, in whatever order they are told', async (how) => {
    const pool = new Pool(server().connection)
    const schema = `one_order_${how}`
    const store = postgresStore(pool, { schema })
    const days = [change('8', 1), change('7', 0)]
    await store.mirror.write('clinic', days)
    const [first, last] = [await pool.connect(), await pool.connect()]
    for (const client of [first, last]) await client.query('begin')
    const lock = (doctorId: string, more = '') =>
      `select from ${schema}.mirror_days where doctor_id = '${doctorId}' for update ${more}`
    await last.query(lock('8'))
    const going = how === 'write' ? store.mirror.write('clinic', days) : store.mirror.touch('clinic', days)
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%${schema}%'`
    while ((await pool.query(waiting)).rowCount === 0);
    await expect(first.query(lock('7', 'nowait'))).rejects.toMatchObject({ code: '55P03' })
    for (const client of [first, last]) {
      await client.query('rollback')
      client.release()
    }
    await going
    await store.close()
    await pool.end()
  })
})
