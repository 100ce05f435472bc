import { describe, expect, it } from 'vitest'
import { day, intervalsIn, openGateway, verdict, wireDay } from './mock-support.ts'

describe('GET_FILIAL_LIST', () => {
  it('has a row for each branch, its zone in whole hours', async () => {
    const answer = await openGateway().send('GET_FILIAL_LIST', { VIEWINWEB: -1 })
    expect(answer.rows('GETFILIALLIST')).toMatchObject([
      { FILIAL: '1', TIMEZONE: '3', FNAME: 'Учебная клиника на Примерной', FPHONE: '+74950009001' },
      { FILIAL: '2', TIMEZONE: '5' },
    ])
  })

  it('can be narrowed: a single row looks the same as many', async () => {
    for (const list of ['2', ' 2 ; 2', '2,77']) {
      expect((await openGateway().send('GET_FILIAL_LIST', { FILLIST: list })).rows('GETFILIALLIST')).toMatchObject([
        { FILIAL: '2' },
      ])
    }
    expect((await openGateway().send('GET_FILIAL_LIST', { FILLIST: '77' })).rows('GETFILIALLIST')).toEqual([])
  })

  it.each([
    ['FILLIST', 'all'],
    ['FILLIST', '1,,2'],
    ['VIEWINWEB', '2'],
    ['VIEWINWEB', 'yes'],
  ])('is -99 for %s %s', async (field, value) => {
    const { out } = await openGateway().send('GET_FILIAL_LIST', { [field]: value })
    expect([out.SPRESULT, out.SPCOMMENT]).toEqual(['-99', expect.stringContaining(field)])
  })
})

describe('GET_DEPARTMENT_LIST', () => {
  it('has the specialities, of a branch where one is named', async () => {
    const gateway = openGateway()
    const namesOf = async (body: Record<string, string>) =>
      (await gateway.send('GET_DEPARTMENT_LIST', body)).rows('GETDEPARTMENTLIST').map(({ DEPNAME }) => DEPNAME)
    expect(await namesOf({})).toEqual(gateway.world.specialties().map(({ name }) => name))
    expect(await namesOf({ FILLIST: '2' })).not.toContain('Хирургия')
    expect(await namesOf({ DEPNUMIN: '7' })).toEqual(['Хирургия'])
  })
})

describe('GET_DOCTOR_LIST', () => {
  const rowsOf = async (body: Record<string, string | number>) =>
    (await openGateway().send('GET_DOCTOR_LIST', body)).rows('GETDOCTORLIST')

  it('has a row for each doctor, department and branch', async () => {
    const rows = await rowsOf({})
    expect(rows.filter(({ DCODE }) => DCODE === '6').map(({ DEPNUM, FILIAL }) => [DEPNUM, FILIAL])).toEqual([
      ['3', '1'],
      ['6', '1'],
    ])
    expect(rows[0]).toEqual({
      ...{ DCODE: '1', DNAME: 'Примеров Иван Образцович', DEPNUM: '3', DEPNAME: 'Терапия' },
      ...{ FILIAL: '1', FNAME: 'Учебная клиника на Примерной', VIEWINWEB: '1' },
    })
  })

  it('shows whoever has left only with VIEWINWEB -1', async () => {
    const leftIn = async (body: Record<string, number>) =>
      (await rowsOf(body)).filter(({ DCODE }) => DCODE === '14').map(({ VIEWINWEB }) => VIEWINWEB)
    expect(await leftIn({})).toEqual([])
    expect(await leftIn({ VIEWINWEB: 1 })).toEqual([])
    expect(await leftIn({ VIEWINWEB: -1 })).toEqual(['0'])
  })

  it('is cut into pages by rows, counted from 1, both ends included', async () => {
    const all = await rowsOf({ VIEWINWEB: -1 })
    expect(await rowsOf({ VIEWINWEB: -1, FIRSTROW: 2, LASTROW: 4 })).toEqual(all.slice(1, 4))
    expect(await rowsOf({ VIEWINWEB: -1, FIRSTROW: 15, LASTROW: 99 })).toEqual(all.slice(14))
    expect(await rowsOf({ VIEWINWEB: -1, FIRSTROW: 16 })).toEqual([])
    expect(all).toHaveLength(15)
  })

  it('can be narrowed to a branch or a doctor', async () => {
    expect(new Set((await rowsOf({ FILLIST: '2' })).map(({ FILIAL }) => FILIAL))).toEqual(new Set(['2']))
    expect(await rowsOf({ DCODEIN: '3' })).toMatchObject([{ DCODE: '3' }])
    expect(await rowsOf({ DCODEIN: '999999' })).toEqual([])
  })

  it.each([{ FIRSTROW: 0 }, { FIRSTROW: 'x' }, { FIRSTROW: 5, LASTROW: 4 }])('is -99 for rows %o', async (body) => {
    expect((await openGateway().send('GET_DOCTOR_LIST', body)).out.SPRESULT).toBe('-99')
  })
})

describe('PRICE_LIST', () => {
  it('has each service once a branch that offers it, in roubles', async () => {
    const gateway = openGateway()
    const rows = (await gateway.send('PRICE_LIST')).rows('SCH')
    expect(new Set(rows.map(({ SCHNAME }) => SCHNAME))).toEqual(
      new Set(gateway.world.services().map(({ name }) => name)),
    )
    const [first] = gateway.world.services()
    const same = rows.filter(({ SCHID }) => SCHID === '1')
    expect(same.map(({ FILIAL }) => FILIAL)).toEqual(['1', '2'])
    expect(same[0]).toMatchObject({ SPRICE: String((first?.price?.amountMinor ?? 0) / 100), SPECCODE: '1' })
  })

  it('can be narrowed to a department', async () => {
    const rows = (await openGateway().send('PRICE_LIST', { DEPNUM: 7 })).rows('SCH')
    expect(rows.map(({ SPECNAME, FILIAL }) => [SPECNAME, FILIAL])).toEqual([
      ['Хирургия', '1'],
      ['Хирургия', '1'],
    ])
  })
})

describe('SCHEDULE', () => {
  const asked = { DCODEIN: 1, BDATE: wireDay, FDATE: wireDay }

  it('has every time of the days, hours and minutes as plain integers', async () => {
    const gateway = openGateway()
    const slots = gateway.world.slots({ doctorId: '1', from: day, to: day })
    const found = intervalsIn(await gateway.send('SCHEDULE', asked, '1'))
    expect(found.map(({ BHOUR, BMIN }) => [Number(BHOUR), Number(BMIN)])).toEqual(
      slots.map(({ start }) => [Number(start.slice(11, 13)), Number(start.slice(14, 16))]),
    )
    expect(found[0]).toMatchObject({ BHOUR: '9', BMIN: '0', FHOUR: '9', FMIN: '20', FREETYPE: '1', WORKDATE: wireDay })
    expect(found[0]).toMatchObject({ DCODE: '1', DEPNUM: '3', RNUM: slots[0]?.room })
  })

  it('can pad hours and minutes to two digits', async () => {
    const [first] = intervalsIn(await openGateway({ zeroPadded: true }).send('SCHEDULE', asked, '1'))
    expect(first).toMatchObject({ BHOUR: '09', BMIN: '00', FHOUR: '09', FMIN: '20' })
  })

  it('marks what is taken and what is past with other values of FREETYPE', async () => {
    const gateway = openGateway()
    const [past, begun, taken] = gateway.world.slots({ doctorId: '1', from: day, to: day })
    gateway.world.occupy(taken?.id ?? '')
    gateway.world.advance(Date.parse(begun?.start ?? '') - gateway.world.now())
    const types = intervalsIn(await gateway.send('SCHEDULE', asked, '1')).map(({ FREETYPE }) => FREETYPE)
    expect(types.slice(0, 4)).toEqual(['-6', '-6', '0', '1'])
    expect(Date.parse(past?.start ?? '')).toBeLessThan(gateway.world.now())
  })

  it('asks by ONLINEMODE for visits in the clinic, both, duty, or online alone', async () => {
    const gateway = openGateway()
    const doctor = gateway.world.slots({ from: day, to: day }).find(({ mode }) => mode === 'online')
    const kinds = ['in-person', 'both', 'duty', 'online']
    const counts: Record<string, number> = {}
    for (const [mode, kind] of kinds.entries()) {
      const body = { ...asked, DCODEIN: doctor?.doctorId ?? '', ONLINEMODE: mode }
      counts[kind] = intervalsIn(await gateway.send('SCHEDULE', body, doctor?.clinicId)).length
    }
    const all = gateway.world.slots({ doctorId: doctor?.doctorId ?? '', from: day, to: day })
    const online = all.filter(({ mode }) => mode === 'online').length
    expect(counts).toEqual({ 'in-person': all.length - online, both: all.length, duty: 0, online })
    expect(online).toBeGreaterThan(0)
  })

  it('has one SCHEDIDENT, room and kind an interval; DOCT_SCHEDULE says which kind', async () => {
    const gateway = openGateway()
    const body = { BDATE: wireDay, FDATE: wireDay }
    const modes = new Map(
      (await gateway.send('DOCT_SCHEDULE', body)).rows('DOCTSCHED').map((row) => [row.SCHEDIDENT, row.ONLINEMODE]),
    )
    for (const slot of gateway.world.slots({ from: day, to: day })) {
      const answer = await gateway.send('SCHEDULE', { ...asked, DCODEIN: slot.doctorId }, slot.clinicId)
      const [hour, minute] = [Number(slot.start.slice(11, 13)), Number(slot.start.slice(14, 16))]
      const found = intervalsIn(answer).find(({ BHOUR, BMIN }) => Number(BHOUR) === hour && Number(BMIN) === minute)
      expect([found?.RNUM, modes.get(found?.SCHEDIDENT)]).toEqual([slot.room ?? '', slot.mode === 'online' ? '3' : '0'])
    }
    expect(new Set(modes.values())).toEqual(new Set(['0', '3']))
  })

  it('has nothing for days without reception', async () => {
    const sunday = { ...asked, BDATE: '20310309', FDATE: '20310309' }
    expect(await openGateway().send('SCHEDULE', sunday, '1')).toMatchObject({ out: { SPRESULT: '1' }, ack: 'AA' })
    expect((await openGateway().send('SCHEDULE', sunday, '1')).rows('DEP')).toEqual([])
  })

  it('takes several doctors of one branch, each under the department', async () => {
    const body = { INDOCTLIST: '1,7', BDATE: wireDay, FDATE: '20310308' }
    const answer = await openGateway().send('SCHEDULE', body, '1')
    expect(answer.rows('DEP')).toHaveLength(1)
    expect(new Set(intervalsIn(answer).map(({ DCODE }) => DCODE))).toEqual(new Set(['1', '7']))
  })

  it('may repeat a doctor’s times under every department', async () => {
    const body = { ...asked, DCODEIN: 6, FDATE: '20310312' }
    const once = intervalsIn(await openGateway().send('SCHEDULE', body, '1'))
    const twice = intervalsIn(await openGateway({ repeatsAcrossDepartments: true }).send('SCHEDULE', body, '1'))
    expect(new Set(twice.map(({ DEPNUM }) => DEPNUM))).toEqual(new Set(['3', '6']))
    expect([once.length > 0, twice.length]).toEqual([true, once.length * 2])
  })

  it('narrows to doctors who offer the services of SCHLIST', async () => {
    const gateway = openGateway()
    const offered = gateway.world.services().find(({ doctorIds }) => doctorIds?.includes('1'))?.id ?? ''
    const other = gateway.world.services().find(({ doctorIds }) => !doctorIds?.includes('1'))?.id ?? ''
    const countOf = async (list: string) =>
      intervalsIn(await gateway.send('SCHEDULE', { ...asked, SCHLIST: list }, '1')).length
    expect([await countOf(offered), await countOf('')].every((count) => count > 0)).toBe(true)
    expect(await countOf(`${offered},${other}`)).toBe(0)
  })

  it('can carry a check of the clinic for one doctor', async () => {
    const check = { code: 2, label: 'Нужно направление', text: 'Нужно направление терапевта' } as const
    const gateway = openGateway({ rule: ({ doctorId }) => (doctorId === '1' ? check : undefined) })
    const [department] = (await gateway.send('SCHEDULE', asked, '1')).rows('DEP')
    expect(department).toMatchObject({ DOCT: { CHECKDATA: { CHECKCODE: '2', CHECKLABEL: check.label } } })
    const free = await gateway.send('DOCT_SCHEDULE_FREE', { BDATE: wireDay, FDATE: wireDay })
    const withCheck = free.rows('SCHINTERVAL').filter((row) => row.CHECKDATA !== undefined)
    expect(new Set(withCheck.map(({ DCODE }) => DCODE))).toEqual(new Set(['1']))
  })

  it('refuses another branch than the doctor’s', async () => {
    const sent = (wrongBranch?: 'envelope' | 'not-found') =>
      openGateway(wrongBranch && { wrongBranch }).send('SCHEDULE', asked, '2')
    expect(verdict(await sent())).toEqual([0, 2, 'Неверный филиал'])
    expect(await sent('envelope')).toMatchObject({ ack: 'AE', fault: expect.stringContaining('филиал') })
    expect((await sent('not-found')).out.SPRESULT).toBe('-2')
  })

  it('is -2 for a doctor nobody knows', async () => {
    expect((await openGateway().send('SCHEDULE', { ...asked, DCODEIN: 999999 }, '1')).out.SPRESULT).toBe('-2')
  })

  it.each([
    { DCODEIN: '' },
    { DCODEIN: 'x' },
    { BDATE: '' },
    { BDATE: '2031-03-05' },
    { BDATE: '20310230' },
    { FDATE: '20310304' },
    { FDATE: '20310405' },
    { ONLINEMODE: 4 },
    { EXTINTERV: 0 },
    { SCHLIST: 'all' },
  ])('is -99 for %o', async (change) => {
    expect((await openGateway().send('SCHEDULE', { ...asked, ...change }, '1')).out.SPRESULT).toBe('-99')
  })

  it('takes 31 days at once, or as many as it is told', async () => {
    const month = { ...asked, FDATE: '20310404', EXTINTERV: 20 }
    expect((await openGateway().send('SCHEDULE', month, '1')).out.SPRESULT).toBe('1')
    expect((await openGateway({ longestDays: 30 }).send('SCHEDULE', month, '1')).out.SPRESULT).toBe('-99')
  })
})

describe('DOCT_SCHEDULE_FREE', () => {
  it('says on which days and with whom there is free time, not which', async () => {
    const gateway = openGateway()
    const body = { DOCTLIST: '1', BDATE: wireDay, FDATE: wireDay, ONLINEMODE: 0 }
    const free = gateway.world.freeSlots({ doctorId: '1', from: day, to: day }).filter(({ mode }) => mode !== 'online')
    const [row] = (await gateway.send('DOCT_SCHEDULE_FREE', body)).rows('SCHINTERVAL')
    expect(row).toMatchObject({ DCODE: '1', FILIAL: '1', TIMEZONE: '3', FREEFLAG: '1', FREECOUNT: String(free.length) })
    for (const { id } of free) gateway.world.occupy(id)
    const [after] = (await gateway.send('DOCT_SCHEDULE_FREE', body)).rows('SCHINTERVAL')
    expect(after).toMatchObject({ FREEFLAG: '0', FREECOUNT: '0' })
  })

  it('can be narrowed to departments, branches and schedules', async () => {
    const gateway = openGateway()
    const rowsOf = async (body: Record<string, string>) =>
      (await gateway.send('DOCT_SCHEDULE_FREE', { BDATE: wireDay, FDATE: wireDay, ...body })).rows('SCHINTERVAL')
    const all = await rowsOf({})
    expect(await rowsOf({ FILIALLIST: '2' })).toEqual(all.filter(({ FILIAL }) => FILIAL === '2'))
    expect(await rowsOf({ DEPLIST: '3' })).toEqual(all.filter(({ DEPNUM }) => DEPNUM === '3'))
    expect(await rowsOf({ SCHEDIDENTLIST: String(all[0]?.SCHEDIDENT) })).toEqual(all.slice(0, 1))
  })
})
