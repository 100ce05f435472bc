import { describe, expect, it } from 'vitest'
import { adapterOver, patient, query, slot, stub, visit } from './stub.ts'

const booking = { slot, patient }
const refusing = (status: number, body: unknown) => {
  const answer = Response.json(body, { status })
  return adapterOver(
    stub({
      'POST /appointments': answer,
      'DELETE /appointments/501': answer,
      'GET /schedules': answer,
    }),
  )
}

describe('a refusal', () => {
  it('by a rule of the clinic is rejected, with the rule’s word', async () => {
    const words = [
      'already_booked',
      'age_limit',
      'referral_required',
      'not_attached',
      'visit_in_past',
      'patient_ambiguous',
    ]
    for (const code of words) {
      const adapter = refusing(422, { code, message: 'Нет' })
      const rejected = {
        code: 'rejected',
        details: { reason: code.replaceAll('_', '-') },
        vendorCode: code,
        happened: 'no',
      }
      await expect(adapter.book(booking)).rejects.toMatchObject(rejected)
      await expect(adapter.cancel({ appointment: visit })).rejects.toMatchObject(rejected)
      await expect(adapter.listSlots(query)).rejects.toMatchObject({ code: 'invalid-request' })
    }
  })

  it('of fields names them in the model’s words and leaves out what it does not know', async () => {
    const fields = ['slot_id', 'patient.first_name', 'patient.birth_date', 'Тестова Проба', 'toString'].map(
      (field) => ({
        field,
        message: 'Тестова Проба',
      }),
    )
    await expect(refusing(422, { code: 'validation_failed', fields }).book(booking)).rejects.toMatchObject({
      code: 'invalid-request',
      details: { fields: ['slot.id', 'patient.firstName', 'patient.birthDate'] },
    })
  })

  it('of a taken slot is slot-taken under a booking alone', async () => {
    await expect(refusing(409, { code: 'slot_taken' }).book(booking)).rejects.toMatchObject({ code: 'slot-taken' })
    const cancel = refusing(409, { code: 'slot_taken' }).cancel({ appointment: visit })
    await expect(cancel).rejects.toMatchObject({ code: 'invalid-request' })
  })

  it('goes by its status, whatever the body', async () => {
    const bodies = [
      { message: 'Занято' },
      { error: 'Занято' },
      { code: 409, fields: 'all' },
      ['Занято'],
      null,
      'Занято',
    ]
    for (const body of bodies) {
      await expect(refusing(409, body).book(booking)).rejects.toMatchObject({ code: 'slot-taken' })
      await expect(refusing(422, body).book(booking)).rejects.toMatchObject({ code: 'invalid-request' })
      await expect(refusing(404, body).book(booking)).rejects.toMatchObject({ code: 'not-found' })
      await expect(refusing(503, body).book(booking)).rejects.toMatchObject({ code: 'outcome-unknown' })
      await expect(refusing(503, body).listSlots(query)).rejects.toMatchObject({ code: 'unavailable' })
    }
  })

  it('keeps a code of Medesk’s own only where it is a code', async () => {
    await expect(refusing(409, { code: 'slot_taken' }).book(booking)).rejects.toHaveProperty('vendorCode', 'slot_taken')
    await expect(refusing(409, { code: 'Тестова' }).book(booking)).rejects.not.toHaveProperty('vendorCode')
  })
})
