import type { Subject } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { createEmias } from '@mis/emias'
import { emiasMock } from '@mis/emias/mock'
import { contractFromWsdl, type ScheduleContract } from '@mis/emias/wsdl'
import { createWorld, listen, type MockHandler, type World } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'

const { ca, server: own, client } = testCertificates()
const tls = { ...own, ca, requestCert: true, rejectUnauthorized: true }
const lpuCode = 'LPU-0'

const bare = (adapter: MisAdapter) => adapter
const wrapped = (adapter: MisAdapter) => wrap(adapter, recommended())
const wsdl = await wsdlOf(emiasMock(createWorld(), { lpuCode }))

async function start(world: World, dress: typeof bare, contract?: Promise<ScheduleContract>) {
  const server = await listen(emiasMock(world, { lpuCode }), { tls })
  const { cert, key } = client
  const adapter: MisAdapter = createEmias({
    endpoint: `${server.url}/`,
    tls: { cert, key, ca },
    lpuCode,
    clinicId: '1',
    ...(contract !== undefined && { contract: await contract }),
  })
  return { server, adapter: dress(adapter) }
}

async function wsdlOf(service: MockHandler): Promise<string> {
  return (await service(new Request('https://127.0.0.1/?wsdl'))).text()
}

const fromWsdl = () => contractFromWsdl(wsdl)
const shared = { clinics: ['1'], carries: { modes: false } }

export const emias: Subject = { ...shared, vendor: 'emias', start: (world) => start(world, bare) }
export const emiasWrapped: Subject = { ...shared, vendor: 'emias, wrapped', start: (world) => start(world, wrapped) }
export const emiasByWsdl: Subject = {
  ...shared,
  vendor: 'emias by its WSDL',
  start: (world) => start(world, bare, fromWsdl()),
}
export const emiasByWsdlWrapped: Subject = {
  ...shared,
  vendor: 'emias by its WSDL, wrapped',
  start: (world) => start(world, wrapped, fromWsdl()),
}
