import { request } from 'node:https'
import { type Fault, listen } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'

const { ca, client, server } = testCertificates()
const tls = { ...server, ca, requestCert: true, rejectUnauthorized: true }
const handler = async () => Response.json({ врач: 'Тестова' })

/** What a client with our certificate sees; without an answer, null. */
function seen(url: string): Promise<{ status: number | undefined; body: Buffer } | null> {
  return new Promise((resolve) => {
    const sent = request(url, { ca, cert: client.cert, key: client.key, agent: false }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('error', () => resolve(null))
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(pieces) }))
    })
    sent.on('error', () => resolve(null))
    sent.end()
  })
}

describe('a mock that demands a client certificate', () => {
  it.each<[Fault, number]>([
    [{ status: 503 }, 503],
    [{ delayMs: 1 }, 200],
    ['html', 200],
    ['empty', 200],
    ['garbage', 200],
    ['wrong-charset', 200],
    ['windows-1251', 200],
    ['bom', 200],
    ['huge', 200],
    ['redirect', 307],
  ])('answers with the fault %j as over http', async (fault, status) => {
    await using mock = await listen(handler, { tls, faults: [{ fault }] })
    await using plain = await listen(handler, { faults: [{ fault }] })
    const [over, without] = [await seen(`${mock.url}/x`), await fetch(`${plain.url}/x`, { redirect: 'manual' })]
    expect([over?.status, without.status]).toEqual([status, status])
    expect(over?.body.length).toBe((await without.arrayBuffer()).byteLength)
  })

  it.each<Fault>(['reset', 'lost-answer', 'truncate'])('breaks the connection with %s', async (fault) => {
    await using mock = await listen(handler, { tls, faults: [{ fault }] })
    expect(await seen(`${mock.url}/x`)).toBeNull()
  })

  it('runs the handler of late-commit after its release', async () => {
    await using mock = await listen(handler, { tls, faults: [{ fault: 'late-commit' }] })
    const answer = seen(`${mock.url}/x`)
    await mock.waitFor(1)
    mock.release()
    expect((await answer)?.status).toBe(200)
  })

  it.each<Fault>(['stall', 'stalled-answer', 'drip'])('closes under %s', async (fault) => {
    const mock = await listen(handler, { tls, faults: [{ fault }] })
    const answer = seen(`${mock.url}/x`)
    await mock.waitFor(1)
    await mock.close()
    expect(await answer).toBeNull()
    expect(mock.connections()).toBe(0)
  })
})
