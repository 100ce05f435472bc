import { conformance } from '@mis/conformance'
import { describe, it } from 'vitest'
import { gateway, gatewayOverTls, gatewayWrapped } from './subjects.ts'

conformance({ describe, it }, gateway)
conformance({ describe, it }, gatewayWrapped)
conformance({ describe, it }, gatewayOverTls)
