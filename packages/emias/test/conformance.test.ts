import { conformance } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createEmias } from '@mis/emias'
import { emiasMock } from '@mis/emias/mock'
import { listen, type World } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, it } from 'vitest'

const { ca, server: own, client } = testCertificates()
const tls = { ...own, ca, requestCert: true, rejectUnauthorized: true }
// [assumed] Any word will do.
const lpuCode = 'LPU-0'

async function start(world: World, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const server = await listen(emiasMock(world, { lpuCode }), { tls })
  const { cert, key } = client
  const adapter = createEmias({ endpoint: `${server.url}/`, tls: { cert, key, ca }, lpuCode, clinicId: '1' })
  return { server, adapter: dress(adapter) }
}

const subject = { clinics: ['1'], carries: { modes: false } }
conformance({ describe, it }, { ...subject, vendor: 'emias, mutual TLS', start: (world) => start(world) })
conformance(
  { describe, it },
  {
    ...subject,
    vendor: 'emias, mutual TLS, wrapped',
    start: (world) => start(world, (bare) => wrap(bare, recommended())),
  },
)
