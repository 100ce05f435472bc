import { conformance } from '@mis/conformance'
import { describe, it } from 'vitest'
import { medesk, medeskWrapped } from './subjects.ts'

conformance({ describe, it }, medesk)
conformance({ describe, it }, medeskWrapped)
