import type { MisError, Slot } from '@mis/core'
import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { patient } from './gateway-support.ts'
import { ack, notTaken, scripted, time } from './scripted.ts'

const day = '2031-03-05'
const reserve = 'SCHEDULE_REC_RESERVE'
const check = (label: string, text: string) =>
  `<CHECKDATA><CHECKCODE>2</CHECKCODE><CHECKLABEL>${label}</CHECKLABEL><CHECKTEXT>${text}</CHECKTEXT></CHECKDATA>`
const person = (code: string, name: string, more = '') =>
  `<CLIENT_MAININFO><PCODE>${code}</PCODE><PNAME>${name}</PNAME>${more}</CLIENT_MAININFO>`
const branchRow = (id: string) =>
  `<GETFILIALLIST><FILIAL>${id}</FILIAL><FNAME>К</FNAME><TIMEZONE>3</TIMEZONE></GETFILIALLIST>`
const nobody = '<SPRESULT>0</SPRESULT><SPCOMMENT>Пациент не найден</SPCOMMENT>'
const yes = (name: string, members: string) => ack(name, `<SPRESULT>1</SPRESULT>${members}`)

describe('a sentence that names a branch', () => {
  const silent = 'Филиал не отвечает: превышено время ожидания'
  for (const [how, answer] of [
    ['by MSA', notTaken('AE', silent)],
    ['by MSA and MSH.99', notTaken('AE', 'Нет связи с филиалом, MSH.99 = 1')],
    ['by a negative SPRESULT', ack(reserve, `<SPRESULT>-1</SPRESULT><SPCOMMENT>${silent}</SPCOMMENT>`)],
    ['by SPRESULT 0', ack(reserve, `<SPRESULT>0</SPRESULT><SPCOMMENT>${silent}</SPCOMMENT>`)],
  ] as const) {
    it(`because it did not answer a booking leaves its outcome unknown, told ${how}`, async () => {
      const { adapter } = scripted(({ name }) => (name === reserve ? answer : undefined))
      await expect(adapter.book({ slot: time, patient })).rejects.toMatchObject({ code: 'outcome-unknown' })
    })
  }

  it('beside a taken time is a taken time', async () => {
    const text = 'Выберите другое время или другой филиал'
    const taken = ack(reserve, `<SPRESULT>0</SPRESULT>${check('Время занято', text)}`)
    const { adapter } = scripted(({ name }) => (name === reserve ? taken : undefined))
    await expect(adapter.book({ slot: time, patient })).rejects.toMatchObject({ code: 'slot-taken' })
  })

  it('beside a visit that was cancelled before is what a cancellation wants', async () => {
    const gone = check('', 'Ваша запись на прием в филиал уже отменена')
    const answer = ack('SCHEDULE_REC_REMOVE', `<SPRESULT>0</SPRESULT>${gone}`)
    const { adapter } = scripted(({ name }) => (name === 'SCHEDULE_REC_REMOVE' ? answer : undefined))
    const appointment = { id: '501', doctorId: '7', clinicId: '1', start: time.start }
    expect(await adapter.cancel({ appointment })).toMatchObject({ id: '501', status: 'cancelled' })
  })
})

describe('the times of a doctor', () => {
  const query = { doctorId: '7', from: day, to: day, mode: 'in-person' } as const
  const unknown = ack('SCHEDULE', '<SPRESULT>-2</SPRESULT><SPCOMMENT>Врач не найден</SPCOMMENT>')

  it('are shown though one of the branches does not know the doctor any more', async () => {
    const { adapter } = scripted(({ name, branch }) => (name === 'SCHEDULE' && branch === '2' ? unknown : undefined))
    expect((await adapter.listSlots(query)).slots).toMatchObject([{ clinicId: '1', start: time.start }])
  })

  it('are not-found where no branch knows the doctor, and an error where one fails', async () => {
    const nowhere = scripted(({ name }) => (name === 'SCHEDULE' ? unknown : undefined))
    await expect(nowhere.adapter.listSlots(query)).rejects.toMatchObject({ code: 'not-found' })
    const failing = scripted(({ name, branch }) =>
      name === 'SCHEDULE' ? (branch === '2' ? unknown : notTaken('AE', 'Сбой')) : undefined,
    )
    await expect(failing.adapter.listSlots(query)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('are asked of every branch where the directory names none for the doctor', async () => {
    const doctor = '<GETDOCTORLIST><DCODE>7</DCODE><DNAME>Примерова Анна</DNAME><DEPNUM>3</DEPNUM></GETDOCTORLIST>'
    const { adapter } = scripted(({ name }) =>
      name === 'GET_DOCTOR_LIST' ? yes('GET_DOCTOR_LIST', doctor) : undefined,
    )
    const { slots } = await adapter.listSlots(query)
    expect(slots.map(({ clinicId }: Slot) => clinicId)).toEqual(['1', '2'])
  })
})

describe('the doctors', () => {
  for (const [count, most, pages] of [
    [60, 30, 3],
    [65, 30, 3],
    [7, 30, 1],
  ] as const) {
    it(`are whole, ${count} of them, where the server gives ${most} at most and does not say so`, async () => {
      const row = (id: number) => `<GETDOCTORLIST><DCODE>${id}</DCODE><DNAME>Примерова Анна</DNAME></GETDOCTORLIST>`
      const { adapter, names } = scripted(({ name, body }) => {
        if (name !== 'GET_DOCTOR_LIST') return undefined
        const first = Number(/<FIRSTROW>(\d+)</.exec(body)?.[1])
        const length = Math.max(0, Math.min(most, count - first + 1))
        return yes(name, Array.from({ length }, (_, index) => row(first + index)).join(''))
      })
      expect((await adapter.listDoctors({ limit: 100 })).items).toHaveLength(count)
      expect(names()).toHaveLength(pages)
    })
  }
})

describe('a card that the register gives for a person', () => {
  const found = (members: string) => scripted(({ name }) => (name === 'CLIENT_CHECK' ? yes(name, members) : undefined))

  for (const [whose, row] of [
    ['a twin', person('1', 'Тестова Другая Образцовна')],
    ['somebody born on another day', person('1', 'Тестова Проба', '<BDATE>19600102</BDATE>')],
    ['a namesake by another father', person('1', 'Тестова Проба Иная')],
  ] as const) {
    it(`of ${whose} is never booked under`, async () => {
      const { adapter, names } = found(`<PCODE>1</PCODE>${row}`)
      const refused = { code: 'rejected', details: { reason: 'patient-ambiguous' } }
      await expect(adapter.book({ slot: time, patient })).rejects.toMatchObject(refused)
      await expect(adapter.listAppointments({ patient })).rejects.toMatchObject(refused)
      expect(names()).not.toContain(reserve)
    })
  }

  it('is told from the twin that was given beside it', async () => {
    const rows = person('1', 'Тестова Другая Образцовна') + person('2', 'ТЕСТОВА  Проба Образцовна')
    const { adapter, body } = found(`<PCODE>1</PCODE>${rows}`)
    await adapter.book({ slot: time, patient })
    expect(body(reserve)).toContain('<PCODE>2</PCODE>')
  })

  for (const name of ['тестова проба', 'Тестова П. О.', 'Тестова П*** О***', '']) {
    it(`is theirs as '${name}'`, async () => {
      const { adapter, body } = found(person('5', name, '<BDATE>19900102</BDATE>'))
      await adapter.book({ slot: time, patient })
      expect(body(reserve)).toContain('<PCODE>5</PCODE>')
    })
  }

  it('is theirs with ё where they write е', async () => {
    const { adapter, body } = found(person('5', 'Королёва Алёна'))
    await adapter.book({ slot: time, patient: { ...testPatient(2), lastName: 'Королева', firstName: 'Алена' } })
    expect(body(reserve)).toContain('<PCODE>5</PCODE>')
  })
})

describe('the card of a new person', () => {
  it('is made once although one of those who wait for it leaves', async () => {
    const gate = Promise.withResolvers<void>()
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init)
      const body = await request.clone().text()
      const name = /<MSG\.2>(\w+)</.exec(body)?.[1] ?? ''
      asked.push(name)
      if (name === 'CLIENT_CHECK') await gate.promise
      if (name === 'CLIENT_CHECK') return new Response(ack(name, nobody))
      return new Response(yes(name, name === 'CLIENT_ADD' ? '<PCODE>9</PCODE>' : '<SCHEDID>5</SCHEDID>'))
    }
    const { adapter } = scripted(undefined, { runtime: { now: () => Date.parse('2031-03-03T05:00:00Z'), fetch } })
    const leaving = new AbortController()
    const first = adapter.book({ slot: time, patient }, { signal: leaving.signal }).catch((error: MisError) => error)
    const second = adapter.book({ slot: time, patient })
    leaving.abort()
    await first
    const third = adapter.book({ slot: time, patient })
    gate.resolve()
    await Promise.all([second, third])
    expect(asked.filter((name) => name.startsWith('CLIENT'))).toEqual(['CLIENT_CHECK', 'CLIENT_ADD'])
  })
})

describe('a booking that is looked for', () => {
  it('is found beside a visit in a branch that is closed, whose zone nobody knows', async () => {
    const clock = '<WORKDATE>20310305</WORKDATE><BHOUR>9</BHOUR><BMIN>30</BMIN><FHOUR>10</FHOUR><FMIN>0</FMIN>'
    const row = (id: string, branch: string) =>
      `<SCHEDULEREC><SCHEDID>${id}</SCHEDID>${clock}<FILIAL>${branch}</FILIAL><DCODE>7</DCODE></SCHEDULEREC>`
    const { adapter } = scripted(({ name }) => {
      if (name === 'CLIENT_CHECK') return yes(name, '<PCODE>5</PCODE>')
      if (name === 'GET_FILIAL_LIST') return yes(name, branchRow('1'))
      return name === 'SCHEDULE_REC_LIST' ? yes(name, row('400', '77') + row('501', '1')) : undefined
    })
    expect(await adapter.findBooking({ slot: time, patient })).toMatchObject({ id: '501', clinicId: '1' })
  })
})

describe('the change feed', () => {
  it('calls a kind it does not know other, whatever the word', async () => {
    const change = '<CHANGE_INFO><CHANGEID>1</CHANGEID><CHANGETYPE>constructor</CHANGETYPE></CHANGE_INFO>'
    const { adapter } = scripted(({ name }) => (name === 'SCHEDULE_CHANGE_LIST' ? yes(name, change) : undefined))
    for await (const { id, kind } of adapter.changes()) {
      expect([id, kind]).toEqual(['1', 'other'])
      break
    }
  })
  const all = async (answer: string | Response) => {
    const { adapter } = scripted(({ name }) => (name === 'SCHEDULE_CHANGE_LIST' ? answer : undefined))
    for await (const { id } of adapter.changes()) expect.fail(`it gave ${id}`)
  }

  it('names itself in its errors', async () => {
    const error = { code: 'unavailable', status: 503, vendor: 'infoclinica', operation: 'changes' }
    await expect(all(new Response('', { status: 503 }))).rejects.toMatchObject(error)
  })

  it('calls a day that is none bad-response', async () => {
    const day = '<WORKDATE>20310231</WORKDATE><BHOUR>9</BHOUR><BMIN>0</BMIN>'
    const change = `<CHANGE_INFO><CHANGEID>1</CHANGEID>${day}</CHANGE_INFO>`
    await expect(all(yes('SCHEDULE_CHANGE_LIST', change))).rejects.toMatchObject({ code: 'bad-response' })
  })
})

describe('a booking that a dead token refused', () => {
  for (const [how, cause, expected] of [
    ['did not happen where the second sending reached nobody', { code: 'ECONNREFUSED', syscall: 'connect' }, 'no'],
    ['is unknown where the answer to the second sending was lost', { code: 'ECONNRESET', syscall: 'read' }, 'unknown'],
  ] as const) {
    it(how, async () => {
      let sent = 0
      let tokens = 0
      const token = async () => `token-${++tokens}`
      const { adapter } = scripted(
        ({ name }) => {
          if (name !== reserve) return undefined
          sent += 1
          if (sent === 1) return new Response('', { status: 401 })
          throw Object.assign(new TypeError('fetch failed'), { cause })
        },
        { auth: { kind: 'bearer', token } },
      )
      await expect(adapter.book({ slot: time, patient })).rejects.toMatchObject({ happened: expected })
      expect(sent).toBe(2)
    })
  }
})
