import { cases, conformance } from '@mis/conformance'
import { createMedesk, type MedeskOptions } from '@mis/medesk'
import { type MedeskMockOptions, medeskMock } from '@mis/medesk/mock'
import { listen } from '@mis/mock'
import { describe, it } from 'vitest'

type Family = (typeof cases)[number]['family']
/** Where these installations differ; the whole suite is in conformance.test.ts. */
const differing: readonly Family[] = ['write identity', 'cancel', 'capabilities']
const profiles: readonly (readonly [string, readonly Family[], Partial<MedeskOptions>, Partial<MedeskMockOptions>])[] =
  [
    ['medesk without references', differing, { readBack: 'patient' }, { externalId: false }],
    ['medesk, whose lack of references nobody noticed', ['write identity'], {}, { externalId: false }],
    [
      'medesk of the requirement document alone',
      differing,
      { readBack: false, appointments: false },
      { readBack: false, externalId: false, cancelAnswer: 'empty', dropDeleteBody: true, errorShape: 'html' },
    ],
  ]

for (const [vendor, families, options, switches] of profiles) {
  conformance(
    { describe, it },
    {
      vendor,
      async start(world) {
        const server = await listen(medeskMock(world, { apiKey: 'key', ...switches }))
        const adapter = createMedesk({ baseUrl: server.url, apiKey: 'key', timeZone: 'Europe/Moscow', ...options })
        return { server, adapter }
      },
    },
    cases.filter(({ family }) => families.includes(family)),
  )
}
