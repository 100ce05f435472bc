import { describe, expect, it } from 'vitest'
import { patient } from './gateway-support.ts'
import { ack, notTaken, scripted, time } from './scripted.ts'

const check = (code: number, label: string, text = '') =>
  `<CHECKDATA><CHECKCODE>${code}</CHECKCODE><CHECKLABEL>${label}</CHECKLABEL><CHECKTEXT>${text}</CHECKTEXT></CHECKDATA>`
const result = (number: number, comment = '', checks = '') =>
  `<SPRESULT>${number}</SPRESULT><SPCOMMENT>${comment}</SPCOMMENT>${checks}`

type Operation = 'book' | 'cancel' | 'reschedule' | 'listSlots' | 'getAppointment'
const visit = { id: '501', doctorId: '7', clinicId: '1', start: time.start }
const messageOf = {
  book: 'SCHEDULE_REC_RESERVE',
  reschedule: 'SCHEDULE_REC_RESERVE',
  cancel: 'SCHEDULE_REC_REMOVE',
  listSlots: 'SCHEDULE',
  getAppointment: 'SCHEDULE_INFO',
} as const

function call(operation: Operation, answer: string | Response): Promise<unknown> {
  const { adapter } = scripted(({ name }) => (name === messageOf[operation] ? answer : undefined))
  switch (operation) {
    case 'book':
      return adapter.book({ slot: time, patient })
    case 'reschedule':
      return adapter.reschedule({ appointment: visit, slot: time })
    case 'cancel':
      return adapter.cancel({ appointment: visit })
    case 'listSlots':
      return adapter.listSlots({ doctorId: '7', clinicId: '1', from: '2031-03-05', to: '2031-03-05' })
    case 'getAppointment':
      return adapter.getAppointment(visit)
  }
}
const answered = (operation: Operation, members: string) => call(operation, ack(messageOf[operation], members))

const taken = 'К сожалению, выбранное время было недавно занято. Пожалуйста, выберите другое время.'
const refusals: readonly (readonly [string, string, object])[] = [
  ['a time just taken', result(0, taken, check(2, 'Время занято', taken)), { code: 'slot-taken' }],
  ['a time just taken, told in the comment alone', result(0, taken), { code: 'slot-taken' }],
  ['a missing referral', result(0, '', check(2, 'Требуется направление')), reason('referral-required')],
  ['a limit of age', result(0, '', check(2, 'Ограничение по возрасту')), reason('age-limit')],
  ['a time that has passed', result(0, 'Запись в прошедших назначениях запрещена'), reason('visit-in-past')],
  ['a second visit', result(0, '', check(2, 'Запись', 'Пациент уже записан к этому врачу')), reason('already-booked')],
  ['another limit', result(0, '', check(2, 'Приём закрыт')), reason('unspecified')],
  ['no reason at all', result(0), reason('unspecified')],
  ['a record that is not there', result(-2, 'Запись пациента не найдена'), { code: 'not-found' }],
  ['a block that is not well', result(-99, 'Начало блока не найдено'), { code: 'invalid-request' }],
]

function reason(word: string) {
  return { code: 'rejected', details: { reason: word } }
}

describe('a refusal inside a 200', () => {
  for (const [what, members, error] of refusals) {
    for (const operation of ['book', 'reschedule', 'cancel', 'listSlots'] as const) {
      it(`for ${what} under ${operation} says so, and nothing happened`, async () => {
        await expect(answered(operation, members)).rejects.toMatchObject({ ...error, happened: 'no', status: 200 })
      })
    }
  }

  it('for a visit that was cancelled before is what a cancellation wants', async () => {
    const gone = check(2, '', 'Ваша запись на прием уже отменена, список записей будет обновлен в ближайшее время')
    const done = await answered('cancel', result(0, 'Запись пациента не найдена', gone))
    expect(done).toEqual({ ...visit, status: 'cancelled', end: visit.start, mode: 'in-person' })
  })

  it('for a visit that is not there gives null to whoever reads it', async () => {
    expect(await answered('getAppointment', result(-2, 'Запись пациента не найдена'))).toBeNull()
  })

  it('for a visit that was cancelled gives it as cancelled, as far as it is told', async () => {
    const gone = result(0, 'Запись пациента не найдена', check(2, '', 'Запись уже отменена'))
    expect(await answered('getAppointment', gone)).toMatchObject({ id: '501', status: 'cancelled', start: time.start })
  })

  it('shows nothing of the text it came with', async () => {
    const told = result(0, 'Тестова Проба +74950000001', check(2, 'Тестова', 'Тестова Проба'))
    const error: unknown = await answered('book', told).catch((thrown: unknown) => thrown)
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toMatch(/Тестова|0000001/)
  })

  it('of a check that only informs is none', async () => {
    const told = `${result(1, 'Запись выполнена', check(1, 'Возьмите паспорт'))}<SCHEDID>501</SCHEDID>`
    expect(await answered('book', told)).toMatchObject({ id: '501', status: 'booked' })
  })
})

describe('an answer that is no word of the MIS', () => {
  const broken: readonly (readonly [string, string])[] = [
    ['without MSA', '<ACK><SCHEDULE_OUT><SPRESULT>1</SPRESULT></SCHEDULE_OUT></ACK>'],
    ['without a block', '<ACK><MSA><MSA.1>AA</MSA.1></MSA></ACK>'],
    ['without SPRESULT', '<ACK><MSA><MSA.1>AA</MSA.1></MSA><SCHEDULE_OUT/><SCHEDULE_REC_RESERVE_OUT/></ACK>'],
    ['whose SPRESULT is a word', ack('SCHEDULE', '<SPRESULT>да</SPRESULT>')],
    ['of another root', '<HTML><MSA><MSA.1>AA</MSA.1></MSA></HTML>'],
    ['that is empty', ''],
    ['that is cut', ack('SCHEDULE', result(1)).slice(0, -9)],
    ['with a document type', `<!DOCTYPE ACK>${ack('SCHEDULE', result(1))}`],
    ['of an unknown result', ack('SCHEDULE', result(7)).replaceAll('SCHEDULE_OUT', 'SCHEDULE_REC_RESERVE_OUT')],
  ]
  for (const [what, text] of broken) {
    it(`${what} is bad-response to a read, and leaves a booking unknown`, async () => {
      await expect(call('listSlots', text)).rejects.toMatchObject({ code: 'bad-response' })
      await expect(call('book', text)).rejects.toMatchObject({ code: 'outcome-unknown' })
    })
  }

  it('technically failed (negative) is unavailable to a read, and leaves a booking unknown', async () => {
    await expect(answered('listSlots', result(-5))).rejects.toMatchObject({ code: 'unavailable' })
    await expect(answered('book', result(-5))).rejects.toMatchObject({ code: 'outcome-unknown' })
  })

  it('AE met an error on the way: unavailable to a read, and leaves a booking unknown', async () => {
    await expect(call('listSlots', notTaken('AE', 'Ошибка'))).rejects.toMatchObject({ code: 'unavailable' })
    await expect(call('book', notTaken('AE', 'Ошибка'))).rejects.toMatchObject({ code: 'outcome-unknown' })
  })

  it('AR was refused before it was looked at: unavailable, and a booking did not happen', async () => {
    await expect(call('listSlots', notTaken('AR', 'Отказ'))).rejects.toMatchObject({ code: 'unavailable' })
    const undone = { code: 'unavailable', happened: 'no' }
    await expect(call('book', notTaken('AR', 'Отказ'))).rejects.toMatchObject(undone)
  })

  it('books without a record’s id: unknown', async () => {
    await expect(answered('book', result(1))).rejects.toMatchObject({ code: 'outcome-unknown' })
  })

  const info = (change: string) =>
    `${result(1)}<SCHEDID>501</SCHEDID><SCHED_INFO><WORKDATE>20310305</WORKDATE><BHOUR>9</BHOUR><BMIN>30</BMIN><FHOUR>10</FHOUR><FMIN>0</FMIN><FILIAL>1</FILIAL><DCODE>7</DCODE>${change}</SCHED_INFO>`
  it('books another time, doctor or branch than was asked for: unknown', async () => {
    expect(await answered('book', info(''))).toMatchObject({ id: '501' })
    for (const [from, to] of [
      ['<BHOUR>9<', '<BHOUR>8<'],
      ['<DCODE>7<', '<DCODE>8<'],
      ['<FILIAL>1<', '<FILIAL>2<'],
    ] as const) {
      await expect(answered('book', info('').replace(from, to))).rejects.toMatchObject({ code: 'outcome-unknown' })
    }
  })
})

describe('a status of HTTP', () => {
  const statuses = [
    [400, 'invalid-request', 'invalid-request'],
    [401, 'unauthorized', 'unauthorized'],
    [403, 'forbidden', 'forbidden'],
    [404, 'not-found', 'not-found'],
    [429, 'rate-limited', 'rate-limited'],
    [502, 'unavailable', 'outcome-unknown'],
  ] as const
  for (const [status, read, write] of statuses) {
    it(`${status} is ${read} to a read and ${write} to a booking`, async () => {
      await expect(call('listSlots', new Response('<html>', { status }))).rejects.toMatchObject({ code: read, status })
      await expect(call('book', new Response('<html>', { status }))).rejects.toMatchObject({ code: write, status })
    })
  }

  it('404 is no visit that is not there', async () => {
    await expect(call('getAppointment', new Response('', { status: 404 }))).rejects.toMatchObject({ code: 'not-found' })
  })
})
