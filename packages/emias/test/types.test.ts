import type { MisAdapter, Slot } from '@mis/core'
import { createEmias, type EmiasOptions } from '@mis/emias'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { defaultContract } from '../src/wire/contract.ts'
import { ours } from './support.ts'

const options = { endpoint: 'https://emias.test/Schedule.svc', tls: ours, lpuCode: 'LPU-0' } as const
const slot: Slot = {
  ...{ id: 'em.1.eyJzIjoicy8xIn0', doctorId: '7', clinicId: 'LPU-0', timeZone: 'Europe/Moscow', mode: 'in-person' },
  ...{ start: '2031-03-05T09:00:00+03:00', end: '2031-03-05T09:20:00+03:00' },
}

describe('the type of the adapter', () => {
  it('has every operation of the contract, and no other', () => {
    const adapter = createEmias(options)
    expectTypeOf(adapter).toExtend<MisAdapter>()
    expectTypeOf(adapter).toHaveProperty('findBooking')
    expectTypeOf(adapter).toHaveProperty('getAppointment')
    expectTypeOf(adapter).toHaveProperty('listAppointments')
    expectTypeOf(adapter).toHaveProperty('reschedule')
    expectTypeOf(adapter).toHaveProperty('certificate')
    expectTypeOf(adapter).not.toHaveProperty('hold')
    expectTypeOf(adapter).not.toHaveProperty('listServices')
    expect(Object.keys(adapter)).not.toContain('hold')
  })

  it('promises the assumed operations no longer once any may be missing', () => {
    for (const adapter of [
      createEmias({ ...options, without: ['MoveAppointment'] }),
      createEmias({ ...options, contract: defaultContract }),
      createEmias(options as EmiasOptions),
    ]) {
      expectTypeOf(adapter).toExtend<MisAdapter>()
      expectTypeOf(adapter).not.toHaveProperty('reschedule')
      expectTypeOf(adapter).not.toHaveProperty('findBooking')
    }
    expect('reschedule' in createEmias({ ...options, without: ['MoveAppointment'] })).toBe(false)
  })

  it('wants SNILS and policy of a patient', () => {
    const adapter = createEmias(options)
    const patient = { lastName: 'Тестова', firstName: 'Проба', birthDate: '1990-01-02' }
    const [snils, oms] = ['00000060018', '0000000000000018']
    // @ts-expect-error both are missing
    const neither = () => adapter.book({ slot, patient })
    // @ts-expect-error the policy is missing
    const noPolicy = () => adapter.book({ slot, patient: { ...patient, snils } })
    // @ts-expect-error the SNILS is missing
    const noSnils = () => adapter.book({ slot, patient: { ...patient, oms } })
    // @ts-expect-error they are wanted of a list of visits, too
    const noList = () => adapter.listAppointments({ patient })
    const complete = () => adapter.book({ slot, patient: { ...patient, snils, oms } })
    expect([neither, noPolicy, noSnils, noList, complete]).toHaveLength(5)
  })

  it('and the neutral one refuses them at run time, before anything is sent', async () => {
    const fetch = () => expect.fail('something was sent')
    const neutral: MisAdapter = createEmias({ ...options, runtime: { fetch } })
    const patient = { lastName: 'Тестова', firstName: 'Проба', birthDate: '1990-01-02' }
    await expect(neutral.book({ slot, patient })).rejects.toMatchObject({
      code: 'invalid-request',
      details: { fields: ['patient.snils', 'patient.oms'] },
    })
  })
})
