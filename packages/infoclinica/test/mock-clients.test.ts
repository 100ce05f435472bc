import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { addClient, openGateway, person, reservation, timesOf, verdict, wireDay } from './mock-support.ts'

const check = { CHECKMODE: 1, ...person }

describe('CLIENT_CHECK by name and birth date', () => {
  it('finds one card and its PCODE, whatever the case of the letters', async () => {
    const gateway = openGateway()
    const pcode = await addClient(gateway)
    for (const change of [{}, { MIDNAME: '' }, { LASTNAME: 'ТЕСТОВА' }]) {
      const { out } = await gateway.send('CLIENT_CHECK', { ...check, ...change })
      expect([out.SPRESULT, out.PCODE]).toEqual(['1', pcode])
    }
  })

  it('finds nobody of another name, patronymic or birth date', async () => {
    const gateway = openGateway()
    await addClient(gateway)
    for (const change of [
      { LASTNAME: 'Другая' },
      { FIRSTNAME: 'Другая' },
      { MIDNAME: 'Другая' },
      { BDATE: '19900103' },
    ]) {
      expect(verdict(await gateway.send('CLIENT_CHECK', { ...check, ...change }))).toEqual([0, 2, 'Пациент не найден'])
    }
  })

  it('does not choose between several', async () => {
    const gateway = openGateway()
    expect(await addClient(gateway)).not.toBe(await addClient(gateway, { PHONE: '+7(495)000-00-99' }))
    const answer = await gateway.send('CLIENT_CHECK', check)
    expect(verdict(answer)).toEqual([0, 2, 'Несколько пациентов'])
    expect(answer.out).not.toHaveProperty('PCODE')
  })

  it('knows whoever has a visit in the book', async () => {
    const gateway = openGateway()
    const patient = testPatient(2)
    gateway.world.book({ slotId: gateway.world.freeSlots({ doctorId: '1' })[0]?.id ?? '', patient })
    const name = { LASTNAME: patient.lastName, FIRSTNAME: patient.firstName, BDATE: '19851231' }
    const { out } = await gateway.send('CLIENT_CHECK', { CHECKMODE: 1, ...name })
    expect(out.SPRESULT).toBe('1')
    const list = await gateway.send('SCHEDULE_REC_LIST', { PCODE: String(out.PCODE) })
    expect(list.rows('SCHEDULEREC')).toMatchObject([{ SCHEDID: '501' }])
  })

  it('by login finds nobody, and has no other modes', async () => {
    const gateway = openGateway()
    expect(verdict(await gateway.send('CLIENT_CHECK', { CHECKMODE: 11, LOGIN: 'p1' }))[2]).toBe('Пациент не найден')
    for (const body of [{ CHECKMODE: 11 }, { CHECKMODE: 2, ...person }, { CHECKMODE: 1 }, person]) {
      expect((await gateway.send('CLIENT_CHECK', body)).out.SPRESULT).toBe('-99')
    }
  })
})

describe('CLIENT_ADD', () => {
  it('makes a card with an informing check and a PCODE of its own', async () => {
    const gateway = openGateway()
    const answer = await gateway.send('CLIENT_ADD', { ...person, EMAIL: 'p1@example.org', GENDER: 2 })
    expect([verdict(answer).slice(0, 2), answer.out.PCODE]).toEqual([[1, 1], '990000001'])
    const info = await gateway.send('CLIENT_INFO', { PCODE: '990000001' })
    expect(info.out.CLIENT_MAININFO).toMatchObject({
      ...{ PCODE: '990000001', PNAME: 'Тестова Проба Образцовна', PMAIL: 'p1@example.org', GENDER: '2' },
      ...{ BDATE: '19900102', PPHONE: '' },
    })
  })

  it('takes a phone as +7(000)000-00-00, or of another country by its digits', async () => {
    const gateway = openGateway()
    const added = async (PHONE: string) => verdict(await gateway.send('CLIENT_ADD', { ...person, PHONE }))
    expect(await added('+7(495)000-00-01')).toEqual([1, 1, 'Регистрация'])
    expect(await added('+375290000001')).toEqual([1, 1, 'Регистрация'])
    for (const phone of ['+74950000001', '8(495)000-00-01', '74950000001', '+7 (495) 000-00-01']) {
      expect(await added(phone)).toEqual([0, 2, 'Неверный телефон'])
    }
  })

  it('makes a second card for the same person, or refuses it', async () => {
    const gateway = openGateway()
    await addClient(gateway)
    gateway.options.refusesDuplicates = true
    expect(verdict(await gateway.send('CLIENT_ADD', person))).toEqual([0, 2, 'Пациент уже есть'])
    expect((await gateway.send('CLIENT_CHECK', check)).out.SPRESULT).toBe('1')
  })

  it.each([{ LASTNAME: '' }, { FIRSTNAME: '' }, { BDATE: '1990-01-02' }, { BDATE: '19900230' }, { GENDER: 3 }])(
    'is -99 for %o',
    async (change) => {
      expect((await openGateway().send('CLIENT_ADD', { ...person, ...change })).out.SPRESULT).toBe('-99')
    },
  )
})

it('CLIENT_INFO is -2 for a card nobody has', async () => {
  expect((await openGateway().send('CLIENT_INFO', { PCODE: 123 })).out.SPRESULT).toBe('-2')
})

describe('the change feed', () => {
  const changesIn = async (gateway: ReturnType<typeof openGateway>) =>
    (await gateway.send('SCHEDULE_CHANGE_LIST')).rows('CHANGE_INFO')

  it('tells what the reception made, moved and cancelled, again and again until it is accepted', async () => {
    const gateway = openGateway()
    const [first, second] = gateway.world.freeSlots({ doctorId: '1', from: '2031-03-05', to: '2031-03-05' })
    gateway.world.occupy(first?.id ?? '')
    expect(await changesIn(gateway)).toMatchObject([
      { CHANGEID: '1', CHANGETYPE: '1', SCHEDID: '501', WORKDATE: wireDay, BHOUR: '9', FILIAL: '1', DCODE: '1' },
    ])
    gateway.world.reschedule('501', second?.id ?? '')
    expect((await changesIn(gateway)).map(({ CHANGETYPE, BMIN }) => [CHANGETYPE, BMIN])).toEqual([
      ['1', '0'],
      ['2', '20'],
    ])
    gateway.world.cancel('501')
    const all = await changesIn(gateway)
    expect(all.map(({ CHANGETYPE }) => CHANGETYPE)).toEqual(['1', '2', '3'])
    expect(await changesIn(gateway)).toEqual(all)
    const accept = (ids: readonly number[]) =>
      gateway.send(
        'SCHEDULE_CHANGE_ACCEPT',
        ids.map((id) => `<CHANGE_INFO><CHANGEID>${id}</CHANGEID></CHANGE_INFO>`).join(''),
      )
    expect((await accept([1, 2])).out.SPRESULT).toBe('1')
    expect((await changesIn(gateway)).map(({ CHANGEID }) => CHANGEID)).toEqual(['3'])
    expect((await accept([2, 3])).out.SPRESULT).toBe('1')
    expect(await changesIn(gateway)).toEqual([])
  })

  it('tells bookings made over the gateway itself, a confirmation as a change', async () => {
    const gateway = openGateway()
    const [time] = await timesOf(gateway)
    const pcode = await addClient(gateway)
    await gateway.send('SCHEDULE_REC_RESERVE', reservation(time, pcode, { AUTHMODE: 4, EXTSCHEDID: 'r-1' }), '1')
    await gateway.send('SCHEDULE_REC_UPDATE', { SCHEDID: 501, CLVISIT: 1 }, '1')
    expect(await changesIn(gateway)).toMatchObject([
      { CHANGETYPE: '1', PCODE: pcode, EXTSCHEDID: 'r-1' },
      { CHANGETYPE: '2' },
    ])
  })

  it('comes in pages', async () => {
    const gateway = openGateway({ pageRows: 2 })
    for (const { id } of gateway.world.freeSlots({ doctorId: '1' }).slice(0, 3)) gateway.world.occupy(id)
    expect((await changesIn(gateway)).map(({ CHANGEID }) => CHANGEID)).toEqual(['1', '2'])
    const rest = await gateway.send('SCHEDULE_CHANGE_LIST', { FIRSTROW: 3 })
    expect(rest.rows('CHANGE_INFO').map(({ CHANGEID }) => CHANGEID)).toEqual(['3'])
  })

  it('is -99 to accept without a block or without its number', async () => {
    const gateway = openGateway()
    for (const body of ['', '<CHANGE_INFO/>', '<CHANGE_INFO><CHANGEID>x</CHANGEID></CHANGE_INFO>']) {
      expect((await gateway.send('SCHEDULE_CHANGE_ACCEPT', body)).out.SPRESULT).toBe('-99')
    }
  })

  it('may not exist', async () => {
    expect((await openGateway({ changeFeed: false }).send('SCHEDULE_CHANGE_LIST')).ack).toBe('AE')
  })
})
