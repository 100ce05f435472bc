import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { bodies, day, element, freeSlot, type Gateway, messages, openGateway, patient } from './gateway-support.ts'
import { ack, scripted } from './scripted.ts'

describe('the person of a booking', () => {
  it('is looked up by names and birth date, made where nobody is found, and then known', async () => {
    const gateway = openGateway()
    const slot = await freeSlot(gateway)
    const first = await gateway.adapter.book({ slot, patient })
    await gateway.adapter.cancel({ appointment: first })
    await gateway.adapter.book({ slot, patient })
    const names = messages(gateway).filter((name) => name.startsWith('CLIENT'))
    expect(names).toEqual(['CLIENT_CHECK', 'CLIENT_ADD', 'CLIENT_CHECK'])
    const [check = ''] = bodies(gateway, 'CLIENT_CHECK')
    expect(['CHECKMODE', 'LASTNAME', 'FIRSTNAME', 'MIDNAME', 'BDATE'].map((name) => element(check, name))).toEqual([
      ...['1', 'Тестова', 'Проба', 'Образцовна', '19900102'],
    ])
    const [add = ''] = bodies(gateway, 'CLIENT_ADD')
    expect(['PHONE', 'GENDER', 'EMAIL', 'CLLOGIN'].map((name) => element(add, name))).toEqual([
      ...['+7(495)000-00-01', '2', 'p1@example.org', undefined],
    ])
  })

  it('is made once where two times are booked at once', async () => {
    const gateway = openGateway()
    const { slots } = await gateway.adapter.listSlots({ doctorId: '1', from: day, to: '2031-03-14' })
    await Promise.all(slots.slice(0, 2).map((slot) => gateway.adapter.book({ slot, patient })))
    expect(bodies(gateway, 'CLIENT_ADD')).toHaveLength(1)
    expect(gateway.world.appointments()).toHaveLength(2)
  })

  it('whose card was made though the answer was lost is found again: no second card, and the visit is booked', async () => {
    let lost = 0
    const gateway: Gateway = openGateway(
      {},
      {
        fetch: async (input, init) => {
          const request = new Request(input, init)
          const isAdd = (await request.clone().text()).includes('WEB_CLIENT_ADD')
          const response = await gateway.server.fetch(request)
          if (!isAdd || lost > 0) return response
          lost += 1
          throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET', syscall: 'read' } })
        },
      },
    )
    const made = await gateway.adapter.book({ slot: await freeSlot(gateway), patient })
    expect(gateway.world.appointments().map(({ id }) => id)).toEqual([made.id])
    expect([lost, bodies(gateway, 'CLIENT_ADD').length]).toEqual([1, 1])
  })

  it('who was not made and whose answer was lost leaves the visit undone, not unknown', async () => {
    const gateway = scripted(({ name }) => (name === 'CLIENT_ADD' ? new Response('', { status: 503 }) : undefined))
    const call = gateway.adapter.book({ slot: gateway.slot, patient })
    await expect(call).rejects.toMatchObject({ code: 'unavailable', happened: 'no' })
    expect(gateway.names()).toEqual(['CLIENT_CHECK', 'CLIENT_ADD', 'CLIENT_CHECK'])
  })

  it('who was registered by somebody quicker is found', async () => {
    let known = false
    const gateway = scripted(({ name }) => {
      if (name === 'CLIENT_CHECK') return known ? ack(name, '<SPRESULT>1</SPRESULT><PCODE>77</PCODE>') : undefined
      if (name !== 'CLIENT_ADD') return undefined
      known = true
      return ack(name, '<SPRESULT>0</SPRESULT><SPCOMMENT>Пациент уже зарегистрирован</SPCOMMENT>')
    })
    await gateway.adapter.book({ slot: gateway.slot, patient })
    expect(element(gateway.body('SCHEDULE_REC_RESERVE'), 'PCODE')).toBe('77')
  })

  it('whose code the gateway does not tell after adding is looked up', async () => {
    let known = false
    const gateway = scripted(({ name }) => {
      if (name === 'CLIENT_CHECK' && known) return ack(name, '<SPRESULT>1</SPRESULT><PCODE>78</PCODE>')
      if (name !== 'CLIENT_ADD') return undefined
      known = true
      return ack(name, '<SPRESULT>1</SPRESULT><CHECKDATA><CHECKCODE>1</CHECKCODE></CHECKDATA>')
    })
    await gateway.adapter.book({ slot: gateway.slot, patient })
    expect(element(gateway.body('SCHEDULE_REC_RESERVE'), 'PCODE')).toBe('78')
  })

  const people = (...rows: readonly (readonly [string, string])[]) =>
    rows.map(([code, phone]) => `<CLIENT_MAININFO><PCODE>${code}</PCODE><PPHONE>${phone}</PPHONE></CLIENT_MAININFO>`)

  it('of a name that several have is the one with the phone', async () => {
    const rows = people(['5', '+7(495)000-00-09'], ['6', '8 (495) 000-00-01'])
    const gateway = scripted(({ name }) =>
      name === 'CLIENT_CHECK' ? ack(name, `<SPRESULT>1</SPRESULT>${rows.join('')}`) : undefined,
    )
    await gateway.adapter.book({ slot: gateway.slot, patient })
    expect(element(gateway.body('SCHEDULE_REC_RESERVE'), 'PCODE')).toBe('6')
  })

  const unclear = [
    ['none of whom has the phone', `<SPRESULT>1</SPRESULT>${people(['5', ''], ['6', '+7(495)000-00-09']).join('')}`],
    [
      'two of whom have the phone',
      `<SPRESULT>1</SPRESULT>${people(['5', '84950000001'], ['6', '+74950000001']).join('')}`,
    ],
    [
      'whom the gateway does not tell apart',
      '<SPRESULT>0</SPRESULT><SPCOMMENT>Найдено несколько пациентов</SPCOMMENT>',
    ],
  ] as const
  for (const [who, answer] of unclear) {
    it(`of a name of several people, ${who}, is not guessed`, async () => {
      const gateway = scripted(({ name }) => (name === 'CLIENT_CHECK' ? ack(name, answer) : undefined))
      const error = { code: 'rejected', details: { reason: 'patient-ambiguous' }, happened: 'no' }
      await expect(gateway.adapter.book({ slot: gateway.slot, patient })).rejects.toMatchObject(error)
      await expect(gateway.adapter.listAppointments({ patient })).rejects.toMatchObject({ code: 'rejected' })
      expect(gateway.names().every((name) => name === 'CLIENT_CHECK')).toBe(true)
    })
  }

  it('who is not known has no visits', async () => {
    const gateway = openGateway()
    expect(await gateway.adapter.listAppointments({ patient: testPatient(9) })).toEqual({ items: [] })
    expect(await gateway.adapter.findBooking({ slot: await freeSlot(gateway), patient: testPatient(9) })).toBeNull()
  })
})
