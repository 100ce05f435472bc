import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emiasMock } from '@mis/emias/mock'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, type FaultRule, listen } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { afterAll, describe, expect, it } from 'vitest'
import { type Ended, mis } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'mis-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const env = { KEY: 'key-of-the-clinic' }
const usual = ['--set', 'apiKey=env:KEY', '--set', 'timeZone=Europe/Moscow', '--from', '2031-03-04', '--doctors', '3']

/** What `mis check medesk` says of a mock on which these faults are armed. */
async function checked(faults: readonly FaultRule[], ...args: string[]): Promise<Ended> {
  const server = await listen(medeskMock(createWorld(), { apiKey: env.KEY }), { faults, strict: false })
  try {
    return await mis(['check', 'medesk', '--set', `baseUrl=${server.url}`, ...usual, ...args], env)
  } finally {
    await server.close()
  }
}

const outcomes = ({ out }: Ended): Readonly<Record<string, string>> => {
  const { findings } = JSON.parse(out) as { findings: { about: string; outcome: string; says: string }[] }
  return Object.fromEntries(findings.map(({ about, outcome, says }) => [about, `${outcome}: ${says}`]))
}
const hourAgo = (): string => new Date(Date.now() - 3_600_000).toUTCString()

describe.concurrent('mis check', { timeout: 60_000 }, () => {
  it('reads a clinic, says what it saw, and writes nothing', async () => {
    const world = createWorld()
    const server = await listen(medeskMock(world, { apiKey: env.KEY }), { strict: false })
    const page = join(folder, 'report.md')
    const place = ['--set', `baseUrl=${server.url}`, '--report', page]
    const { code, out, err } = await mis(['check', 'medesk', ...place, ...usual], env)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('3 doctors asked for 2031-03-04 to 2031-03-17: 3 have free times, 0 have none')
    expect(out).toContain('visits begin between')
    expect(new Set(server.requests().map(({ method }) => method))).toEqual(new Set(['HEAD', 'GET']))
    const report = readFileSync(page, 'utf8')
    expect(report).toContain('| good | access | the credentials are taken |')
    for (const { lastName } of world.doctors()) expect(out + report).not.toContain(lastName)
    expect(out + report).not.toContain(env.KEY)
    await server.close()
  })

  it('a key that is not taken', async () => {
    const ended = await checked([{ when: { method: 'GET' }, fault: { status: 401 } }], '--json')
    expect(ended.code).toBe(1)
    expect(outcomes(ended).access).toBe('failed: listDoctors: unauthorized, status 401')
  })

  it('a schedule that fails, without a word of the answer', async () => {
    const body = JSON.stringify({ message: 'Пациент Иванов не найден' })
    const ended = await checked(
      [{ when: { operation: 'listSlots' }, times: 1, fault: { status: 500, body } }],
      '--json',
    )
    expect(ended.code).toBe(1)
    expect(outcomes(ended).schedule).toMatch(/^failed: .*; not read: 1 unavailable$/)
    expect(ended.out).not.toContain('Иванов')
  })

  it('a clock that is an hour behind', async () => {
    const fault = { status: 401, headers: { date: hourAgo() } }
    const ended = await checked([{ when: { method: 'HEAD' }, fault }], '--json')
    expect(ended.code).toBe(1)
    expect(outcomes(ended).clock).toMatch(/^failed: the server's clock is 3\d\d\d s behind/)
  })

  it('a zone that makes visits begin at night', async () => {
    const ended = await checked([], '--json', '--set', 'timeZone=Asia/Kamchatka')
    expect(outcomes(ended).zone).toBeDefined()
  })

  it('nobody at home', async () => {
    const server = await listen(medeskMock(createWorld(), { apiKey: env.KEY }))
    await server.close()
    const { code, out } = await mis(['check', 'medesk', '--set', `baseUrl=${server.url}`, ...usual], env)
    expect(code).toBe(1)
    expect(out).toContain('the connection is refused')
  })

  it('TLS: who signed it and for how long; options and certificates from files', async () => {
    const { ca, server: own, client } = testCertificates()
    const tls = { ...own, ca, requestCert: true, rejectUnauthorized: true }
    const server = await listen(emiasMock(createWorld(), { lpuCode: 'LPU-0' }), { tls, strict: false })
    const files = { 'ca.pem': ca, 'client.pem': client.cert, 'client.key': client.key }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const place = (name: string): string => `file:${join(folder, name)}`
    const options = {
      endpoint: `${server.url}/`,
      lpuCode: 'LPU-0',
      tls: { cert: place('client.pem'), key: place('client.key') },
    }
    writeFileSync(join(folder, 'emias.json'), JSON.stringify(options))
    const given = ['check', 'emias', '--options', join(folder, 'emias.json'), '--from', '2031-03-04', '--doctors', '1']
    const unknownCa = await mis([...given, '--json'])
    expect(outcomes(unknownCa).tls).toMatch(/^failed: .*(unknown CA|signed by itself|CA is not known|not complete)/)
    const good = await mis([...given, '--set', `tls.ca=${place('ca.pem')}`, '--json'])
    expect(outcomes(good).tls).toMatch(/^(good|warning): TLSv1\.3, certificate of .+, good for \d+ more days$/)
    expect(outcomes(good).schedule).toMatch(/^good/)
    await server.close()
  })
})
