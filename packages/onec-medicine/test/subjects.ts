import type { Subject } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { listen, type World } from '@mis/mock'
import { createOneCMedicine } from '@mis/onec-medicine'
import { oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'

const user = { username: 'Запись с сайта', password: 'пароль' }
const ids = {
  doctor: (id: string) => oneCGuid('doctor', id),
  clinic: (id: string) => id,
  appointment: (id: string) => oneCGuid('appointment', id),
}
// The wire names no clinic and no mode: a base is one clinic, and a visit by video is a time without a cabinet.
const shared = { ids, clinics: ['1'], carries: { modes: false } } as const

async function start(world: World, extension: boolean, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const server = await listen(oneCMedicineMock(world, { ...user, extension }))
  const adapter = createOneCMedicine({ ...user, baseUrl: server.url, timeZone: 'Europe/Moscow', extension })
  return { server, adapter: dress(adapter) }
}

const wrapped = (bare: MisAdapter) => wrap(bare, recommended())

export const medapi: Subject = { ...shared, vendor: 'medapi', start: (world) => start(world, false) }
export const medapiWrapped: Subject = {
  ...shared,
  vendor: 'medapi, wrapped',
  start: (world) => start(world, false, wrapped),
}
export const medapiExtended: Subject = {
  ...shared,
  vendor: 'medapi + extension',
  start: (world) => start(world, true),
}
export const medapiExtendedWrapped: Subject = {
  ...shared,
  vendor: 'medapi + extension, wrapped',
  start: (world) => start(world, true, wrapped),
}
