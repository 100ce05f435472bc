import { describe, it } from 'node:test'
import { conformance } from '@mis/conformance'
import { bare, wrapped } from './subject.ts'

conformance({ describe, it }, bare)
conformance({ describe, it }, wrapped)
