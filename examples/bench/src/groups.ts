import { redisServer } from '../../../tools/lib/redis-server.ts'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import type { EsiaFacts } from './esia-row.ts'
import { startMock } from './mock-process.ts'
import type { Row } from './paired.ts'
import type { SoapFacts } from './soap-row.ts'

interface Group {
  readonly rows: readonly Row[]
  close?(): Promise<void>
}

async function withSoap(rowsOf: (facts: SoapFacts) => readonly Row[] | Promise<readonly Row[]>): Promise<Group> {
  const soap = await startMock<SoapFacts>('soap-child.ts')
  return { rows: await rowsOf(soap), close: soap.close }
}

/**
 * Rows by what they are about. Each group is measured in a process of its own, see `group-child.ts`, and loads its own
 * rows alone: ioredis extends `String`, and in a process where any class does, V8 reads the characters of every string
 * about four times as slowly.
 */
export const groups: Readonly<Record<string, () => Promise<Group>>> = {
  middleware: async () => ({ rows: (await import('./middleware-row.ts')).middlewareRows() }),
  async rest() {
    const { restRows } = await import('./rest-row.ts')
    const rest = await startMock('rest-child.ts')
    return { rows: restRows(rest), close: rest.close }
  },
  xml: async () => ({ rows: (await import('./xml-row.ts')).xmlRows() }),
  soap: async () => withSoap((await import('./soap-row.ts')).soapRows),
  calls: async () => withSoap((await import('./soap-calls.ts')).callsRows),
  cache: async () => ({ rows: await (await import('./cache-row.ts')).cacheRows() }),
  async redis() {
    const noRedis = missing(strangers.redis)
    if (noRedis !== undefined) {
      console.log(`The shared cache was not measured: ${noRedis}`)
      return { rows: [] }
    }
    const { redisRows } = await import('./redis-row.ts')
    const redis = await redisServer()
    return { rows: await redisRows(redis.port), close: redis.close }
  },
  reads: async () => ({ rows: await (await import('./mirror-reads-row.ts')).mirrorReadRows() }),
  mirror: async () => ({ rows: await (await import('./mirror-row.ts')).mirrorRows() }),
  desk: async () => ({ rows: await (await import('./store-row.ts')).storeRows() }),
  async esia() {
    const { esiaRows } = await import('./esia-row.ts')
    const esia = await startMock<EsiaFacts>('esia-child.ts')
    return { rows: esiaRows(esia), close: esia.close }
  },
}
