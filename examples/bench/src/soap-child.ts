// An EMIAS service that answers with fixed bytes over mutual TLS: `/500` has 500 times. A process of its own.
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { emiasMock } from '@mis/emias/mock'
import { createWorld } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { scheduleAnswer } from './soap-answer.ts'

const { ca, server: own, client } = testCertificates()
const answers = new Map([10, 500, 15_000].map((slots) => [`/${slots}`, Buffer.concat([...scheduleAnswer(slots)])]))
const wsdl = await (
  await emiasMock(createWorld(), { lpuCode: 'bench' })(new Request('https://emias.test/?wsdl'))
).text()
const counts = { connections: 0, handshakes: 0 }

const server = createServer({ ...own, ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
  request.resume()
  request.once('end', () => {
    const path = request.url ?? ''
    if (path === '/counts') return response.end(JSON.stringify(counts))
    response.setHeader('content-type', 'application/soap+xml; charset=utf-8')
    // A large one is made as it goes out: `/340000/100` has that many times, one in a hundred of them free.
    const [, slots, freeEvery] = path.split('/').map(Number)
    const known = answers.get(path)
    if (known !== undefined) return response.end(known)
    return Readable.from(scheduleAnswer(slots ?? 0, freeEvery)).pipe(response)
  })
})
server.on('connection', () => {
  counts.connections += 1
})
server.on('secureConnection', () => {
  counts.handshakes += 1
})
// Between two samples a kept connection may rest for long.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
process.send?.({ url, doctorIds: ['7'], wsdl, tls: { cert: client.cert, key: client.key, ca } })
await once(process, 'disconnect')
server.closeAllConnections()
server.close()
