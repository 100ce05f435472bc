import { defineAdapter, type MisAdapter, supports, wrap } from '@mis/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { appointmentOf, patient, slotAt } from '../support/toy.ts'

const required = {
  listDoctors: async () => ({ items: [] }),
  listSlots: async () => [],
  book: async (request: { slot: ReturnType<typeof slotAt> }) => appointmentOf(request),
  cancel: async () => appointmentOf({ slot: slotAt('2031-03-05T09:00') }),
} as const
const facts = { vendor: 'toy', instance: 'types' } as const
const plain = defineAdapter({
  ...facts,
  capabilities: { patientFields: { required: [] }, slotWindowDays: 1, concurrency: 1, reschedule: false },
  operations: required,
})
const strict = defineAdapter({
  ...facts,
  capabilities: {
    patientFields: { required: ['snils', 'oms'] },
    slotWindowDays: 1,
    concurrency: 1,
    getAppointment: true,
  },
  operations: { ...required, getAppointment: async () => null },
})
const slot = slotAt('2031-03-05T09:00')

describe('the contract in types', () => {
  it('has no method for a refused capability', () => {
    expectTypeOf(plain).not.toHaveProperty('reschedule')
    expectTypeOf(plain).not.toHaveProperty('hold')
    expectTypeOf(strict).toHaveProperty('getAppointment')
    expect('reschedule' in plain).toBe(false)
  })

  it('narrows with supports', () => {
    const neutral: MisAdapter = strict
    expectTypeOf(neutral).not.toHaveProperty('getAppointment')
    expect(supports(neutral, 'getAppointment')).toBe(true)
    expect(supports(neutral, 'hold')).toBe(false)
    if (supports(neutral, 'hold')) {
      expectTypeOf(neutral.releaseHold).toBeFunction()
      expectTypeOf(neutral.capabilities.hold.maxSeconds).toBeNumber()
    }
  })

  it('does not compile without a required operation, or without one its capabilities promise', () => {
    const { cancel: _, ...three } = required
    const capabilities = { patientFields: { required: [] }, slotWindowDays: 1, concurrency: 1 } as const
    // @ts-expect-error cancel is missing
    expect(() => defineAdapter({ ...facts, capabilities, operations: three })).toThrow('operations.cancel')
    const holding = { ...capabilities, hold: { maxSeconds: 9 } } as const
    // @ts-expect-error hold is promised
    expect(() => defineAdapter({ ...facts, capabilities: holding, operations: required })).toThrow('operations.hold')
  })

  it('does not compile a booking without the patient fields a specific adapter needs; the neutral one refuses it', async () => {
    // @ts-expect-error snils and oms are missing
    await expect(strict.book({ slot, patient })).rejects.toMatchObject({
      details: { fields: ['patient.snils', 'patient.oms'] },
    })
    const neutral: MisAdapter = strict
    await expect(neutral.book({ slot, patient })).rejects.toMatchObject({ code: 'invalid-request' })
  })

  it("keeps the adapter's precise type through wrap", () => {
    const wrapped = wrap(strict, [])
    expectTypeOf(wrapped).toEqualTypeOf(strict)
    expect(supports(wrapped, 'getAppointment')).toBe(true)
  })
})
