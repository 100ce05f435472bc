import { loadOptional } from '../load-optional.ts'
import { textOf, type Vendor } from './vendor.ts'

const apiKey = 'test-key'
const timeZone = 'Europe/Moscow'

export const medesk: Vendor = {
  name: 'medesk',
  title: 'Medesk',
  package: '@mis/medesk',
  profiles: ['rest'],
  async mock(world) {
    const { medeskMock } = await loadOptional('@mis/medesk', () => import('@mis/medesk/mock'))
    const key = `-H 'Authorization: Bearer ${apiKey}'`
    return {
      handler: medeskMock(world, { apiKey }),
      credentials: { apiKey, timeZone },
      curl: ({ url, doctor, from, to }) => [
        `curl ${key} ${url}/doctors`,
        `curl ${key} '${url}/schedules?doctor_id=${doctor}&from=${from}&to=${to}&include=free_slots'`,
      ],
      code: (url) => `createMedesk({ baseUrl: '${url}', apiKey: '${apiKey}', timeZone: '${timeZone}' })`,
    }
  },
  async open(options) {
    const { createMedesk } = await loadOptional('@mis/medesk', () => import('@mis/medesk'))
    return createMedesk(options as unknown as Parameters<typeof createMedesk>[0])
  },
  address: (options) => ({ url: textOf(options, 'baseUrl') ?? 'https://api.medesk.net/api/v2' }),
  needs: { apiKey: 'env:MEDESK_KEY', timeZone },
}
