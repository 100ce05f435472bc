import type { StoreCaseName } from './cases.ts'
import { holdMutants } from './mutants/holds.ts'
import { journalMutants } from './mutants/journal.ts'
import type { StoreMutant } from './mutants/mutant.ts'
import { otherMutants } from './mutants/others.ts'

export type { StoreMutant } from './mutants/mutant.ts'

/** For every case a bug that it must notice; a case without one does not compile. */
export const storeMutants: Readonly<Record<StoreCaseName, StoreMutant>> = {
  ...journalMutants,
  ...holdMutants,
  ...otherMutants,
}
