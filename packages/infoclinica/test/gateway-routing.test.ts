import { describe, expect, it } from 'vitest'
import { bodies, day, element, freeSlot, openGateway, patient } from './gateway-support.ts'
import { ack, scripted, time } from './scripted.ts'

const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-06' }
const routes = (asked: ReturnType<typeof scripted>['asked'], name: string) =>
  asked.filter((one) => one.name === name).map(({ branch, body }) => [branch, element(body, 'ONLINEMODE')])

describe('a schedule', () => {
  it('of a doctor of two branches is asked for in each, by its own routing, for both kinds of visits', async () => {
    const { adapter, asked } = scripted()
    const { slots } = await adapter.listSlots(query)
    expect(routes(asked, 'SCHEDULE').sort()).toEqual([
      ...[
        ['1', '0'],
        ['1', '3'],
        ['2', '0'],
        ['2', '3'],
      ],
    ])
    expect(slots.map(({ clinicId, mode }) => `${clinicId} ${mode}`).sort()).toEqual([
      ...['1 in-person', '1 online', '2 in-person', '2 online'],
    ])
    expect(new Set(slots.map(({ id }) => id)).size).toBe(4)
  })

  it('is asked for where the query says, and of the kind it says', async () => {
    const { adapter, asked } = scripted()
    await adapter.listSlots({ ...query, clinicId: '2', mode: 'online' })
    expect(routes(asked, 'SCHEDULE')).toEqual([['2', '3']])
  })

  it('is asked for once where there are no video visits', async () => {
    const { adapter, asked } = scripted(() => undefined, { onlineVisits: false })
    await adapter.listSlots({ ...query, clinicId: '1' })
    expect(routes(asked, 'SCHEDULE')).toEqual([['1', '0']])
  })

  it('of a doctor nobody knows is not-found, and the directory is not read again for each stranger', async () => {
    const { adapter, names } = scripted()
    for (const doctorId of ['98', '99']) {
      await expect(adapter.listSlots({ ...query, doctorId })).rejects.toMatchObject({ code: 'not-found' })
    }
    expect(names()).toEqual(['GET_DOCTOR_LIST'])
  })

  it('of a branch whose zone is named needs no directory', async () => {
    const { adapter, names } = scripted(() => undefined, { timeZones: { '2': 'Asia/Omsk' }, onlineVisits: false })
    const { slots } = await adapter.listSlots({ ...query, clinicId: '2' })
    expect([slots[0]?.timeZone, slots[0]?.start]).toEqual(['Asia/Omsk', '2031-03-05T09:30:00+06:00'])
    expect(names()).toEqual(['SCHEDULE'])
  })

  it('of a branch that is not there has no zone, and none is guessed', async () => {
    const { adapter } = scripted()
    const call = adapter.listSlots({ ...query, clinicId: '9' })
    await expect(call).rejects.toMatchObject({ code: 'bad-response', details: { why: 'a branch without a time zone' } })
  })

  it('sends the step of slots and the service where they are given', async () => {
    const { adapter, body } = scripted(() => undefined, { slotMinutes: 15, sender: 'site' })
    await adapter.listSlots({ ...query, clinicId: '1', serviceId: '9' })
    const sent = body('SCHEDULE')
    expect(['EXTINTERV', 'SCHLIST', 'MSH.3', 'BDATE', 'FDATE'].map((name) => element(sent, name))).toEqual([
      ...['15', '9', 'site', '20310305', '20310306'],
    ])
  })

  const shown = (interval: string, more = '') =>
    ack(
      'SCHEDULE',
      `<SPRESULT>1</SPRESULT><DEP><DOCT><DCODE>7</DCODE>${more}<WRDATE><WDATE>20310305</WDATE><SCHEDINT><SCHEDIDENT>7</SCHEDIDENT><RNUM>12</RNUM><INTERVAL>${interval}</INTERVAL></SCHEDINT></WRDATE></DOCT></DEP>`,
    )
  const slotsIn = (text: string) =>
    scripted(({ name }) => (name === 'SCHEDULE' ? text : undefined), { onlineVisits: false })
      .adapter.listSlots({ ...query, clinicId: '1' })
      .then(({ slots }) => slots.map(({ start, end, room }) => [start.slice(0, 16), end.slice(0, 16), room]))
  const times = (bhour: string, bmin: string, fhour: string, fmin: string, free = '1') =>
    `<BHOUR>${bhour}</BHOUR><BMIN>${bmin}</BMIN><FHOUR>${fhour}</FHOUR><FMIN>${fmin}</FMIN><FREETYPE>${free}</FREETYPE>`

  it('has hours and minutes padded or not, and may end at midnight', async () => {
    expect(await slotsIn(shown(times('9', '5', '9', '30')))).toEqual([['2031-03-05T09:05', '2031-03-05T09:30', '12']])
    expect(await slotsIn(shown(times('09', '05', '10', '00')))).toEqual([
      ['2031-03-05T09:05', '2031-03-05T10:00', '12'],
    ])
    expect(await slotsIn(shown(times('23', '30', '24', '0')))).toEqual([['2031-03-05T23:30', '2031-03-06T00:00', '12']])
  })

  it('shows free times alone: FREETYPE 1, whatever the others mean', async () => {
    for (const free of ['-6', '0', '2', '']) expect(await slotsIn(shown(times('9', '0', '9', '30', free)))).toEqual([])
  })

  it('with a remark on its doctor is read all the same', async () => {
    const remark = '<CHECKDATA><CHECKCODE>2</CHECKCODE><CHECKLABEL>Требуется направление</CHECKLABEL></CHECKDATA>'
    expect(await slotsIn(shown(times('9', '0', '9', '30'), remark))).toHaveLength(1)
  })

  it('under two departments shows each time once', async () => {
    const one = shown(times('9', '0', '9', '30'))
    const department = /<DEP>.*<\/DEP>/.exec(one)?.[0] ?? ''
    expect(await slotsIn(one.replace(department, department + department))).toHaveLength(1)
  })

  for (const [what, broken] of [
    ['no minute', times('9', '', '9', '30')],
    ['an hour that is none', times('25', '0', '26', '0')],
    ['a minute that is none', times('9', '60', '9', '90')],
  ] as const) {
    it(`with ${what} in a free time is bad-response`, async () => {
      await expect(slotsIn(shown(broken))).rejects.toMatchObject({ code: 'bad-response' })
    })
  }
})

describe('a booking', () => {
  it('goes to the branch of its slot, with unpadded integers and our reference', async () => {
    const { adapter, asked, body } = scripted()
    await adapter.book({ slot: time, patient, reference: 'r-1', serviceId: '9' })
    const sent = body('SCHEDULE_REC_RESERVE')
    const names = [
      'DCODE',
      'WORKDATE',
      'BHOUR',
      'BMIN',
      'FHOUR',
      'FMIN',
      'SCHEDIDENT',
      'PCODE',
      'ONLINETYPE',
      'SCHLIST',
    ]
    expect(names.map((name) => element(sent, name))).toEqual([
      ...['7', '20310305', '9', '30', '10', '0', '70004321', '990000777', '0', '9'],
    ])
    expect(['AUTHMODE', 'EXTSCHEDID', 'SCHEDID'].map((name) => element(sent, name))).toEqual(['4', 'r-1', undefined])
    expect(asked.find(({ name }) => name === 'SCHEDULE_REC_RESERVE')?.branch).toBe('1')
  })

  it('of a slot whose token is another one’s is refused and not sent', async () => {
    const { adapter, asked } = scripted()
    const error = { code: 'invalid-request', details: { fields: ['slot.id'] } }
    for (const other of [
      { doctorId: '8' },
      { clinicId: '2' },
      { start: '2031-03-05T10:30:00+03:00', end: '2031-03-05T11:00:00+03:00' },
      { start: '2031-03-06T09:30:00+03:00', end: '2031-03-06T10:00:00+03:00' },
      { id: 'icp.1.e30' },
    ]) {
      await expect(adapter.book({ slot: { ...time, ...other }, patient })).rejects.toMatchObject(error)
    }
    expect(asked).toEqual([])
  })

  for (const wrongBranch of ['refused', 'envelope'] as const) {
    it(`of a slot of the wrong branch is refused by the name of its field (${wrongBranch})`, async () => {
      const gateway = openGateway({ mock: { wrongBranch } })
      const slot = await freeSlot(gateway)
      const { d, w, b, e, s, o } = JSON.parse(Buffer.from(slot.id.slice(5), 'base64url').toString())
      const id = `ic.1.${Buffer.from(JSON.stringify({ d, w, b, e, s, f: '2', o })).toString('base64url')}`
      const call = gateway.adapter.book({ slot: { ...slot, id, clinicId: '2' }, patient })
      const error = { code: 'invalid-request', details: { fields: ['slot.clinicId'] }, happened: 'no' }
      await expect(call).rejects.toMatchObject(error)
      expect(gateway.world.appointments()).toEqual([])
    })
  }

  it('of a slot of the wrong branch is refused where the gateway only does not find it', async () => {
    const gateway = openGateway({ mock: { wrongBranch: 'not-found' } })
    const slot = await freeSlot(gateway)
    const { d, w, b, e, s, o } = JSON.parse(Buffer.from(slot.id.slice(5), 'base64url').toString())
    const id = `ic.1.${Buffer.from(JSON.stringify({ d, w, b, e, s, f: '2', o })).toString('base64url')}`
    const call = gateway.adapter.book({ slot: { ...slot, id, clinicId: '2' }, patient })
    await expect(call).rejects.toMatchObject({ code: 'not-found', happened: 'no' })
  })
})

describe('a cancellation', () => {
  it('goes to the branch of the visit, and in the wrong one is refused by the name of its field', async () => {
    const gateway = openGateway()
    const appointment = await gateway.adapter.book({ slot: await freeSlot(gateway), patient })
    const call = gateway.adapter.cancel({ appointment: { ...appointment, clinicId: '2' } })
    const error = { code: 'invalid-request', details: { fields: ['appointment.clinicId'] }, happened: 'no' }
    await expect(call).rejects.toMatchObject(error)
    await gateway.adapter.cancel({ appointment })
    expect(bodies(gateway, 'SCHEDULE_REC_REMOVE').map((body) => element(body, 'MSH.99'))).toEqual(['2', '1'])
  })
})

describe('a move', () => {
  it('names the record and the person it belongs to', async () => {
    const gateway = openGateway()
    const { slots } = await gateway.adapter.listSlots({ doctorId: '1', from: day, to: '2031-03-14', mode: 'in-person' })
    const [first, second] = slots
    if (first === undefined || second === undefined) throw new Error('no times')
    const appointment = await gateway.adapter.book({ slot: first, patient })
    const moved = await gateway.adapter.reschedule({ appointment, slot: second })
    expect([moved.id, moved.start]).toEqual([appointment.id, second.start])
    const [, sent = ''] = bodies(gateway, 'SCHEDULE_REC_RESERVE')
    expect(element(sent, 'SCHEDID')).toBe(appointment.id)
    expect(element(sent, 'PCODE')).toBe(element(bodies(gateway, 'SCHEDULE_REC_RESERVE')[0] ?? '', 'PCODE'))
  })

  it('takes the person from the record itself where the gateway shows it', async () => {
    const { adapter, names, body } = scripted()
    await adapter.reschedule({
      appointment: { id: '501', doctorId: '7', clinicId: '1', start: time.start },
      slot: time,
    })
    expect(names()).toEqual(['SCHEDULE_INFO', 'SCHEDULE_REC_RESERVE'])
    expect(element(body('SCHEDULE_REC_RESERVE'), 'PCODE')).toBe('990000777')
  })

  it('of a visit that is not there, or was cancelled, is not-found and not sent', async () => {
    for (const members of [
      '<SPRESULT>-2</SPRESULT>',
      '<SPRESULT>0</SPRESULT><SPCOMMENT>Запись пациента уже отменена</SPCOMMENT>',
    ]) {
      const { adapter, names } = scripted(({ name }) => (name === 'SCHEDULE_INFO' ? ack(name, members) : undefined))
      const appointment = { id: '501', doctorId: '7', clinicId: '1', start: time.start }
      await expect(adapter.reschedule({ appointment, slot: time })).rejects.toMatchObject({ code: 'not-found' })
      expect(names()).toEqual(['SCHEDULE_INFO'])
    }
  })
})
