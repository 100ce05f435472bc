import type { AdapterDefinition, Capabilities } from '../contract/adapter.ts'
import { invalid } from '../contract/check.ts'
import { operationNames, operations, requiredOperations } from '../contract/operations.ts'
import type { PatientField } from '../model/types.ts'

const patientFields: Readonly<Record<PatientField, true>> = {
  lastName: true,
  firstName: true,
  middleName: true,
  birthDate: true,
  sex: true,
  phone: true,
  email: true,
  snils: true,
  oms: true,
}
const isWhole = (value: unknown, least: number) => Number.isInteger(value) && (value as number) >= least

/** Throws `invalid-request` naming every member in which a definition contradicts itself. */
export function checkDefinition<C extends Capabilities>(definition: AdapterDefinition<C>): void {
  const { vendor, instance, capabilities } = definition
  const problems: Record<string, string> = {}
  if (!/^[a-z][a-z0-9-]*$/.test(vendor)) problems.vendor = 'must be a word of a-z, 0-9 and hyphens'
  if (typeof instance !== 'string' || instance === '') problems.instance = 'must name the installation'
  Object.assign(problems, capabilityProblems(capabilities), operationProblems(definition))
  if (Object.keys(problems).length > 0) throw invalid(problems, { vendor: 'core', operation: 'defineAdapter' })
}

function capabilityProblems({ patientFields: fields, findBooking, hold, ...counts }: Capabilities) {
  const problems: Record<string, string> = {}
  for (const count of ['slotWindowDays', 'concurrency'] as const) {
    if (!isWhole(counts[count], 1)) problems[`capabilities.${count}`] = 'must be a whole number, 1 or more'
  }
  const unknown = fields?.required?.filter((field) => !Object.hasOwn(patientFields, field)) ?? ['required']
  if (unknown.length > 0) {
    problems['capabilities.patientFields.required'] =
      `must list fields of Patient: ${Object.keys(patientFields).join(', ')}`
  }
  if (findBooking && !(['reference', 'patient'].includes(findBooking.proof) && isWhole(findBooking.quietPeriodMs, 0))) {
    problems['capabilities.findBooking'] = "must be { proof: 'reference' | 'patient', quietPeriodMs: milliseconds }"
  }
  if (hold && !isWhole(hold.maxSeconds, 1)) problems['capabilities.hold'] = 'must be { maxSeconds: a whole number }'
  return problems
}

function operationProblems<C extends Capabilities>({ capabilities, operations: handlers }: AdapterDefinition<C>) {
  const problems: Record<string, string> = {}
  const present = handlers as Readonly<Record<string, unknown>>
  for (const name of requiredOperations) {
    if (typeof present[name] !== 'function') problems[`operations.${name}`] = 'is required'
  }
  for (const name of operationNames) {
    const { gate } = operations[name]
    if (gate === null) continue
    const granted = Boolean(capabilities[gate])
    if (granted && typeof present[name] !== 'function') {
      problems[`operations.${name}`] = `is promised by capabilities.${gate}`
    }
    if (!granted && name in present) {
      problems[`capabilities.${gate}`] = `must be granted, or operations.${name} left out`
    }
  }
  return problems
}
