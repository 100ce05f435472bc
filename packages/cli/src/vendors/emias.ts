import type { TlsOptions } from '@mis/core/adapter'
import { testCertificates } from '@mis/mock/certificates'
import { loadOptional } from '../load-optional.ts'
import { textOf, type Vendor } from './vendor.ts'

const lpuCode = 'LPU-0'

export const emias: Vendor = {
  name: 'emias',
  title: 'EMIAS',
  package: '@mis/emias',
  profiles: ['schedule-service'],
  async mock(world) {
    const { emiasMock } = await loadOptional('@mis/emias', () => import('@mis/emias/mock'))
    const { ca, server, client } = testCertificates()
    return {
      handler: emiasMock(world, { lpuCode }),
      tls: { ...server, ca, requestCert: true, rejectUnauthorized: true },
      credentials: { lpuCode },
      files: { 'ca.pem': ca, 'client.pem': client.cert, 'client.key': client.key },
      curl: ({ url, folder }) => [
        `curl --cacert ${folder}/ca.pem --cert ${folder}/client.pem --key ${folder}/client.key '${url}/?wsdl'`,
      ],
      code: (url) =>
        `createEmias({ endpoint: '${url}/', lpuCode: '${lpuCode}', tls: { ca, cert, key } }) // the files above, read`,
    }
  },
  async open(options) {
    const { createEmias } = await loadOptional('@mis/emias', () => import('@mis/emias'))
    return createEmias(options as unknown as Parameters<typeof createEmias>[0])
  },
  address(options) {
    const { tls } = options as { readonly tls?: TlsOptions }
    return { url: textOf(options, 'endpoint') ?? '', ...(tls && { tls }) }
  },
  needs: {
    endpoint: 'https://emias.example/schedule',
    lpuCode: 'LPU-0',
    'tls.cert': 'file:client.pem',
    'tls.key': 'file:client.key',
  },
}
