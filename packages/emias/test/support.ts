import { isMisError, type MisError } from '@mis/core'
import { createEmias, type EmiasOptions } from '@mis/emias'
import { type EmiasMockOptions, emiasMock } from '@mis/emias/mock'
import { createWorld, listen, type World } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { expect, onTestFinished } from 'vitest'

export const certificates = testCertificates()
export const lpuCode = 'LPU-0'
export const day = '2031-03-05'

const { ca, server: own, client } = certificates
export const mutual = { ...own, ca, requestCert: true, rejectUnauthorized: true }
export const ours = { cert: client.cert, key: client.key, ca }

/** A clinic behind the mock over mutual TLS, and an adapter for it; both go with the test. */
export async function clinic(
  mock: Partial<EmiasMockOptions> = {},
  options: Partial<EmiasOptions> = {},
  world: World = createWorld(),
) {
  const server = await listen(emiasMock(world, { lpuCode, ...mock }), { tls: mutual })
  onTestFinished(() => server.close())
  const adapter = createEmias({
    endpoint: `${server.url}/`,
    tls: ours,
    lpuCode,
    clinicId: '1',
    ...options,
  } as EmiasOptions & { contract?: undefined; without?: undefined })
  onTestFinished(() => adapter.close())
  return { world, server, adapter }
}

/** The error a call ends with; fails where it does not end with one of ours. */
export async function failing(call: Promise<unknown>): Promise<MisError> {
  const error = await call.then(
    () => expect.fail('the call did not fail'),
    (reason: unknown) => reason,
  )
  if (!isMisError(error)) throw error
  return error
}
