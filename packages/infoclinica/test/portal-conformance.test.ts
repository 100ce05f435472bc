import { conformance } from '@mis/conformance'
import { describe, it } from 'vitest'
import { portal, portalWrapped } from './subjects.ts'

conformance({ describe, it }, portal)
conformance({ describe, it }, portalWrapped)
