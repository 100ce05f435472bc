import { holdCases } from './cases/holds.ts'
import { journalCases } from './cases/journal.ts'
import { leaseCases } from './cases/leases.ts'
import { lineCases } from './cases/lines.ts'
import { outboxCases, visitCases } from './cases/records.ts'
import { durabilityCases, wakeUpCases } from './cases/upkeep.ts'

/** Every sentence about a store, in the order in which its author meets them. */
export const storeCases = [
  ...journalCases,
  ...leaseCases,
  ...lineCases,
  ...holdCases,
  ...visitCases,
  ...outboxCases,
  ...wakeUpCases,
  ...durabilityCases,
] as const

/** The sentences, as a type. */
export type StoreCaseName = (typeof storeCases)[number]['name']
