import { generateKeyPairSync } from 'node:crypto'
import { isMisError } from '@mis/core'
import { createEmias } from '@mis/emias'
import { emiasMock } from '@mis/emias/mock'
import { createWorld, listen } from '@mis/mock'
import { describe, expect, it, onTestFinished } from 'vitest'
import { certificates, clinic, day, failing, lpuCode, mutual, ours } from './support.ts'

const { ca, client, clientForeign, clientExpired, clientExpiringSoon, serverWrongHost, serverExpired } = certificates
const strangeKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
const query = { doctorId: '1', from: day, to: day }

describe('a handshake that fails says what is wrong, and nothing was done', () => {
  async function against(tls: object, our: object) {
    const server = await listen(emiasMock(createWorld(), { lpuCode }), { tls: { ...mutual, ...tls } })
    onTestFinished(() => server.close())
    const adapter = createEmias({ endpoint: `${server.url}/`, tls: our, lpuCode })
    onTestFinished(() => adapter.close())
    const error = await failing(adapter.listSlots(query))
    expect(server.requests()).toEqual([])
    expect(error.happened).toBe('no')
    return error
  }

  it('no certificate of ours', async () => {
    const error = await against({}, { ca })
    // In TLS 1.3 the alert follows our request, and the hang-up that follows it may overtake it.
    expect(['unauthorized', 'unavailable']).toContain(error.code)
    expect(error.message).toMatch(/certificate/i)
  })
  it('a certificate of ours from another authority', async () => {
    const { cert, key } = clientForeign
    // This server hangs up without the alert that would say why: the hint names what may be wrong.
    const error = await against({}, { cert, key, ca })
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(error.message).toMatch(/certificate/i)
  })
  it('a server with another host name', async () => {
    const error = await against(serverWrongHost, ours)
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(error.message).toMatch(/name/i)
  })
  it('a server whose certificate has expired', async () => {
    const error = await against(serverExpired, ours)
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(error.message).toMatch(/expired/i)
  })
  it('a server of another authority', async () => {
    const { cert, key } = client
    const error = await against({}, { cert, key, ca: certificates.foreignCa })
    expect(error).toMatchObject({ code: 'unavailable' })
  })
})

describe('a certificate that cannot work is refused at construction, in words a person understands', () => {
  const create = (tls: object) => () => createEmias({ endpoint: 'https://emias.test/S.svc', tls, lpuCode })
  const { cert, pfx, passphrase, encryptedKey } = client
  const cases: readonly (readonly [title: string, tls: object, field: string, said: RegExp])[] = [
    [
      'an expired one',
      { cert: clientExpired.cert, key: clientExpired.key, ca },
      'tls.cert',
      /expired on \d{4}-\d\d-\d\d/,
    ],
    ['a wrong passphrase of a PFX', { pfx, passphrase: 'wrong', ca }, 'tls.passphrase', /passphrase/],
    [
      'a wrong passphrase of a key',
      { cert, key: encryptedKey, passphrase: 'wrong', ca },
      'tls.passphrase',
      /passphrase/,
    ],
    ['a key of another certificate', { cert, key: strangeKey, ca }, 'tls.key', /key/],
    ['a file that is no PFX', { pfx: Buffer.from('no'), passphrase, ca }, 'tls.pfx', /pfx/i],
  ]
  for (const [title, tls, field, said] of cases) {
    it(title, () => {
      expect(create(tls)).toThrow(said)
      try {
        create(tls)()
      } catch (error) {
        expect(isMisError(error, 'invalid-request') && error.details.fields).toEqual([field])
      }
    })
  }

  it('and a good one is not', async () => {
    const adapter = createEmias({ endpoint: 'https://emias.test/S.svc', tls: { pfx, passphrase, ca }, lpuCode })
    onTestFinished(() => adapter.close())
    expect(adapter.certificate()).toMatchObject({ notAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) })
  })
})

describe('a certificate that runs out', () => {
  it('is announced once a day of calls, within 30 days of its end', async () => {
    const told: unknown[] = []
    let now = Date.now()
    const { cert, key } = clientExpiringSoon
    const { adapter } = await clinic(
      {},
      {
        tls: { cert, key, ca },
        onCertificateExpiring: (certificate) => void told.push(certificate),
        runtime: { now: () => now },
      },
    )
    await adapter.listDoctors({})
    await adapter.listDoctors({})
    expect(told).toEqual([{ ...adapter.certificate(), daysLeft: 9 }])
    now += 86_400_000
    await adapter.listDoctors({})
    expect(told).toHaveLength(2)
  })

  it('is not announced while it is far, and a listener that throws harms no call', async () => {
    const listener = () => {
      throw new Error('listener')
    }
    const { adapter } = await clinic({}, { onCertificateExpiring: listener, certificateWarningDays: 30_000 })
    await expect(adapter.listDoctors({})).resolves.toBeDefined()
    const told: unknown[] = []
    const calm = await clinic({}, { onCertificateExpiring: (certificate) => void told.push(certificate) })
    await calm.adapter.listDoctors({})
    expect(told).toEqual([])
  })

  it('is changed without a restart', async () => {
    const { cert, key } = clientExpiringSoon
    const { adapter, server } = await clinic({}, { tls: { cert, key, ca } })
    await adapter.listDoctors({})
    const before = adapter.certificate()
    await adapter.updateTls(ours)
    expect(adapter.certificate()).not.toEqual(before)
    await adapter.listDoctors({})
    expect(server.requests()).toHaveLength(2)
    await expect(adapter.updateTls({ ...ours, key: strangeKey })).rejects.toMatchObject({
      details: { fields: ['tls.key'] },
    })
    await adapter.listDoctors({})
  })
})

describe('connections', () => {
  it('a thousand calls one after another are no thousand handshakes', async () => {
    const { adapter, server } = await clinic({}, { without: [] })
    let most = 0
    for (let call = 0; call < 1_000; call += 1) {
      await adapter.getAppointment({ id: '1', clinicId: '1', doctorId: '1', start: `${day}T09:00:00+03:00` })
      most = Math.max(most, server.connections())
    }
    // The next request may come before the last answer's connection is free again.
    expect(most).toBeLessThanOrEqual(2)
  }, 120_000)

  it('closing leaves none', async () => {
    const { adapter, server } = await clinic()
    await adapter.listDoctors({})
    expect(server.connections()).toBe(1)
    await adapter.close()
    await expect.poll(() => server.connections()).toBe(0)
  })
})
