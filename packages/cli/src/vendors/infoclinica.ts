import type { TlsOptions } from '@mis/core/adapter'
import { loadOptional } from '../load-optional.ts'
import { textOf, type Vendor } from './vendor.ts'

const timeZone = 'Europe/Moscow'
const token = 'test-token'
const login = { username: 'patient', password: 'secret' }

export const infoclinica: Vendor = {
  name: 'infoclinica',
  title: 'Infoclinica',
  package: '@mis/infoclinica',
  profiles: ['gateway', 'portal'],
  async mock(world, profile) {
    const { infoclinicaMock } = await loadOptional('@mis/infoclinica', () => import('@mis/infoclinica/mock'))
    if (profile === 'portal') {
      const auth = `{ kind: 'login', username: '${login.username}', password: '${login.password}' }`
      return {
        handler: infoclinicaMock(world, { profile, auth: { kind: 'login', ...login } }),
        credentials: { ...login, timeZone },
        curl: () => [],
        code: (url) =>
          `createInfoclinica({ profile: 'portal', baseUrl: '${url}', auth: ${auth}, timeZone: '${timeZone}' })`,
      }
    }
    return {
      handler: infoclinicaMock(world, { auth: { kind: 'bearer', token } }),
      credentials: { token, timeZone },
      curl: () => [],
      code: (url) =>
        `createInfoclinica({ baseUrl: '${url}', auth: { kind: 'bearer', token: '${token}' }, timeZone: '${timeZone}' })`,
    }
  },
  async open(options) {
    const { createInfoclinica } = await loadOptional('@mis/infoclinica', () => import('@mis/infoclinica'))
    return createInfoclinica(options as unknown as Parameters<typeof createInfoclinica>[0])
  },
  address(options) {
    const { tls } = (options.auth ?? {}) as { readonly tls?: TlsOptions }
    return { url: textOf(options, 'baseUrl') ?? '', ...(tls && { tls }) }
  },
  needs: {
    baseUrl: 'https://clinic.example',
    'auth.kind': 'bearer',
    'auth.token': 'env:INFOCLINICA_TOKEN',
    timeZone,
  },
}
