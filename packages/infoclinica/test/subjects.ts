import type { Subject } from '@mis/conformance'
import { type MisAdapter, type Patient, recommended, supports, wrap } from '@mis/core'
import { createInfoclinica } from '@mis/infoclinica'
import { infoclinicaMock, type PortalUser } from '@mis/infoclinica/mock'
import { listen, testPatient, type World } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'

const wrapped = (bare: MisAdapter) => wrap(bare, recommended())
const timeZone = 'Europe/Moscow'

/** The suite's shortest deadlines are for the request at hand, not for the directory that is read once a process. */
async function warm(adapter: MisAdapter): Promise<MisAdapter> {
  await adapter.listDoctors({})
  if (supports(adapter, 'listClinics')) await adapter.listClinics({})
  return adapter
}

async function startGateway(world: World, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const user = { username: 'desk', password: 'word' }
  const auth = { kind: 'oauth2', grant: 'password', clientId: 'partner', secretKey: 'key', ...user } as const
  const server = await listen(infoclinicaMock(world, { auth }))
  // The secret of a token holds the time, and the mock's clock is the world's.
  const runtime = { now: () => world.now() }
  const adapter = await warm(createInfoclinica({ baseUrl: server.url, auth, timeZone, runtime }))
  return { server, adapter: dress(adapter) }
}

/** A client certificate and the host it is for instead of a token. */
async function startOverTls(world: World) {
  const { ca, server: own, client } = testCertificates()
  const auth = { kind: 'certificate', forwardedHost: 'clinic.example' } as const
  const tls = { ...own, ca, requestCert: true, rejectUnauthorized: true }
  const server = await listen(infoclinicaMock(world, { auth }), { tls })
  const shown = { pfx: client.pfx, passphrase: client.passphrase, ca }
  return {
    server,
    adapter: await warm(createInfoclinica({ baseUrl: server.url, auth: { ...auth, tls: shown }, timeZone })),
  }
}

/** One login is one patient, so a clinic of many patients has many logins. */
async function startPortal(world: World, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const others: PortalUser[] = []
  const first = { kind: 'login', username: 'first', password: 'word' } as const
  const accounts = { ...first, patient: testPatient(1), others }
  const server = await listen(infoclinicaMock(world, { profile: 'portal', auth: accounts }))
  const loginOf = async (patient: Patient) => {
    const username = `${patient.lastName} ${patient.firstName} ${patient.birthDate}`
    if (!others.some((user) => user.username === username)) others.push({ username, password: 'word', patient })
    return { username, password: 'word' }
  }
  const auth = { ...first, loginOf }
  const adapter = await warm(createInfoclinica({ baseUrl: server.url, profile: 'portal', auth, timeZone }))
  return { server, adapter: dress(adapter) }
}

export const gateway: Subject = { vendor: 'infoclinica gateway', start: (world) => startGateway(world) }
export const gatewayWrapped: Subject = {
  vendor: 'infoclinica gateway, wrapped',
  start: (world) => startGateway(world, wrapped),
}
export const gatewayOverTls: Subject = { vendor: 'infoclinica gateway over mutual TLS', start: startOverTls }

// The portal names no rooms.
const carries = { rooms: false }
export const portal: Subject = { vendor: 'infoclinica portal', carries, start: (world) => startPortal(world) }
export const portalWrapped: Subject = {
  vendor: 'infoclinica portal, wrapped',
  carries,
  start: (world) => startPortal(world, wrapped),
}
