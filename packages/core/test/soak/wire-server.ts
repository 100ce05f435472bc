import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { good } from '../faults/replies.ts'

const json = { 'content-type': 'application/json' }

/** What the wire does with one request of twenty. */
const faults: readonly ((response: ServerResponse) => void)[] = [
  (response) => response.destroy(),
  (response) => response.writeHead(503).end(),
  (response) => response.writeHead(429, { 'retry-after': '0' }).end(),
  (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
  (response) => response.writeHead(200, json).end(),
  (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
  (response) => response.writeHead(200, json).end(good.slice(0, 60)),
  (response) => {
    response.writeHead(200, { ...json, 'content-length': good.length * 2 })
    response.write(good.slice(0, 60), () => response.destroy())
  },
]

/** Answers in the wire of `faults/adapter.ts`, over real sockets. */
export async function startWire(chance: () => number) {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    request.resume()
    const fault = chance() < 0.05 ? faults[Math.floor(chance() * faults.length)] : undefined
    if (fault) fault(response)
    else response.writeHead(200, json).end(good)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
