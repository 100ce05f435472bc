import { conformance } from '@mis/conformance'
import { describe, it } from 'vitest'
import { bitUmc, bitUmcWrapped } from './bit-umc-subjects.ts'

for (const subject of [bitUmc, bitUmcWrapped]) conformance({ describe, it }, subject)
