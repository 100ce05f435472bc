// A Medesk that answers with fixed bytes: below `/480` a day has 480 free times. A process of its own.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The answer to one query, made once: what is measured is the client. */
const answers = new Map<string, Buffer>()

function answerTo(url: string): Buffer {
  const known = answers.get(url)
  if (known) return known
  const { pathname, searchParams } = new URL(url, 'http://medesk.test')
  const count = Number(pathname.split('/')[1])
  const doctorId = Number(searchParams.get('doctor_id'))
  const date = searchParams.get('from') ?? ''
  const midnight = Date.parse(`${date}T00:00:00+03:00`)
  const minutes = (24 * 60) / count
  const at = (index: number) => new Date(midnight + index * minutes * 60_000).toISOString()
  const free = Array.from({ length: count }, (_, index) => {
    return {
      id: 7_000_000 + index,
      start: at(index),
      end: at(index + 1),
      room: String(100 + (index % 50)),
      online: false,
    }
  })
  const day = { doctor_id: doctorId, date, time_zone: 'Europe/Moscow', free_slots: free }
  const answer = Buffer.from(JSON.stringify({ schedules: [day] }))
  answers.set(url, answer)
  return answer
}

const server = createServer((request, response) => {
  request.resume()
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.end(answerTo(request.url ?? ''))
})
// Between two samples a kept connection may rest for long.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, doctorIds: ['7'] })
await once(process, 'disconnect')
server.closeAllConnections()
server.close()
