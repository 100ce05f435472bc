import { isMisError, type MisAdapter } from '@mis/core'
import { createInfoclinica, type InfoclinicaOptions } from '@mis/infoclinica'
import { infoclinicaMock } from '@mis/infoclinica/mock'
import { sampleWorld } from './sample-world.ts'
import type { Expected } from './samples.ts'

export const base = 'http://clinic.test'
const bearer = { kind: 'bearer', token: 'key' } as const
const login = { kind: 'login', username: 'p1', password: 'word' } as const

export function sampleMock({ profile, world, mock }: Expected): ReturnType<typeof infoclinicaMock> {
  const auth = profile === 'portal' ? login : bearer
  return infoclinicaMock(sampleWorld(world), { auth, ...(profile && { profile }), ...mock })
}

/** An adapter whose time and chance stand still. */
export function sampleAdapter({ profile, options, world }: Expected, fetch: typeof globalThis.fetch): MisAdapter {
  const runtime = { now: () => sampleWorld(world).now(), id: () => '5f00aa11bb22cc33dd44ee55', fetch }
  const shared = { baseUrl: base, timeZone: 'Europe/Moscow', runtime }
  const chosen = profile === 'portal' ? { profile, auth: login } : { auth: bearer }
  return createInfoclinica({ ...shared, ...chosen, ...options } as InfoclinicaOptions)
}

/** What a call came to, as `expected.json` says it. */
export async function outcome(adapter: MisAdapter, { operation, input }: Expected): Promise<object> {
  try {
    const method = Reflect.get(adapter, operation) as (input: unknown) => Promise<unknown>
    const result = await method(input)
    // When the MIS was asked is the kernel's word, not the sample's.
    return { result: JSON.parse(JSON.stringify(result, (key, value) => (key === 'asOf' ? undefined : value))) }
  } catch (error) {
    if (!isMisError(error)) throw error
    return { error: { code: error.code, details: error.details } }
  }
}
