import type { CaseName } from './cases.ts'
import type { Mutant } from './mutant.ts'
import { abortMutants } from './mutants/abort.ts'
import { bookingMutants } from './mutants/booking.ts'
import { cancelMutants } from './mutants/cancel.ts'
import { capabilityMutants } from './mutants/capabilities.ts'
import { errorMutants } from './mutants/errors.ts'
import { hostileMutants } from './mutants/hostile.ts'
import { identityMutants } from './mutants/identity.ts'
import { leftoverMutants } from './mutants/leftovers.ts'
import { modelMutants } from './mutants/model.ts'
import { privacyMutants } from './mutants/privacy.ts'
import { windowMutants } from './mutants/windows.ts'

export type { Fake, Mutant } from './mutant.ts'

/** For every case a bug that it must notice; a case without one does not compile. */
export const mutants: Readonly<Record<CaseName, Mutant>> = {
  ...modelMutants,
  ...windowMutants,
  ...bookingMutants,
  ...identityMutants,
  ...cancelMutants,
  ...capabilityMutants,
  ...errorMutants,
  ...hostileMutants,
  ...abortMutants,
  ...leftoverMutants,
  ...privacyMutants,
}
