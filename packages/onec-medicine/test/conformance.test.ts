import { conformance } from '@mis/conformance'
import { describe, it } from 'vitest'
import { medapi, medapiExtended, medapiExtendedWrapped, medapiWrapped } from './subjects.ts'

for (const subject of [medapi, medapiWrapped, medapiExtended, medapiExtendedWrapped]) {
  conformance({ describe, it }, subject)
}
