import { describe, expect, it } from 'vitest'
import { cases, mutants, runCase } from '../src/index.ts'
import { startFake } from './fake.ts'

describe('a mutant', () => {
  it('stands beside every case, and every case has a sentence of its own', () => {
    expect(Object.keys(mutants).sort()).toEqual(cases.map(({ name }) => name).sort())
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })

  for (const one of cases) {
    const { bug, spoil } = mutants[one.name]
    it(`that ${bug} fails: ${one.name}`, async () => {
      const start = async (world: Parameters<typeof startFake>[0]) => {
        const fake = startFake(world)
        return { adapter: spoil(fake), server: fake.server }
      }
      await expect(runCase(one, { vendor: 'mutant', start })).rejects.toThrow()
    })
  }
})
