import { attribute, type Element } from './element.ts'
import { invalid, notDeserialized } from './fault.ts'
import type { WireOperation } from './wsdl-elements.ts'

interface Field {
  readonly name: string
  readonly kind?: 'long' | 'date'
  readonly optional?: true
  readonly members?: readonly Field[]
}

const lpuCode: Field = { name: 'lpuCode' }
const doctorId: Field = { name: 'doctorId', kind: 'long' }
const appointmentId: Field = { name: 'appointmentId' }
const slotId: Field = { name: 'slotId' }
const [snils, oms]: readonly [Field, Field] = [{ name: 'snils' }, { name: 'oms' }]
const dateFrom: Field = { name: 'dateFrom', kind: 'date' }
const patient: Field = {
  name: 'patient',
  members: [
    { name: 'lastName' },
    { name: 'firstName' },
    { name: 'middleName', optional: true },
    { name: 'birthDate' },
    snils,
    oms,
  ],
}

/** What each request declares, in the declared order. */
const requests: Readonly<Record<WireOperation, readonly Field[]>> = {
  GetSchedule: [lpuCode, doctorId, dateFrom, { name: 'dateTo', kind: 'date' }],
  CreateAppointment: [lpuCode, doctorId, slotId, patient],
  GetDoctors: [lpuCode],
  CancelAppointment: [lpuCode, appointmentId],
  GetAppointment: [lpuCode, appointmentId],
  GetPatientAppointments: [lpuCode, snils, oms, dateFrom, { name: 'dateTo', kind: 'date', optional: true }],
  MoveAppointment: [lpuCode, appointmentId, doctorId, slotId],
}

/** The values of a request; those of a structure by `structure.member`. Absent optional ones are missing. */
export type Values = Readonly<Record<string, string>>

/**
 * Reads as a data contract serializer does: in order. [platform] An element that comes after one declared later, or is
 * unknown, is skipped without a word. Throws a fault where a required one is missing or empty, or cannot be read.
 */
export function readRequest(operation: WireOperation, element: Element): Values {
  return readFields(requests[operation], element, '')
}

function readFields(fields: readonly Field[], element: Element, path: string): Values {
  const found = new Map<string, Element>()
  let next = 0
  for (const part of element.children) {
    const index = fields.findIndex(
      ({ name }, at) => at >= next && name === part.name && part.namespace === element.namespace,
    )
    const field = fields[index]
    if (field === undefined) continue
    next = index + 1
    if (!/^(true|1)$/.test(attribute(part, 'nil') ?? '')) found.set(field.name, part)
  }
  const values: Record<string, string> = {}
  for (const field of fields) {
    const part = found.get(field.name)
    if (field.members) {
      if (part === undefined) throw invalid(path + field.name)
      Object.assign(values, readFields(field.members, part, `${field.name}.`))
      continue
    }
    const text = part?.text.trim() ?? ''
    if (text === '') {
      // An empty element is no number and no date; missing altogether it is only missing.
      if (part !== undefined && field.kind !== undefined) throw notDeserialized()
      if (!field.optional) throw invalid(path + field.name)
      continue
    }
    if (field.kind === 'long' && !/^[+-]?\d{1,19}$/.test(text)) throw notDeserialized()
    if (field.kind === 'date' && !/^\d{4}-\d\d-\d\d$/.test(text)) throw notDeserialized()
    values[path + field.name] = text
  }
  return values
}
