import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { createEmias } from '@mis/emias'
import type { Row } from './paired.ts'
import type { SoapFacts } from './soap-row.ts'

// The very undici that our own client uses.
const { Agent, request } = createRequire(fileURLToPath(import.meta.resolve('@mis/core')))('undici')

const calls = 250
/** What one client is asked while the service counts its connections. */
const countedCalls = 1_000
const body =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetSchedule xmlns="urn:example:emias:1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
  '<lpuCode>bench</lpuCode><doctorId>7</doctorId><dateFrom>2031-03-04</dateFrom><dateTo>2031-04-03</dateTo></GetSchedule></s:Body></s:Envelope>'
const headers = {
  'content-type': 'application/soap+xml; charset=utf-8; action="urn:example:emias:1/GetSchedule"',
  accept: 'application/soap+xml',
}

async function callOften(endpoint: string, tls: SoapFacts['tls'], times: number): Promise<void> {
  const emias = createEmias({ endpoint, tls, lpuCode: 'bench' })
  for (let call = 0; call < times; call += 1) {
    await emias.listSlots({ doctorId: '7', from: '2031-03-04', to: '2031-04-03' })
  }
  await emias.close()
}

interface Transport {
  readonly name: string
  /** One request; the bytes of its answer are fetched and dropped. */
  ask(endpoint: string, dispatcher: InstanceType<typeof Agent>): Promise<unknown>
}
const message = { method: 'POST', headers, body } as const
const transports: readonly Transport[] = [
  {
    name: 'fetch on an undici keep-alive agent',
    ask: async (endpoint, dispatcher) =>
      (await fetch(endpoint, { ...message, dispatcher } as RequestInit)).arrayBuffer(),
  },
  {
    name: 'undici.request on a keep-alive agent',
    ask: async (endpoint, dispatcher) => (await request(endpoint, { ...message, dispatcher })).body.arrayBuffer(),
  },
]

/** What our client adds to the transport: the same bytes there and back, unread on the other side. */
export function callsRows({ url, tls }: SoapFacts): Row[] {
  const endpoint = `${url}/10`
  return transports.map(({ name, ask }) => ({
    title: `SOAP: a small call, beside ${name.split(' ')[0]} alone`,
    sample: `a new client, then ${calls} calls of 10 times one after another`,
    ours: {
      name: 'createEmias, each answer read, checked and mapped',
      run: () => callOften(endpoint, tls, calls),
    },
    theirs: {
      name: `${name}, the bytes of each answer fetched and dropped`,
      async run() {
        const dispatcher = new Agent({ connect: tls })
        for (let call = 0; call < calls; call += 1) await ask(endpoint, dispatcher)
        await dispatcher.destroy()
      },
    },
  }))
}

/** How many connections and handshakes a thousand calls on one client took, as the service counted them. */
export async function countHandshakes(facts: SoapFacts): Promise<string> {
  const before = await counted(facts)
  await callOften(`${facts.url}/10`, facts.tls, countedCalls)
  const after = await counted(facts)
  // The second look has a connection of its own.
  const [connections, handshakes] = [
    after.connections - before.connections - 1,
    after.handshakes - before.handshakes - 1,
  ]
  return `SOAP: ${countedCalls} calls on one client, as the service counted: connections ${connections}, TLS handshakes ${handshakes}.`
}

async function counted({
  url,
  tls,
}: SoapFacts): Promise<{ readonly connections: number; readonly handshakes: number }> {
  const dispatcher = new Agent({ connect: tls })
  const answer = await fetch(`${url}/counts`, { dispatcher } as RequestInit)
  const counts = await answer.json()
  await dispatcher.destroy()
  return counts as { readonly connections: number; readonly handshakes: number }
}
