import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MisAdapter } from '@mis/core'
import { createEmias } from '@mis/emias'
import { createInfoclinica } from '@mis/infoclinica'
import { createMedesk } from '@mis/medesk'
import { createWorld, testPatient } from '@mis/mock'
import { createOneCMedicine } from '@mis/onec-medicine'
import { describe, expect, it } from 'vitest'
import { running } from './process.ts'

interface Ready {
  readonly url: string
  readonly now: string
  readonly files: string
  readonly [credential: string]: string
}

const timeZone = 'Europe/Moscow'
const vendors: Readonly<Record<string, (ready: Ready) => MisAdapter>> = {
  medesk: ({ url, apiKey = '' }) => createMedesk({ baseUrl: url, apiKey, timeZone }),
  'onec-medicine': ({ url, username = '', password = '' }) =>
    createOneCMedicine({ baseUrl: url, username, password, timeZone }),
  'onec-medicine --profile bit-umc': ({ url, username = '', password = '', key = '' }) =>
    createOneCMedicine({ profile: 'bit-umc', baseUrl: url, username, password, key, timeZone }),
  infoclinica: ({ url, token = '' }) => createInfoclinica({ baseUrl: url, auth: { kind: 'bearer', token }, timeZone }),
  emias({ url, files, lpuCode = '' }) {
    const [ca, cert, key] = ['ca.pem', 'client.pem', 'client.key'].map((name) => readFileSync(join(files, name)))
    return createEmias({ endpoint: `${url}/`, tls: { ca: ca ?? '', cert: cert ?? '', key: key ?? '' }, lpuCode })
  },
}

async function readyOf(line: Promise<string | undefined>): Promise<Ready> {
  return JSON.parse((await line) ?? '{}')
}

async function bookOnce(mis: MisAdapter, patient = testPatient(1)): Promise<string> {
  const [doctor] = (await mis.listDoctors({})).items
  const { slots } = await mis.listSlots({ doctorId: doctor?.id ?? '', from: '2031-03-04', to: '2031-03-10' })
  const [slot] = slots
  if (!slot) throw new Error('nothing is free')
  return (await mis.book({ slot, patient })).status
}

describe.concurrent('mis mock', { timeout: 60_000 }, () => {
  it.each(Object.keys(vendors))('%s: is booked with what it printed, and ends by Ctrl-C', async (words) => {
    const mock = running('mock', ...words.split(' '), '--json')
    const ready = await readyOf(mock.line())
    const mis = vendors[words]?.(ready)
    if (!mis) throw new Error(words)
    expect(await bookOnce(mis)).toBe('booked')
    await mis.close()
    expect(await mock.stop()).toBe(0)
    if (ready.files) expect(existsSync(ready.files)).toBe(false)
  })

  it('prints credentials, a curl line that works, and what arrives without its query', async () => {
    const mock = running('mock', 'medesk')
    const lines: string[] = []
    while (!lines.at(-1)?.startsWith('Ctrl-C')) lines.push((await mock.line()) ?? '')
    const text = lines.join('\n')
    expect(text).toMatch(/^Mock Medesk at http:\/\/127\.0\.0\.1:\d+\n {2}apiKey +test-key\n/)
    const [, header = '', url = ''] = /curl -H '([^']+)' '([^']+schedules[^']+)'/.exec(text) ?? []
    const [name = '', value = ''] = header.split(': ')
    const answer = await fetch(url, { headers: { [name]: value } })
    expect(answer.status).toBe(200)
    expect(JSON.stringify(await answer.json())).toContain('free_slots')
    expect(await mock.line()).toBe('GET /schedules 200 listSlots')
    await mock.stop()
  })

  it('has the world, the clock and the faults it was given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mis-world-'))
    const file = join(folder, 'world.json')
    const options = { seed: 7, timeZone: 'Asia/Irkutsk' }
    const [slot] = createWorld({ ...options, now: '2031-05-05T01:00:00Z' }).freeSlots({ clinicId: '1' })
    writeFileSync(file, JSON.stringify({ ...options, visits: { 1: [slot?.id] } }))
    const given = ['--world', file, '--clock', '2031-05-05T01:00:00Z', '--speed', '0', '--fault', '503@listDoctors=1x']
    const mock = running('mock', 'medesk', '--json', ...given)
    const { url, now, apiKey = '' } = await readyOf(mock.line())
    expect(now).toBe('2031-05-05T09:00:00+08:00')
    const headers = { authorization: `Bearer ${apiKey}` }
    const statuses = [await fetch(`${url}/doctors`, { headers }), await fetch(`${url}/doctors`, { headers })]
    expect(statuses.map(({ status }) => status)).toEqual([503, 200])
    const phone = encodeURIComponent(testPatient(1).phone)
    const kept = await fetch(`${url}/appointments?patient_phone=${phone}&from=2031-05-01`, { headers })
    expect(JSON.stringify(await kept.json())).toContain('2031-05-')
    expect(JSON.parse((await mock.line()) ?? '')).toMatchObject({ path: '/doctors', status: 503 })
    await mock.stop()
    rmSync(folder, { recursive: true })
  })

  it('names the member of a world file that is wrong, and a port that is taken', async () => {
    const first = running('mock', 'medesk', '--json')
    const { url } = await readyOf(first.line())
    const second = running('mock', 'medesk', '--port', new URL(url).port)
    expect(await second.line()).toBeUndefined()
    expect(await second.stop()).toBe(2)
    await first.stop()
  })
})
