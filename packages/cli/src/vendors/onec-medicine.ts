import { loadOptional } from '../load-optional.ts'
import { textOf, type Vendor } from './vendor.ts'

const user = { username: 'Site', password: 'secret' }
const timeZone = 'Europe/Moscow'

export const onecMedicine: Vendor = {
  name: 'onec-medicine',
  title: '1C:Medicine',
  package: '@mis/onec-medicine',
  profiles: ['medapi', 'bit-umc'],
  async mock(world, profile) {
    const { oneCGuid, oneCMedicineMock } = await loadOptional(
      '@mis/onec-medicine',
      () => import('@mis/onec-medicine/mock'),
    )
    const isBit = profile === 'bit-umc'
    const key = isBit ? { key: 'test-key' } : {}
    const named = isBit ? { profile: 'bit-umc' as const, ...key } : {}
    const basic = `-u ${user.username}:${user.password}`
    const given = { ...user, ...key, timeZone, ...(isBit && { profile }) }
    return {
      handler: oneCMedicineMock(world, { ...user, ...named }),
      credentials: given,
      curl: ({ url, doctor, from }) =>
        isBit
          ? [`curl ${basic} -H 'Content-Type: application/json' -d '{"Key":"test-key"}' ${url}/clinics`]
          : [
              `curl ${basic} ${url}/doctors`,
              `curl ${basic} ${url}/schedule/${oneCGuid('doctor', doctor)}/${from.replaceAll('-', '')}`,
            ],
      code: (url) => `createOneCMedicine(${literal({ baseUrl: url, ...given })})`,
    }
  },
  async open(options) {
    const { createOneCMedicine } = await loadOptional('@mis/onec-medicine', () => import('@mis/onec-medicine'))
    return createOneCMedicine(options as unknown as Parameters<typeof createOneCMedicine>[0])
  },
  address: (options) => ({ url: textOf(options, 'baseUrl') ?? '' }),
  needs: { baseUrl: 'http://1c-server/medicine/hs/medapi', username: 'Site', password: 'env:ONEC_PASSWORD', timeZone },
}

function literal(members: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(members)
    .map(([name, value]) => `${name}: '${value}'`)
    .join(', ')} }`
}
