import { describe, expect, it } from 'vitest'
import { secretsOf } from '../src/login/secrets.ts'
import { failureOf, type Place, place } from './login-support.ts'
import { redirectUri } from './mock-support.ts'

const secret = 's'.repeat(32)
const minute = 60_000

/** A sign-in up to the callback. */
async function begun(here: Place) {
  const { url, transaction } = await here.auth.beginLogin()
  return { transaction, callback: await here.browser(url) }
}

describe('a transaction', () => {
  it('completes one sign-in, not two', async () => {
    const here = place()
    const { transaction, callback } = await begun(here)
    await here.auth.completeLogin(callback, transaction)
    const failure = await failureOf(here.auth.completeLogin(callback, transaction))
    expect(failure).toMatchObject({ reason: 'transaction-used', kind: 'retryable', code: null })
    expect(here.tokenCalls()).toHaveLength(1)
  })

  it('completes one of two callbacks that come at once', async () => {
    const here = place()
    const { transaction, callback } = await begun(here)
    const outcomes = await Promise.allSettled([1, 2].map(() => here.auth.completeLogin(callback, transaction)))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(here.tokenCalls()).toHaveLength(1)
  })

  it('lasts ten minutes', async () => {
    const here = place({}, { windowSeconds: 3_600 })
    for (const [afterMs, reason] of [
      [10 * minute - 1, 'none'],
      [10 * minute, 'transaction-expired'],
    ] as const) {
      const { transaction, callback } = await begun(here)
      here.machine.nowMs += afterMs
      const outcome = await here.auth.completeLogin(callback, transaction).then(
        () => 'none',
        (error: { reason: string }) => error.reason,
      )
      expect(outcome).toBe(reason)
    }
  })

  it('is remembered as used while others are forgotten', async () => {
    const here = place({}, { windowSeconds: 3_600 })
    const completed = async () => {
      const it = await begun(here)
      await here.auth.completeLogin(it.callback, it.transaction)
      return it
    }
    await completed()
    here.machine.nowMs += 9 * minute
    const { callback, transaction } = await completed()
    here.machine.nowMs += 3 * minute
    await completed()
    expect((await failureOf(here.auth.completeLogin(callback, transaction))).reason).toBe('transaction-used')
  })

  it('does not come from the future, but for a minute between two machines', async () => {
    const here = place()
    for (const [aheadMs, reason] of [
      [minute, 'none'],
      [minute + 1, 'transaction-expired'],
    ] as const) {
      const { transaction, callback } = await begun(here)
      here.machine.nowMs -= aheadMs
      const outcome = await here.auth.completeLogin(callback, transaction).then(
        () => 'none',
        (error: { reason: string }) => error.reason,
      )
      expect(outcome).toBe(reason)
      here.machine.nowMs += aheadMs
    }
  })

  it('is of the instance that began, unless the secret is shared', async () => {
    const here = place()
    const { transaction, callback } = await begun(here)
    expect((await failureOf(place().auth.completeLogin(callback, transaction))).reason).toBe('transaction-invalid')

    const sharing = place({ transactionSecret: secret })
    const other = place({
      transactionSecret: secret,
      baseUrl: sharing.server.url,
      certificates: sharing.mock.certificates(),
      runtime: { fetch: sharing.server.fetch },
    })
    const shared = await begun(sharing)
    await expect(other.auth.completeLogin(shared.callback, shared.transaction)).resolves.toHaveProperty('patient')
  })

  it('is not of another system that shares the secret', async () => {
    const here = place({ transactionSecret: secret })
    const other = place({ transactionSecret: secret, clientId: 'CLINIC02' })
    const { transaction, callback } = await begun(here)
    expect((await failureOf(other.auth.completeLogin(callback, transaction))).reason).toBe('transaction-invalid')
  })

  it('is remembered by the app where it wants to', async () => {
    const claimed = new Set<string>()
    const claimTransaction = async (id: string) => !claimed.has(id) && claimed.add(id).has(id)
    const here = place({ claimTransaction })
    const { transaction, callback } = await begun(here)
    await here.auth.completeLogin(callback, transaction)
    expect((await failureOf(here.auth.completeLogin(callback, transaction))).reason).toBe('transaction-used')
    expect(claimed).toEqual(new Set([callback.searchParams.get('state')]))
  })

  it('holds nothing but what began: no secret, no person', async () => {
    const { transaction } = await place().auth.beginLogin()
    const payload = JSON.parse(Buffer.from(transaction.split('.')[1] ?? '', 'base64url').toString())
    expect(Object.keys(payload).toSorted()).toEqual(['clientId', 'issuedAt', 'redirectUri', 'scope', 'state'])
  })

  it('is refused in any changed form', async () => {
    const here = place()
    const { transaction, callback } = await begun(here)
    const [version, payload = '', signature = ''] = transaction.split('.')
    const later = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...later, issuedAt: later.issuedAt + 1 })).toString('base64url')
    const changed = [
      '',
      'x',
      `${version}.${payload}`,
      `${version}.${payload}.`,
      `${version}.${forged}.${signature}`,
      `esia2.${payload}.${signature}`,
      `${transaction}.x`,
      transaction.slice(0, -1),
      `${version}.${payload}.${signature.toUpperCase()}`,
      'x'.repeat(100_000),
      undefined as unknown as string,
    ]
    for (const each of changed) {
      expect((await failureOf(here.auth.completeLogin(callback, each))).reason).toBe('transaction-invalid')
    }
    await expect(here.auth.completeLogin(callback, transaction)).resolves.toHaveProperty('patient')
  })
})

describe('one secret', () => {
  it('makes another text for each purpose and each state', () => {
    const secrets = secretsOf(secret)
    const made = ['pkce', 'nonce', 'transaction'].flatMap((purpose) =>
      ['a', 'b'].map((text) => secrets.sign(purpose, text)),
    )
    expect(new Set(made).size).toBe(6)
    expect(secretsOf(secret).sign('pkce', 'a')).toBe(made[0])
  })
})

describe('a callback', () => {
  it('of another sign-in is refused, and spends nothing', async () => {
    const here = place()
    const [mine, theirs] = [await begun(here), await begun(here)]
    const failure = await failureOf(here.auth.completeLogin(theirs.callback, mine.transaction))
    expect(failure).toMatchObject({ reason: 'state-mismatch', kind: 'retryable' })
    expect(here.tokenCalls()).toEqual([])
    await expect(here.auth.completeLogin(mine.callback, mine.transaction)).resolves.toHaveProperty('patient')
  })

  it('may come as an address, as its parameters, or as an object', async () => {
    const here = place()
    for (const form of [
      (url: URL) => url,
      (url: URL) => url.searchParams,
      (url: URL) => Object.fromEntries(url.searchParams),
    ]) {
      const { transaction, callback } = await begun(here)
      await expect(here.auth.completeLogin(form(callback), transaction)).resolves.toHaveProperty('patient')
    }
  })

  it('is refused where something is missing or stands there twice, and spends nothing', async () => {
    const here = place()
    const { transaction, callback } = await begun(here)
    const { code = '', state = '' } = Object.fromEntries(callback.searchParams)
    const broken = [
      {},
      { code },
      { state },
      { code: '', state },
      { code, state, error: 'access_denied' },
      { code: [code, code], state },
      { code, state: [state, 'x'] },
      { code: { toString: () => code }, state },
      new URLSearchParams(`code=${code}&state=${state}&state=x`),
      new URL(`${redirectUri}?code=${code}&code=x&state=${state}`),
      { code: 'x'.repeat(20_000), state },
    ]
    for (const each of broken) {
      expect((await failureOf(here.auth.completeLogin(each, transaction))).reason).toBe('callback-incomplete')
    }
    await expect(here.auth.completeLogin(callback, transaction)).resolves.toHaveProperty('patient')
  })

  it('that names an error says the code of ESIA, and nothing of its text', async () => {
    const here = place()
    for (const [parameters, expected] of [
      [{ error: 'invalid_request', error_description: 'ESIA-007053: Тестова' }, { code: 'ESIA-007053' }],
      [{ error: 'access_denied' }, { code: null, reason: 'declined', kind: 'user' }],
      [{ error: 'ESIA-007019' }, { code: 'ESIA-007019', reason: 'scope-not-granted' }],
      [
        { error: 'Тестова', error_description: 'Тестова' },
        { code: null, reason: 'unknown', kind: 'bug' },
      ],
    ] as const) {
      const { url, transaction } = await here.auth.beginLogin()
      const state = new URL(url).searchParams.get('state')
      const failure = await failureOf(here.auth.completeLogin({ ...parameters, state }, transaction))
      expect(failure).toMatchObject(expected)
      expect(JSON.stringify(failure)).not.toContain('Тестова')
    }
  })

  it('with a code that was used before is told to begin again', async () => {
    const here = place({ transactionSecret: secret, claimTransaction: async () => true })
    const { transaction, callback } = await begun(here)
    await here.auth.completeLogin(callback, transaction)
    const failure = await failureOf(here.auth.completeLogin(callback, transaction))
    expect(failure).toMatchObject({ reason: 'grant-invalid', code: 'ESIA-007011', kind: 'retryable' })
    expect(failure.forPatient).toContain('Начните вход')
  })
})
