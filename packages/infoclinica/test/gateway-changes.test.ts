import { recommended, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { bodies, day, element, freeSlot, openGateway, patient } from './gateway-support.ts'
import { ack, scripted } from './scripted.ts'

async function gathered<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

describe('the change feed', () => {
  it('tells what changed, oldest first, and ends', async () => {
    const gateway = openGateway()
    await gateway.adapter.listClinics({})
    const slot = await freeSlot(gateway)
    const appointment = await gateway.adapter.book({ slot, patient, reference: 'r-1' })
    await gateway.adapter.cancel({ appointment })
    const told = await gathered(gateway.adapter.changes())
    expect(
      told.map(({ kind, appointmentId, doctorId, start, reference }) => [
        kind,
        appointmentId,
        doctorId,
        start,
        reference,
      ]),
    ).toEqual([
      ['booked', appointment.id, '1', slot.start, 'r-1'],
      ['cancelled', appointment.id, '1', slot.start, 'r-1'],
    ])
    expect(await gathered(gateway.adapter.changes())).toEqual([])
  })

  it('acknowledges a change when the next one is asked for: whoever leaves in the middle gets it again', async () => {
    const gateway = openGateway()
    const { slots } = await gateway.adapter.listSlots({ doctorId: '1', from: day, to: '2031-03-14', mode: 'in-person' })
    const [first, second] = slots
    if (first === undefined || second === undefined) throw new Error('no times')
    await gateway.adapter.book({ slot: first, patient })
    await gateway.adapter.book({ slot: second, patient })
    const seen: (string | undefined)[] = []
    for await (const { start } of gateway.adapter.changes()) {
      seen.push(start)
      if (seen.length === 2) break
    }
    expect(seen).toEqual([first.start, second.start])
    expect((await gathered(gateway.adapter.changes())).map(({ start }) => start)).toEqual([second.start])
  })

  it('is asked for and acknowledged branch by branch', async () => {
    const { adapter, asked } = scripted(({ name, branch, body }) => {
      const accepted = asked.some((one) => one.name === 'SCHEDULE_CHANGE_ACCEPT' && one.branch === branch)
      if (name !== 'SCHEDULE_CHANGE_LIST' || branch !== '2' || accepted || body === '') return undefined
      return ack(
        name,
        '<SPRESULT>1</SPRESULT><CHANGE_INFO><CHANGEID>5</CHANGEID><CHANGETYPE>9</CHANGETYPE></CHANGE_INFO>',
      )
    })
    expect(await gathered(adapter.changes())).toEqual([{ id: '5', clinicId: '2', kind: 'other' }])
    const sent = asked
      .filter(({ name }) => name.startsWith('SCHEDULE_CHANGE'))
      .map(({ name, branch }) => `${name} ${branch}`)
    expect(sent).toEqual([
      'SCHEDULE_CHANGE_LIST 1',
      'SCHEDULE_CHANGE_LIST 2',
      'SCHEDULE_CHANGE_ACCEPT 2',
      'SCHEDULE_CHANGE_LIST 2',
    ])
    expect(element(asked.find(({ name }) => name === 'SCHEDULE_CHANGE_ACCEPT')?.body ?? '', 'CHANGEID')).toBe('5')
  })

  it('that never empties is bad-response, not an endless loop', async () => {
    const again = ack('SCHEDULE_CHANGE_LIST', '<SPRESULT>1</SPRESULT><CHANGE_INFO><CHANGEID>5</CHANGEID></CHANGE_INFO>')
    const { adapter } = scripted(({ name }) => (name === 'SCHEDULE_CHANGE_LIST' ? again : undefined))
    await expect(gathered(adapter.changes())).rejects.toMatchObject({ code: 'bad-response' })
  })

  it('ends with the reason of the signal, and nothing is acknowledged after it', async () => {
    const gateway = openGateway()
    await gateway.adapter.book({ slot: await freeSlot(gateway), patient })
    const controller = new AbortController()
    const reason = new Error('shutting down')
    const run = async () => {
      for await (const _change of gateway.adapter.changes({ signal: controller.signal })) controller.abort(reason)
    }
    await expect(run()).rejects.toBe(reason)
    expect(bodies(gateway, 'SCHEDULE_CHANGE_ACCEPT')).toEqual([])
  })

  it('of a closed adapter is unavailable', async () => {
    const gateway = openGateway()
    await gateway.adapter.close()
    await expect(gathered(gateway.adapter.changes())).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('stays where layers are put around the adapter', async () => {
    const gateway = openGateway()
    expect(await gathered(wrap(gateway.adapter, recommended()).changes())).toEqual([])
  })
})
