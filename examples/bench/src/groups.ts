import { redisServer } from '../../../tools/lib/redis-server.ts'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import { cacheRows } from './cache-row.ts'
import { deskRows } from './desk-row.ts'
import { type EsiaFacts, esiaRows } from './esia-row.ts'
import { middlewareRows } from './middleware-row.ts'
import { startMock } from './mock-process.ts'
import type { Row } from './paired.ts'
import { redisRows } from './redis-row.ts'
import { restRows } from './rest-row.ts'
import { callsRows } from './soap-calls.ts'
import { type SoapFacts, soapRows } from './soap-row.ts'
import { storeRows } from './store-row.ts'
import { xmlRows } from './xml-row.ts'

interface Group {
  readonly rows: readonly Row[]
  close?(): Promise<void>
}

async function withSoap(rowsOf: (facts: SoapFacts) => readonly Row[] | Promise<readonly Row[]>): Promise<Group> {
  const soap = await startMock<SoapFacts>('soap-child.ts')
  return { rows: await rowsOf(soap), close: soap.close }
}

/** Rows by what they are about. Each group is measured in a process of its own: see `group-child.ts`. */
export const groups: Readonly<Record<string, () => Promise<Group>>> = {
  middleware: async () => ({ rows: middlewareRows() }),
  async rest() {
    const rest = await startMock('rest-child.ts')
    return { rows: restRows(rest), close: rest.close }
  },
  xml: async () => ({ rows: xmlRows() }),
  soap: () => withSoap(soapRows),
  calls: () => withSoap(callsRows),
  cache: async () => ({ rows: await cacheRows() }),
  async redis() {
    const noRedis = missing(strangers.redis)
    if (noRedis !== undefined) {
      console.log(`The shared cache was not measured: ${noRedis}`)
      return { rows: [] }
    }
    const redis = await redisServer()
    return { rows: await redisRows(redis.port), close: redis.close }
  },
  mirror: async () => ({ rows: await deskRows() }),
  desk: async () => ({ rows: await storeRows() }),
  async esia() {
    const esia = await startMock<EsiaFacts>('esia-child.ts')
    return { rows: esiaRows(esia), close: esia.close }
  },
}
