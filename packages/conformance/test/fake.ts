import { fakeDialect, fakeMis, inProcess, type World } from '@mis/mock'
import type { Fake } from '../src/index.ts'

/** The plain fake over an in-process server. */
export function startFake(world: World): Fake {
  const server = inProcess(fakeDialect(world))
  return { world, server, adapter: fakeMis(world, { server }) }
}
