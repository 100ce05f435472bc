import { abortCases } from './cases/abort.ts'
import { bookingCases } from './cases/booking.ts'
import { cancelCases } from './cases/cancel.ts'
import { capabilityCases } from './cases/capabilities.ts'
import { errorCases } from './cases/errors.ts'
import { hostileCases } from './cases/hostile.ts'
import { identityCases } from './cases/identity.ts'
import { leftoverCases } from './cases/leftovers.ts'
import { modelCases } from './cases/model.ts'
import { privacyCases } from './cases/privacy.ts'
import { windowCases } from './cases/windows.ts'

/** Every case, in the order in which an adapter's author meets them. */
export const cases = [
  ...modelCases,
  ...windowCases,
  ...bookingCases,
  ...identityCases,
  ...cancelCases,
  ...capabilityCases,
  ...errorCases,
  ...hostileCases,
  ...abortCases,
  ...leftoverCases,
  ...privacyCases,
] as const

/** The sentences, as a type. */
export type CaseName = (typeof cases)[number]['name']
