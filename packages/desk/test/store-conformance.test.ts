import { describe, expect, it } from 'vitest'
import { runStoreCase, storeCases, storeConformance, storeMutants } from '../src/testing/index.ts'
import { memorySubject, overStores } from './support/store-subjects.ts'

overStores((subject) => storeConformance({ describe, it }, subject))

describe('a store that', () => {
  it('has a mutant beside every case, and every case has a sentence of its own', () => {
    expect(Object.keys(storeMutants).sort()).toEqual(storeCases.map(({ name }) => name).sort())
    expect(new Set(storeCases.map(({ name }) => name)).size).toBe(storeCases.length)
  })

  for (const one of storeCases) {
    const { bug, spoil } = storeMutants[one.name]
    const start = async () => {
      const started = await memorySubject.start()
      const store = spoil(started.store)
      return { ...started, store, another: async () => store }
    }
    it(`${bug} fails: ${one.name}`, async () => {
      await expect(runStoreCase(one, { name: 'mutant', start })).rejects.toThrow()
    })
  }
})
