import type { MisAdapter } from '@mis/core'
import { createMedesk, type MedeskOptions } from '@mis/medesk'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { options, slot } from './stub.ts'

describe('the type of the adapter', () => {
  it('has every operation that was not switched off', () => {
    const adapter = createMedesk(options)
    expectTypeOf(adapter).toExtend<MisAdapter>()
    expectTypeOf(adapter).toHaveProperty('findBooking')
    expectTypeOf(adapter).toHaveProperty('getAppointment')
    expectTypeOf(adapter).not.toHaveProperty('reschedule')
    expectTypeOf(adapter).not.toHaveProperty('hold')
  })

  it('lacks what was switched off', () => {
    const unread = createMedesk({ ...options, readBack: false })
    expectTypeOf(unread).not.toHaveProperty('findBooking')
    expectTypeOf(unread).toHaveProperty('listAppointments')
    const unlisted = createMedesk({ ...options, appointments: false, readBack: 'patient' })
    expectTypeOf(unlisted).toHaveProperty('findBooking')
    expectTypeOf(unlisted).not.toHaveProperty('getAppointment')
    const bare = createMedesk({ ...options, appointments: false, readBack: false })
    expectTypeOf(bare).not.toHaveProperty('findBooking')
    expectTypeOf(bare).not.toHaveProperty('listAppointments')
    const unknown = createMedesk(options as MedeskOptions)
    expectTypeOf(unknown).toEqualTypeOf<MisAdapter>()
    expect([unread, unlisted, bare].map((adapter) => 'findBooking' in adapter)).toEqual([false, true, false])
  })

  it('wants the patient fields that Medesk wants', () => {
    const adapter = createMedesk(options)
    const patient = { lastName: 'Тестова', firstName: 'Проба', phone: '+74950000001' }
    // @ts-expect-error the birth date is missing
    const incomplete = () => adapter.book({ slot, patient })
    const complete = () => adapter.book({ slot, patient: { ...patient, birthDate: '1990-01-02' } })
    // @ts-expect-error a list of visits by phone alone would show a stranger's
    const byPhone = () => adapter.listAppointments({ patient: { phone: '+74950000001' } })
    expect([incomplete, complete, byPhone]).toHaveLength(3)
  })
})
