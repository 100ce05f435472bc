import type { NewReminder } from '../../src/index.ts'

export const bytes = (text: string) => new Uint8Array(Buffer.from(text))

export function reminder(id: string, more: Partial<NewReminder> = {}): NewReminder {
  return {
    id,
    instance: 'clinic',
    appointmentId: '1',
    kind: 'day-before',
    patientKey: 'anna',
    startsAt: 9e12,
    dueAt: 1,
    notAfter: 9e12,
    body: bytes(id),
    ...more,
  }
}
