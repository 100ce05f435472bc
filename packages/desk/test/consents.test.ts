import { describe, expect, it } from 'vitest'
import { createConsents, memoryStore } from '../src/index.ts'

function ledger(required: readonly string[] = ['personal-data']) {
  let now = 0
  const store = memoryStore({ runtime: { now: () => ++now } })
  return createConsents({ store, required })
}

describe('the consent ledger', () => {
  it('a booking without the consent demanded is refused, and with it is not', async () => {
    const consents = ledger(['personal-data', 'terms'])
    await consents.give('anna', 'personal-data')
    await expect(consents.demand('anna')).rejects.toMatchObject({
      code: 'rejected',
      details: { reason: 'consent-required' },
      message: expect.stringMatching(/not consented to: terms\)$/),
    })
    await consents.give('anna', 'terms')
    await consents.demand('anna')
    await expect(consents.demand('boris')).rejects.toMatchObject({ code: 'rejected' })
  })

  it('the last word counts, and all of them stay', async () => {
    const consents = ledger()
    await consents.give('anna', 'personal-data', { version: '2031-03', source: 'site' })
    await consents.withdraw('anna', 'personal-data')
    await expect(consents.demand('anna')).rejects.toMatchObject({ code: 'rejected' })
    await consents.give('anna', 'personal-data')
    expect([...(await consents.standing('anna'))]).toEqual(['personal-data'])
    const history = await consents.history('anna')
    expect(history.map(({ act, at }) => [act, at])).toEqual([
      ['given', 1],
      ['withdrawn', 2],
      ['given', 3],
    ])
    expect(history[0]).toMatchObject({ version: '2031-03', source: 'site' })
  })

  it('demands nothing where nothing is required', async () => {
    await ledger([]).demand('anna')
  })

  it('refuses a consent to nothing', async () => {
    await expect(ledger().give('anna', '')).rejects.toMatchObject({ code: 'invalid-request' })
  })
})
