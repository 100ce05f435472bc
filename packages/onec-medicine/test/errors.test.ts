import type { Operation } from '@mis/core'
import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { type Base, base, person, query } from './medapi-base.ts'

const plain = { 'content-type': 'text/plain; charset=utf-8' }
const visit = { id: oneCGuid('appointment', '501'), clinicId: '1', doctorId: 'x', start: '2031-03-05T09:00:00+03:00' }

/** A base with the extension that answers one operation with this line. */
async function refusing(operation: Operation, status: number, body: string): Promise<Base & { slot: object }> {
  const one = base({ mock: { extension: true }, adapter: { extension: true } })
  const [slot] = (await one.adapter.listSlots(query)).slots
  if (slot === undefined) throw new Error('the day has no free time')
  one.server.arm({ when: { operation }, fault: { status, headers: plain, body } })
  return { ...one, slot }
}

async function refused(operation: Operation, status: number, body: string): Promise<unknown> {
  const { adapter, slot } = await refusing(operation, status, body)
  const inputs: Partial<Record<Operation, object>> = {
    listDoctors: {},
    listSlots: query,
    book: { slot, patient: person, reference: 'r-1' },
    cancel: { appointment: visit },
    getAppointment: visit,
    findBooking: { slot, patient: person, reference: 'r-1' },
  }
  const method = Reflect.get(adapter, operation) as (input: unknown) => Promise<unknown>
  return method(inputs[operation]).catch((error: unknown) => error)
}

const rules = [
  'ALREADY_BOOKED',
  'AGE_LIMIT',
  'REFERRAL_REQUIRED',
  'NOT_ATTACHED',
  'VISIT_IN_PAST',
  'PATIENT_AMBIGUOUS',
] as const

type Line = readonly [operation: Operation, status: number, body: string, error: object]
const table: readonly Line[] = [
  ['book', 409, 'SLOT_TAKEN: Время уже занято', { code: 'slot-taken', vendorCode: 'SLOT_TAKEN', happened: 'no' }],
  ['book', 409, '', { code: 'slot-taken' }],
  ...rules.flatMap((word): Line[] => {
    const error = { code: 'rejected', details: { reason: word.toLowerCase().replaceAll('_', '-') }, happened: 'no' }
    return [
      ['book', 422, `${word}: Нет`, error],
      ['cancel', 422, `${word}: Нет`, error],
      ['listSlots', 422, `${word}: Нет`, { code: 'rejected', details: { reason: 'unspecified' } }],
    ]
  }),
  [
    'book',
    422,
    'REFERENCE_CONFLICT: Эта ссылка занята',
    { code: 'invalid-request', details: { fields: ['reference'] } },
  ],
  ['book', 422, 'Так нельзя', { code: 'rejected', details: { reason: 'unspecified' } }],
  ['book', 404, 'NOT_FOUND: Нет такого времени у врача', { code: 'not-found', happened: 'no' }],
  [
    'book',
    400,
    'INVALID_REQUEST: patient.phone: нет номера; slotTime: неверное время; Иванов: нет',
    { code: 'invalid-request', details: { fields: ['patient.phone', 'slot.start'] }, happened: 'no' },
  ],
  ['book', 500, '{ОбщийМодуль.ОбменССайтом.Модуль(214)}: Ошибка', { code: 'outcome-unknown' }],
  ['book', 502, '', { code: 'outcome-unknown' }],
  ['cancel', 404, 'NOT_FOUND: Запись не найдена', { code: 'not-found' }],
  ['cancel', 409, 'Уже идёт', { code: 'invalid-request' }],
  ['cancel', 405, '', { code: 'unsupported' }],
  ['getAppointment', 404, 'Страница не найдена', { code: 'unsupported' }],
  ['getAppointment', 405, '', { code: 'unsupported' }],
  ['findBooking', 404, 'Страница не найдена', { code: 'unsupported' }],
  ['findBooking', 404, 'NOT_FOUND: нет', { code: 'not-found' }],
  ['listSlots', 404, 'NOT_FOUND: Нет такого врача', { code: 'not-found' }],
  ['listSlots', 500, '{Модуль(1)}: Ошибка', { code: 'unavailable' }],
  ['listDoctors', 401, 'Идентификация не выполнена', { code: 'unauthorized' }],
  ['listDoctors', 403, '', { code: 'forbidden' }],
]

describe('an answer of 400 or more', () => {
  for (const [operation, status, body, error] of table) {
    it(`${operation}: ${status} ${body || 'without a text'}`, async () => {
      expect(await refused(operation, status, body)).toMatchObject(error)
    })
  }

  it('is a text, even where it looks like JSON: nothing of it is read', async () => {
    const body = JSON.stringify({ code: 'SLOT_TAKEN', id: visit.id })
    expect(await refused('book', 500, body)).toMatchObject({ code: 'outcome-unknown' })
  })

  it('tells no word that may be a name', async () => {
    const error = await refused('book', 422, 'IVANOV: уже записан')
    expect(error).toMatchObject({ code: 'rejected', details: { reason: 'unspecified' } })
    expect(JSON.stringify(error)).not.toContain('IVANOV')
  })
})

describe('a base that could not write a booking', () => {
  const text = 'Не удалось записать документ. … Не удалось записать: "Заявка"!'
  const booking = async (after: (one: Base, slotId: string) => void) => {
    const one = base()
    const [slot] = (await one.adapter.listSlots(query)).slots
    const [inWorld] = one.world.freeSlots({ doctorId: '1', from: query.from, to: query.to })
    if (slot === undefined || inWorld === undefined) throw new Error('the day has no free time')
    one.server.arm({ when: { operation: 'book' }, fault: { status: 500, headers: plain, body: text } })
    after(one, inWorld.id)
    return { one, ended: await one.adapter.book({ slot, patient: person }).catch((error: unknown) => error) }
  }

  it('is slot-taken where the time is gone from the day', async () => {
    const { ended } = await booking(({ world }, slotId) => world.occupy(slotId))
    expect(ended).toMatchObject({ code: 'slot-taken', happened: 'no' })
  })

  it('is outcome-unknown where the time is still free', async () => {
    const { ended, one } = await booking(() => {})
    expect(ended).toMatchObject({ code: 'outcome-unknown' })
    expect(one.server.requests().map(({ operation }) => operation)).toEqual(['listSlots', 'book', 'listSlots'])
  })

  it('is outcome-unknown where the day cannot be read', async () => {
    const { ended } = await booking(({ server }) => server.arm({ when: { operation: 'listSlots' }, fault: 'reset' }))
    expect(ended).toMatchObject({ code: 'outcome-unknown' })
  })
})
