import { describe, expect, it } from 'vitest'
import { createConsents, memoryStore, patientKey, plainSealer } from '../src/index.ts'
import { clinic, patient, slotOf } from './support/clinic.ts'

function ledger(required: readonly string[] = ['personal-data']) {
  let now = 0
  const store = memoryStore({ runtime: { now: () => ++now } })
  return createConsents({ store, required })
}

describe('the consent ledger', () => {
  it('stands where everything required was given', async () => {
    const consents = ledger(['personal-data', 'terms'])
    await consents.give('anna', 'personal-data')
    expect(await consents.stand('anna')).toBe(false)
    await consents.give('anna', 'terms')
    expect(await consents.stand('anna')).toBe(true)
    expect(await consents.stand('boris')).toBe(false)
  })

  it('the last word counts, and all of them stay', async () => {
    const consents = ledger()
    await consents.give('anna', 'personal-data', { version: '2031-03', source: 'site' })
    await consents.withdraw('anna', 'personal-data')
    expect(await consents.stand('anna')).toBe(false)
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

  it('asks for nothing where nothing is required', async () => {
    expect(await ledger([]).stand('anna')).toBe(true)
  })

  it('refuses a consent to nothing', async () => {
    await expect(ledger().give('anna', '')).rejects.toMatchObject({ code: 'invalid-request' })
  })
})

describe('a booking without the consent that is demanded', () => {
  it('is refused and leaves nothing; with it it is booked', async () => {
    const at = clinic()
    const desk = at.open({ requiredConsents: ['personal-data'] })
    const request = { slot: slotOf(at), patient, reference: 'one' }
    expect(await at.time.until(desk.book(request))).toMatchObject({
      status: 'refused',
      reason: { code: 'rejected', reason: 'consent-required' },
      alternatives: [],
    })
    expect(at.live()).toEqual([])
    expect(await desk.status('one')).toBeNull()
    const consents = createConsents({ store: at.store })
    await consents.give(await patientKey(plainSealer, patient), 'personal-data', { source: 'site' })
    expect(await at.time.until(desk.book(request))).toMatchObject({ status: 'booked' })
    await at.close()
  })
})
