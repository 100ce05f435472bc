import { conformance } from '@mis/conformance'
import { type MisAdapter, type Patient, recommended, wrap } from '@mis/core'
import { createInfoclinica } from '@mis/infoclinica'
import { infoclinicaMock, type PortalUser } from '@mis/infoclinica/mock'
import { listen, testPatient, type World } from '@mis/mock'
import { describe, it } from 'vitest'

type Dress = (adapter: MisAdapter) => MisAdapter
const bare: Dress = (adapter) => adapter
const wrapped: Dress = (adapter) => wrap(adapter, recommended())

/** One login is one patient, so a clinic of many patients has many logins. */
async function portal(world: World, dress: Dress) {
  const others: PortalUser[] = []
  const first = { kind: 'login', username: 'first', password: 'word' } as const
  const server = await listen(
    infoclinicaMock(world, { profile: 'portal', auth: { ...first, patient: testPatient(1), others } }),
  )
  const loginOf = async (patient: Patient) => {
    const username = `${patient.lastName} ${patient.firstName} ${patient.birthDate}`
    const login = { username, password: 'word' }
    if (!others.some((user) => user.username === username)) others.push({ ...login, patient })
    return login
  }
  const adapter = createInfoclinica({
    baseUrl: server.url,
    profile: 'portal',
    auth: { ...first, loginOf },
    timeZone: 'Europe/Moscow',
  })
  // The suite's shortest deadlines are for the request at hand, not for the directory that is read once a process.
  await adapter.listDoctors({})
  return { server, adapter: dress(adapter) }
}

// The portal names no rooms.
const carries = { rooms: false }
conformance({ describe, it }, { vendor: 'infoclinica portal', carries, start: (world) => portal(world, bare) })
conformance(
  { describe, it },
  { vendor: 'infoclinica portal, wrapped', carries, start: (world) => portal(world, wrapped) },
)
