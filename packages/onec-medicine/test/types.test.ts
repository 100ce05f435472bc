import type { MisAdapter } from '@mis/core'
import { createOneCMedicine, type OneCMedicineOptions } from '@mis/onec-medicine'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { options } from './medapi-stub.ts'

describe('the type of the adapter', () => {
  it('has the four calls of the requirement document by default', () => {
    for (const adapter of [createOneCMedicine(options), createOneCMedicine({ ...options, profile: 'medapi' })]) {
      expectTypeOf(adapter).toExtend<MisAdapter>()
      expectTypeOf(adapter).not.toHaveProperty('findBooking')
      expectTypeOf(adapter).not.toHaveProperty('getAppointment')
      expectTypeOf(adapter).not.toHaveProperty('listAppointments')
      expect('findBooking' in adapter).toBe(false)
    }
  })

  it('has the reads of our module with the extension', () => {
    const adapter = createOneCMedicine({ ...options, extension: true })
    expectTypeOf(adapter).toHaveProperty('findBooking')
    expectTypeOf(adapter).toHaveProperty('getAppointment')
    expectTypeOf(adapter).not.toHaveProperty('reschedule')
    expect('findBooking' in adapter).toBe(true)
  })

  it('is another one in profile bit-umc, and any where the profile is not known', () => {
    const umc = createOneCMedicine({ ...options, profile: 'bit-umc' })
    expectTypeOf(umc).toExtend<MisAdapter>()
    const unknown = createOneCMedicine(options as OneCMedicineOptions)
    expectTypeOf(unknown).toEqualTypeOf<MisAdapter>()
    expect(umc.vendor).toBe(unknown.vendor)
  })

  it('wants the patient fields that the service wants', () => {
    const adapter = createOneCMedicine(options)
    const slot = { id: 'x', doctorId: '7', clinicId: '1', start: '', end: '', timeZone: '', mode: 'in-person' } as const
    const patient = { lastName: 'Тестова', firstName: 'Проба', phone: '+74950000001' }
    // @ts-expect-error the birth date is missing
    const incomplete = () => adapter.book({ slot, patient })
    const complete = () => adapter.book({ slot, patient: { ...patient, birthDate: '1990-01-02' } })
    expect([incomplete, complete]).toHaveLength(2)
  })
})
