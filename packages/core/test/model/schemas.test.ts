import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import * as schemas from '../../src/model/schemas.ts'
import type { Patient, Slot } from '../../src/model/types.ts'

const slot: Slot = {
  id: '1.token',
  doctorId: '7',
  clinicId: '1',
  start: '2031-03-05T09:00:00+03:00',
  end: '2031-03-05T09:20:00+03:00',
  timeZone: 'Europe/Moscow',
  mode: 'in-person',
}
const patient: Patient = {
  lastName: 'Тестова',
  firstName: 'Проба',
  middleName: 'Образцовна',
  birthDate: '1990-01-02',
  sex: 'female',
  phone: '+74950000001',
  email: 'p1@example.org',
  snils: '00000060018',
  oms: '0000000000000018',
}
const doctor = {
  id: '7',
  lastName: 'Примерова',
  firstName: 'Анна',
  fullName: 'Примерова Анна',
  specialties: [{ id: '3', name: 'Терапия' }],
  clinicIds: ['1'],
  active: true,
  experienceYears: 15,
}
const appointment = {
  id: '501',
  status: 'booked',
  doctorId: '7',
  clinicId: '1',
  start: slot.start,
  end: slot.end,
  mode: 'in-person',
}
const reference = { id: '501', clinicId: '1', doctorId: '7', start: slot.start }

/** One good value for each schema. */
const good: Record<keyof typeof schemas, unknown> = {
  clinicSchema: { id: '1', name: 'Клиника', timeZone: 'Europe/Moscow', address: 'ул. Примерная, 1' },
  specialtySchema: { id: '3', name: 'Терапия' },
  doctorSchema: doctor,
  serviceSchema: { id: '9', name: 'Приём', durationMinutes: 20, price: { amountMinor: 150_000, currency: 'RUB' } },
  priceSchema: { amountMinor: 0, currency: 'RUB' },
  slotSchema: slot,
  availabilitySchema: { slots: [slot], asOf: '2031-03-03T05:00:00Z', stale: false, complete: true, gaps: [] },
  patientSchema: patient,
  appointmentSchema: appointment,
  holdSchema: { id: 'h1', slot, expiresAt: '2031-03-05T05:05:00Z' },
  clinicQuerySchema: { limit: 10, cursor: 'next' },
  doctorQuerySchema: { clinicId: '1', specialtyId: '3' },
  serviceQuerySchema: { doctorId: '7' },
  slotQuerySchema: { doctorId: '7', from: '2031-03-05', to: '2031-04-03', mode: 'online' },
  bookRequestSchema: { slot, patient, reference: 'r-1', comment: 'Первый раз\nБоюсь' },
  appointmentRefSchema: reference,
  cancelRequestSchema: { appointment: reference, reason: '' },
  rescheduleRequestSchema: { appointment: reference, slot },
  appointmentQuerySchema: { patient, from: '2031-03-05' },
  holdRequestSchema: { slot },
}
const cases = Object.entries<z.ZodType>(schemas).map(
  ([name, schema]) => [name, schema, good[name as keyof typeof good]] as const,
)

function pathsOf(schema: z.ZodType, value: unknown): string[] {
  return schema.safeParse(value).error?.issues.map((issue) => issue.path.join('.')) ?? []
}

describe('every schema', () => {
  it.each(cases)('%s keeps what is right and says the same again of its own result', (_name, schema, value) => {
    const parsed: unknown = schema.parse(value)
    expect(parsed).toEqual(value)
    expect(schema.parse(parsed)).toEqual(parsed)
  })

  it.each(cases)('%s drops unknown keys, and keys without a value as JSON does', (_name, schema, value) => {
    const parsed = schema.parse({ ...(value as object), another: 'thing', cursor: undefined, room: undefined })
    expect(parsed).not.toHaveProperty('another')
    expect(Object.values(parsed as object)).not.toContain(undefined)
  })

  it.each(cases)('%s never repeats a value in what it says', (_name, schema, value) => {
    const secret = 'Секретова\u0000'
    const spoil = (part: unknown): unknown => {
      if (Array.isArray(part)) return part.map(spoil)
      if (typeof part !== 'object' || part === null) return secret
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, spoil(inner)]))
    }
    const error = schema.safeParse(spoil(value)).error
    expect(error).toBeDefined()
    expect(`${error?.message} ${JSON.stringify(error?.issues)}`).not.toContain('Секретова')
  })

  it.each(cases)('%s answers anything without throwing', (_name, schema) => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, inner) => {
        schema.safeParse(value)
        schema.safeParse({
          slot: inner,
          patient: inner,
          appointment: inner,
          from: inner,
          to: inner,
          start: inner,
          end: inner,
          gaps: inner,
        })
      }),
    )
  })
})

describe('ids', () => {
  it('are kept verbatim: Cyrillic, brackets, long numbers, spaces inside', () => {
    for (const id of ['Врач {7}', '{d0c00000-0000-11ef}', '900719925474099312', 'a/b?c#d', ' 7 ']) {
      expect(schemas.specialtySchema.parse({ id, name: 'x' }).id).toBe(id)
    }
  })

  it('are refused where they are empty, numbers, or cannot be sent', () => {
    for (const id of ['', ' ', 7, null, 'a\nb', 'a\ud800b', 'x'.repeat(513)]) {
      expect(pathsOf(schemas.specialtySchema, { id, name: 'x' })).toContain('id')
    }
  })
})

describe('slot query', () => {
  const query = (from: unknown, to: unknown) => pathsOf(schemas.slotQuerySchema, { doctorId: '7', from, to })

  it('takes 366 days and no more', () => {
    expect(query('2031-01-01', '2032-01-01')).toEqual([])
    expect(query('2031-01-01', '2032-01-02')).toEqual(['to'])
  })

  it('names the day that is not real', () => {
    expect(query('2031-02-29', '2031-03-01')).toEqual(['from'])
    expect(query('2031-02-01', '2031-02-30')).toEqual(['to'])
    expect(query('2031-03-05T00:00:00Z', 20310305)).toEqual(['from', 'to'])
  })

  it('refuses an end before the start', () => {
    expect(query('2031-03-06', '2031-03-05')).toEqual(['to'])
    expect(pathsOf(schemas.appointmentQuerySchema, { patient, from: '2031-03-06', to: '2031-03-05' })).toEqual(['to'])
  })
})

describe('times of visits', () => {
  it("carry the clinic's offset: UTC would make another day of it", () => {
    expect(pathsOf(schemas.slotSchema, { ...slot, start: '2031-03-05T06:00:00Z' })).toEqual(['start'])
    expect(pathsOf(schemas.slotSchema, { ...slot, start: '2031-03-05T09:00:00' })).toEqual(['start'])
    expect(pathsOf(schemas.slotSchema, { ...slot, start: '2031-02-30T09:00:00+03:00' })).toEqual(['start'])
  })

  it('do not end before they start', () => {
    expect(pathsOf(schemas.slotSchema, { ...slot, end: '2031-03-05T09:00:00+04:00' })).toEqual(['end'])
  })

  it('may be in UTC where an application kept them to find a visit again', () => {
    expect(pathsOf(schemas.appointmentRefSchema, { ...reference, start: '2031-03-05T06:00:00.000Z' })).toEqual([])
  })

  it('are known to be whole only where there are no gaps', () => {
    const availability = good.availabilitySchema as object
    const gaps = [{ from: '2031-03-05', to: '2031-03-06' }]
    expect(pathsOf(schemas.availabilitySchema, { ...availability, gaps })).toEqual(['complete'])
    expect(pathsOf(schemas.availabilitySchema, { ...availability, gaps, complete: false })).toEqual([])
  })
})

describe('patient', () => {
  it('is brought to one form', () => {
    const untidy = {
      lastName: ' Тестова\u00a0 Вторая ',
      firstName: 'Андре\u0438\u0306',
      middleName: 'Образ\u200bцовна',
      birthDate: ' 1990-01-02',
      phone: '8 (495) 000-00-01',
      email: ' p1@example.org ',
      snils: '000-000-600 18',
      oms: '0000 0000 0000 0018',
    }
    expect(schemas.patientSchema.parse(untidy)).toEqual({
      lastName: 'Тестова Вторая',
      firstName: 'Андрей',
      middleName: 'Образцовна',
      birthDate: '1990-01-02',
      phone: '+74950000001',
      email: 'p1@example.org',
      snils: '00000060018',
      oms: '0000000000000018',
    })
  })

  it('has no field where a form sent empty text for something optional', () => {
    expect(
      schemas.patientSchema.parse({ lastName: 'Тестова', middleName: ' ', phone: '', email: '', snils: '', oms: '' }),
    ).toEqual({
      lastName: 'Тестова',
    })
  })

  it('names each wrong field, with its path inside a booking', () => {
    const wrong = {
      lastName: ' ',
      firstName: 'Про\nба',
      middleName: 'x'.repeat(101),
      birthDate: '1990-02-30',
      sex: 'f',
      phone: '12',
      email: 'p1@',
      snils: '11223344596',
      oms: '0000000000000019',
    }
    const paths = pathsOf(schemas.bookRequestSchema, { slot, patient: wrong })
    expect(new Set(paths)).toEqual(new Set(Object.keys(wrong).map((field) => `patient.${field}`)))
  })

  it('composes letters also where an invisible mark stood between their parts', () => {
    expect(schemas.patientSchema.parse({ lastName: 'Андре\u0438\u200b\u0306' })).toEqual({ lastName: 'Андрей' })
  })

  it('is the same after parsing twice, whatever the names are', () => {
    const anyName = fc.string({ unit: 'grapheme', maxLength: 40 })
    fc.assert(
      fc.property(anyName, anyName, (lastName, firstName) => {
        const once = schemas.patientSchema.safeParse({ lastName, firstName })
        if (once.success) expect(schemas.patientSchema.parse(once.data)).toEqual(once.data)
      }),
    )
  })
})

describe('booking', () => {
  it('has a reference of 1 to 64 safe characters or none', () => {
    for (const name of ['r-1', 'A.b_c:d-9', 'x'.repeat(64)]) {
      expect(pathsOf(schemas.bookRequestSchema, { slot, patient, reference: name })).toEqual([])
    }
    for (const name of ['', 'x'.repeat(65), 'r 1', 'р-1', 'r\n', 1]) {
      expect(pathsOf(schemas.bookRequestSchema, { slot, patient, reference: name })).toEqual(['reference'])
    }
  })

  it('takes a comment of several lines but no control characters', () => {
    expect(pathsOf(schemas.bookRequestSchema, { slot, patient, comment: 'a\r\n\tb' })).toEqual([])
    expect(pathsOf(schemas.bookRequestSchema, { slot, patient, comment: 'a\u0000b' })).toEqual(['comment'])
    expect(pathsOf(schemas.bookRequestSchema, { slot, patient, comment: 'x'.repeat(4001) })).toEqual(['comment'])
  })

  it('says what is missing', () => {
    expect(pathsOf(schemas.bookRequestSchema, {})).toEqual(['slot', 'patient'])
    expect(pathsOf(schemas.bookRequestSchema, null)).toEqual([''])
  })
})
