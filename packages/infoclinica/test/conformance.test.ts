import { conformance } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createInfoclinica } from '@mis/infoclinica'
import { infoclinicaMock } from '@mis/infoclinica/mock'
import { listen, type World } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, it } from 'vitest'

type Dress = (adapter: MisAdapter) => MisAdapter
const bare: Dress = (adapter) => adapter
const wrapped: Dress = (adapter) => wrap(adapter, recommended())

const oauth2 = {
  kind: 'oauth2',
  grant: 'password',
  clientId: 'partner',
  secretKey: 'key',
  username: 'desk',
  password: 'word',
} as const

/** The suite's shortest deadlines are for the request at hand, not for the directory that is read once a process. */
async function warm(adapter: MisAdapter): Promise<void> {
  await adapter.listDoctors({})
}

async function gateway(world: World, dress: Dress) {
  const server = await listen(infoclinicaMock(world, { auth: oauth2 }))
  const adapter = createInfoclinica({
    baseUrl: server.url,
    auth: oauth2,
    timeZone: 'Europe/Moscow',
    // The secret of a token holds the time, and the mock's clock is the world's.
    runtime: { now: () => world.now() },
  })
  await warm(adapter)
  return { server, adapter: dress(adapter) }
}

conformance({ describe, it }, { vendor: 'infoclinica gateway', start: (world) => gateway(world, bare) })
conformance({ describe, it }, { vendor: 'infoclinica gateway, wrapped', start: (world) => gateway(world, wrapped) })

/** The same over mutual TLS: a client certificate and the host it is for instead of a token. */
async function overTls(world: World) {
  const { ca, server: own, client } = testCertificates()
  const tls = { ...own, ca, requestCert: true, rejectUnauthorized: true }
  const auth = { kind: 'certificate', forwardedHost: 'clinic.example' } as const
  const server = await listen(infoclinicaMock(world, { auth }), { tls })
  const adapter = createInfoclinica({
    baseUrl: server.url,
    auth: { ...auth, tls: { pfx: client.pfx, passphrase: client.passphrase, ca } },
    timeZone: 'Europe/Moscow',
  })
  await warm(adapter)
  return { server, adapter }
}

conformance({ describe, it }, { vendor: 'infoclinica gateway over mutual TLS', start: overTls })
