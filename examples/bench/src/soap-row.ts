import { Agent } from 'node:https'
import { createEmias } from '@mis/emias'
import { createClientAsync } from 'soap'
import type { Facts } from './mock-process.ts'
import type { Row } from './paired.ts'

/** What a client has to know of the service in `soap-child.ts`. */
export interface SoapFacts extends Facts {
  readonly wsdl: string
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string }
}

const lpuCode = 'bench'
const [from, to] = ['2031-03-04', '2031-04-03']
const sizes = [
  { slots: 10, calls: 50 },
  { slots: 500, calls: 10 },
  { slots: 15_000, calls: 4 },
]

/** The whole call on both sides: request, mutual TLS over a kept connection, reading; ours checks and maps, too. */
export function soapRows(facts: SoapFacts): Promise<Row[]> {
  return Promise.all(sizes.map(({ slots, calls }) => soapRow(facts, slots, calls)))
}

async function soapRow({ url, wsdl, tls }: SoapFacts, slots: number, calls: number): Promise<Row> {
  const endpoint = `${url}/${slots}`
  const emias = createEmias({ endpoint, tls, lpuCode })
  const httpsAgent = new Agent({ ...tls, keepAlive: true })
  const client = await createClientAsync(wsdl, { endpoint, forceSoap12Headers: true, disableCache: true })
  const query = { lpuCode, doctorId: '7', dateFrom: from, dateTo: to }
  const repeat = async (read: () => Promise<readonly unknown[]>): Promise<void> => {
    for (let call = 0; call < calls; call += 1) {
      if ((await read()).length !== slots) throw new Error('not every time was read')
    }
  }
  return {
    title: `SOAP: \`listSlots\` of ${slots} times`,
    sample: `${calls} calls one after another`,
    ours: {
      name: 'createEmias, times checked and mapped',
      run: () => repeat(async () => (await emias.listSlots({ doctorId: '7', from, to })).slots),
    },
    theirs: {
      name: "node-soap's client with a keep-alive agent, its objects as they come",
      // Without `forever` it closes the connection after each call.
      run: () =>
        repeat(async () => (await client.GetScheduleAsync(query, { httpsAgent, forever: true }))[0].Slots.Slot),
    },
    async close() {
      httpsAgent.destroy()
      await emias.close()
    },
  }
}
