import { conformance } from '@mis/conformance'
import { type MisAdapter, recommended, wrap } from '@mis/core'
import { listen, type World } from '@mis/mock'
import { createOneCMedicine } from '@mis/onec-medicine'
import { oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import { describe, it } from 'vitest'

const user = { username: 'Запись с сайта', password: 'пароль' }
const ids = {
  doctor: (id: string) => oneCGuid('doctor', id),
  clinic: (id: string) => id,
  appointment: (id: string) => oneCGuid('appointment', id),
}
// The wire names no clinic and no mode: a base is one clinic, and a visit by video is a time without a cabinet.
const subject = { ids, clinics: ['1'], carries: { modes: false } } as const

async function start(world: World, extension: boolean, dress: (adapter: MisAdapter) => MisAdapter = (bare) => bare) {
  const server = await listen(oneCMedicineMock(world, { ...user, extension }))
  const adapter = createOneCMedicine({ ...user, baseUrl: server.url, timeZone: 'Europe/Moscow', extension })
  return { server, adapter: dress(adapter) }
}

const wrapped = (bare: MisAdapter) => wrap(bare, recommended())

conformance({ describe, it }, { ...subject, vendor: 'medapi', start: (world) => start(world, false) })
conformance({ describe, it }, { ...subject, vendor: 'medapi, wrapped', start: (world) => start(world, false, wrapped) })
conformance({ describe, it }, { ...subject, vendor: 'medapi + extension', start: (world) => start(world, true) })
conformance(
  { describe, it },
  { ...subject, vendor: 'medapi + extension, wrapped', start: (world) => start(world, true, wrapped) },
)
