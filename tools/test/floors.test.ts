import { describe, expect, it } from 'vitest'
import { filesUnder, packageFolders, read } from '../lib/files.ts'
import { floors, violations } from '../lib/floors.ts'

const sources = packageFolders().flatMap((name) =>
  filesUnder(`packages/${name}`, '.ts').filter((path) => /^packages\/[^/]+\/(src|mock)\//.test(path)),
)

describe('the floors', () => {
  it('hold for every source file', () => {
    expect(sources.length).toBeGreaterThan(20)
    expect(sources.flatMap((path) => violations(path, read(path)))).toEqual([])
  })

  it('leave no source file without a floor', () => {
    expect(sources.filter((path) => !floors.some(({ files }) => files.test(path)))).toEqual([])
  })
})

describe('an import through a wall is caught', () => {
  const planted: readonly (readonly [path: string, text: string])[] = [
    ['packages/core/src/model/x.ts', "import ky from 'ky'"],
    ['packages/core/src/model/x.ts', "import type { Call } from '../contract/adapter.ts'"],
    ['packages/core/src/errors/x.ts', "import { z } from 'zod'"],
    ['packages/core/src/contract/x.ts', "export { cache } from '../middleware/cache.ts'"],
    ['packages/core/src/contract/x.ts', "import { setTimeout } from 'node:timers/promises'"],
    ['packages/core/src/contract/x.ts', "import { wrap } from '../kernel/wrap.ts'"],
    ['packages/core/src/kernel/x.ts', "import { retry } from '../middleware/retry.ts'"],
    ['packages/core/src/kernel/x.ts', "import ky from 'ky'"],
    ['packages/core/src/adapter-kit/x.ts', "import { defineAdapter } from '../kernel/define-adapter.ts'"],
    ['packages/core/src/adapter-kit/x.ts', "import { SaxesParser } from 'saxes'"],
    ['packages/core/src/xml/x.ts', "import { http } from '../adapter-kit/http.ts'"],
    ['packages/core/src/xml/x.ts', "import { XMLParser } from 'fast-xml-parser'"],
    ['packages/core/src/middleware/x.ts', "import { http } from '../adapter-kit/http.ts'"],
    ['packages/core/src/middleware/x.ts', "const { createWorld } = await import('@mis/mock')"],
    ['packages/core/src/adapter-kit/x.ts', "import '../middleware/retry.ts'"],
    ['packages/core/src/index.ts', "export { http } from './adapter-kit/index.ts'"],
    ['packages/core/src/index.ts', "import type { World } from '@mis/mock'"],
    ['packages/mock/src/world/x.ts', "import { createServer } from 'node:http'"],
    ['packages/mock/src/x.ts', "import { createMedesk } from '@mis/medesk'"],
    ['packages/mock/src/certificates/x.ts', "import { createWorld } from '../world/world.ts'"],
    ['packages/infoclinica/mock/x.ts', "import { readXml } from '@mis/core/xml'"],
    ['packages/infoclinica/src/map.ts', "import { readXml } from '@mis/core/xml'"],
    ['packages/conformance/src/x.ts', "import { it } from 'vitest'"],
    ['packages/conformance/src/x.ts', "import { it } from 'node:test'"],
    ['packages/conformance/src/x.ts', "import { medeskMock } from '@mis/medesk/mock'"],
    ['packages/desk/src/x.ts', "import { createMedesk } from '@mis/medesk'"],
    ['packages/medesk/src/wire/x.ts', "import type { Slot } from '@mis/core'"],
    ['packages/medesk/src/wire/x.ts', "export type Copy = import('@mis/core').Slot"],
    ['packages/medesk/src/wire/x.ts', "import { toSlot } from '../map.ts'"],
    ['packages/medesk/src/map.ts', "import { http } from '@mis/core/adapter'"],
    ['packages/medesk/src/map.ts', "import { decode as read } from '@mis/core/adapter'"],
    ['packages/medesk/src/map.ts', "import { z } from 'zod'"],
    ['packages/medesk/src/map.ts', "import { daySchema } from './wire/schedules.ts'"],
    ['packages/medesk/src/adapter.ts', "import * as zod from 'zod'"],
    ['packages/onec-medicine/src/medapi/map.ts', "import { http } from '@mis/core/adapter'"],
    ['packages/onec-medicine/src/medapi/map.ts', "import { timeSchema } from '../wire/medapi/schedule.ts'"],
    ['packages/onec-medicine/src/bit-umc/adapter.ts', "import { z } from 'zod'"],
    ['packages/onec-medicine/src/platform/errors.ts', "import { oneCMedicineMock } from '../../mock/index.ts'"],
    ['packages/onec-medicine/src/wire/medapi/map.ts', "import { toSlot } from '../../medapi/map.ts'"],
    ['packages/onec-medicine/src/wire/medapi/x.ts', "import type { Slot } from '@mis/core'"],
    ['packages/medesk/src/adapter.ts', "import { createEmias } from '@mis/emias'"],
    ['packages/medesk/src/index.ts', "export { medeskMock } from '../mock/index.ts'"],
    ['packages/medesk/src/index.ts', "import { listen } from '@mis/mock'"],
    ['packages/medesk/src/x.ts', "const core = require('../../core/src/index.ts')"],
    ['packages/medesk/mock/x.ts', "import { toSlot } from '../src/map.ts'"],
    ['packages/medesk/mock/x.ts', "import type { WireSlot } from '../src/wire/schedules.ts'"],
    ['packages/medesk/mock/x.ts', "import { rules } from '../src/errors.ts'"],
    ['packages/medesk/mock/x.ts', "import { createMedesk } from '@mis/medesk'"],
  ]
  for (const [path, text] of planted) {
    it(`${path}: ${text}`, () => expect(violations(path, text)).toHaveLength(1))
  }

  const innocent: readonly (readonly [path: string, text: string])[] = [
    ['packages/core/src/model/x.ts', "import { z } from 'zod'"],
    ['packages/medesk/src/wire/x.ts', "import { z } from 'zod'"],
    ['packages/infoclinica/src/wire/x.ts', "import { readXml } from '@mis/core/xml'"],
    ['packages/core/src/xml/x.ts', "import { SaxesParser } from 'saxes'"],
    ['packages/medesk/src/map.ts', "import type { WireSlot } from './wire/schedules.ts'"],
    ['packages/medesk/src/map.ts', "import { inZone } from '@mis/core/adapter'"],
    ['packages/medesk/src/adapter.ts', "import { daySchema } from './wire/schedules.ts'"],
    ['packages/onec-medicine/src/medapi/map.ts', "import { toInstant } from '@mis/core/adapter'"],
    ['packages/onec-medicine/src/medapi/options.ts', "import { z } from 'zod'"],
    ['packages/onec-medicine/src/wire/medapi/x.ts', "import { textSchema } from '../scalars.ts'"],
    ['packages/medesk/mock/x.ts', "import type { World } from '@mis/mock'"],
    ['packages/medesk/mock/x.ts', "// import { toSlot } from '../src/map.ts'"],
  ]
  for (const [path, text] of innocent) {
    it(`and this one is not: ${path}: ${text}`, () => expect(violations(path, text)).toEqual([]))
  }
})
