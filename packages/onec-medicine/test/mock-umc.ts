import { type OneCMockOptions, oneCGuid } from '@mis/onec-medicine/mock'
import { expect } from 'vitest'
import { type Base, clinic, doctor, open } from './mock-support.ts'

export type Tree = Readonly<Record<string, unknown>>

export interface Row {
  readonly СотрудникID: string
  readonly Специализация: string
  readonly ПериодыГрафика: {
    readonly СвободноеВремя: {
      readonly ПериодГрафика: readonly { readonly ВремяНачала: string; readonly ВремяОкончания: string }[]
    }
  }
  readonly ДлительностьПриема: string
}

export const umc = (more: Partial<OneCMockOptions> = {}) => open({ profile: 'bit-umc', ...more })

/** The day of the tests, doctor 1. */
export const window = { StartDate: '2031-03-05T00:00:00', FinishDate: '2031-03-06T00:00:00' }
export const at = { Date: '05.03.2031 00:00:00', TimeBegin: '9:00:00', Clinic: clinic, EmployeeID: doctor }
export const person = {
  PatientSurname: 'Тестова',
  PatientName: 'Проба',
  PatientFatherName: 'Образцовна',
  Phone: '+74950000001',
  Email: 'p1@example.org',
  Birthday: '02.01.1990 00:00:00',
}
export const end = { Reason: 'Не смогу прийти', AdditionalInformation: '' }
export const appointment = oneCGuid('appointment', '501')

/** What stands under `Ответ`. */
export async function said(base: Base, place: string, body: object): Promise<Tree> {
  const { status, json } = await base.ask(`POST /${place}`, { Key: '', ...body })
  expect(status).toBe(200)
  return (json as { Ответ: Tree }).Ответ
}

export async function rowOf(base: Base, body: object = {}): Promise<Row> {
  const asked = { ...window, Clinic: clinic, Employees: doctor, ...body }
  return (await said(base, 'Schedule', asked)).ГрафикДляСайта as unknown as Row
}

export function isConflict(text: string): boolean {
  return text.startsWith('Не удалось записать документ.') && text.endsWith('Не удалось записать: "Заявка"!')
}
