import { describe, expect, it } from 'vitest'
import { element, openGateway, patient } from './gateway-support.ts'
import { type Asked, ack, scripted } from './scripted.ts'

const doctorRow = (id: string, name: string, department: string, branch: string, shown = '1') =>
  `<GETDOCTORLIST><DCODE>${id}</DCODE><DNAME>${name}</DNAME><DEPNUM>${department}</DEPNUM><DEPNAME>О${department}</DEPNAME><FILIAL>${branch}</FILIAL><VIEWINWEB>${shown}</VIEWINWEB></GETDOCTORLIST>`
const doctorsOf = (rows: readonly string[]) =>
  scripted(({ name }) => (name === 'GET_DOCTOR_LIST' ? ack(name, `<SPRESULT>1</SPRESULT>${rows.join('')}`) : undefined))
    .adapter.listDoctors({})
    .then(({ items }) => items)

describe('the doctors', () => {
  it('are merged where one stands under several departments and branches', async () => {
    const rows = [
      doctorRow('007', 'Грозный  Иван Васильевич', '3', '1'),
      doctorRow('8', 'Примерова Анна', '3', '1'),
      doctorRow('007', 'Грозный Иван Васильевич', '4', '1', '0'),
      doctorRow('007', 'Грозный Иван Васильевич', '3', '2'),
    ]
    expect(await doctorsOf(rows)).toEqual([
      {
        ...{ id: '007', lastName: 'Грозный', firstName: 'Иван', middleName: 'Васильевич', active: true },
        ...{ fullName: 'Грозный Иван Васильевич', clinicIds: ['1', '2'] },
        specialties: [
          { id: '3', name: 'О3' },
          { id: '4', name: 'О4' },
        ],
      },
      {
        ...{ id: '8', lastName: 'Примерова', firstName: 'Анна', fullName: 'Примерова Анна' },
        ...{ specialties: [{ id: '3', name: 'О3' }], clinicIds: ['1'], active: true },
      },
    ])
  })

  it('who are one look like those who are many, and nobody is an empty list', async () => {
    expect(await doctorsOf([doctorRow('8', 'Примерова Анна', '3', '1')])).toHaveLength(1)
    expect(await doctorsOf([])).toEqual([])
  })

  it('who are hidden from web pages everywhere are inactive', async () => {
    const rows = [doctorRow('8', 'Примерова Анна', '3', '1', '0'), doctorRow('8', 'Примерова Анна', '3', '2', '0')]
    expect((await doctorsOf(rows)).map(({ active }) => active)).toEqual([false])
  })

  it('without a code or a name are bad-response', async () => {
    await expect(doctorsOf([doctorRow('', 'Примерова Анна', '3', '1')])).rejects.toMatchObject({ code: 'bad-response' })
    await expect(doctorsOf([doctorRow('8', ' ', '3', '1')])).rejects.toMatchObject({ code: 'bad-response' })
  })
})

describe('a list in pages', () => {
  const rows = Array.from({ length: 250 }, (_, index) =>
    doctorRow(String(index + 1), `Врач Номер${index + 1}`, '3', '1'),
  )
  const paged = (pick: (first: number, last: number) => string) => {
    const gateway = scripted(({ name, body }: Asked) => {
      if (name !== 'GET_DOCTOR_LIST') return undefined
      return ack(
        name,
        `<SPRESULT>1</SPRESULT>${pick(Number(element(body, 'FIRSTROW')), Number(element(body, 'LASTROW')))}`,
      )
    })
    return { gateway, ids: gateway.adapter.listDoctors({}).then(({ items }) => items.map(({ id }) => id)) }
  }
  const all = rows.map((_, index) => String(index + 1))

  it('is read to its end', async () => {
    const { gateway, ids } = paged((first, last) => rows.slice(first - 1, last).join(''))
    expect(await ids).toEqual(all)
    expect(gateway.asked.map(({ body }) => [element(body, 'FIRSTROW'), element(body, 'LASTROW')])).toEqual([
      ...[
        ['1', '100'],
        ['101', '200'],
        ['201', '300'],
      ],
    ])
  })

  it('is read to its end where pages are shorter than asked for and say so', async () => {
    for (const counts of [
      () => '<RECORDSDATA><ITEMSNUMBER>250</ITEMSNUMBER></RECORDSDATA>',
      (last: number) => `<RECORDSDATA><ITEMSNUMBER>40</ITEMSNUMBER><LASTROW>${last}</LASTROW></RECORDSDATA>`,
    ]) {
      const { ids } = paged((first) => rows.slice(first - 1, first + 39).join('') + counts(first + 39))
      expect(await ids).toEqual(all)
    }
  })

  it('is read once where the server does not page', async () => {
    expect(await paged(() => rows.join('')).ids).toEqual(all)
    expect(await paged(() => rows.slice(0, 100).join('')).ids).toEqual(all.slice(0, 100))
  })

  it('of a patient is read to its end', async () => {
    const gateway = openGateway({ mock: { pageRows: 3 } })
    const slots = gateway.world.freeSlots({ doctorId: '1', from: '2031-03-10' }).slice(0, 8)
    for (const { id } of slots) gateway.world.book({ slotId: id, patient })
    const { items } = await gateway.adapter.listAppointments({ patient, limit: 5 })
    expect(items.map(({ start }) => start)).toEqual(slots.slice(0, 5).map(({ start }) => start))
  })
})

describe('services', () => {
  it('come of every department of the doctors, each once, with prices to the kopeck', async () => {
    const { adapter, asked } = scripted(({ name, body }) => {
      if (name === 'GET_DOCTOR_LIST')
        return ack(name, `<SPRESULT>1</SPRESULT>${doctorRow('7', 'А Б', '3', '1')}${doctorRow('7', 'А Б', '4', '1')}`)
      if (name !== 'PRICE_LIST') return undefined
      const own = element(body, 'DEPNUM') === '3' ? ['1', '1000.50'] : ['2', '0,29']
      const row = ([id, price]: readonly string[]) =>
        `<SCH><SCHID>${id}</SCHID><SCHNAME>Услуга ${id}</SCHNAME><SPRICE>${price}</SPRICE><FILIAL>1</FILIAL></SCH>`
      return ack(name, `<SPRESULT>1</SPRESULT>${row(own)}${row(['9', '700'])}`)
    })
    const { items } = await adapter.listServices({})
    expect(items.map(({ id, price }) => [id, price?.amountMinor, price?.currency])).toEqual([
      ...[
        ['1', 100_050, 'RUB'],
        ['9', 70_000, 'RUB'],
        ['2', 29, 'RUB'],
      ],
    ])
    expect(asked.filter(({ name }) => name === 'PRICE_LIST')).toHaveLength(2)
    expect((await adapter.listServices({ clinicId: '2' })).items).toEqual([])
    expect((await adapter.listServices({ doctorId: '99' })).items).toEqual([])
  })
})

describe('branches', () => {
  it('have the zone that their hours stand for, and those of whole networks are told apart', async () => {
    const row = (id: string, hours: string) =>
      `<GETFILIALLIST><FILIAL>${id}</FILIAL><FNAME>К</FNAME><FADDR></FADDR><TIMEZONE>${hours}</TIMEZONE></GETFILIALLIST>`
    const { adapter } = scripted(
      ({ name }) => ack(name, `<SPRESULT>1</SPRESULT>${row('1', '3')}${row('2', '7')}${row('3', '7')}${row('4', '')}`),
      { timeZones: { '3': 'Asia/Novosibirsk' } },
    )
    const { items } = await adapter.listClinics({})
    expect(items.map(({ timeZone }) => timeZone)).toEqual([
      ...['Europe/Moscow', 'Asia/Krasnoyarsk', 'Asia/Novosibirsk', 'Europe/Moscow'],
    ])
    expect(items[0]).not.toHaveProperty('address')
  })
})
