import { conformance } from '@mis/conformance'
import { describe, it } from 'vitest'
import { emias, emiasByWsdl, emiasByWsdlWrapped, emiasWrapped } from './subjects.ts'

for (const subject of [emias, emiasWrapped, emiasByWsdl, emiasByWsdlWrapped]) conformance({ describe, it }, subject)
