import type { World } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { cases, mutants, runCase } from '../src/index.ts'
import { startFake } from './fake.ts'

describe('a mutant', () => {
  it('stands beside every case, and every case has a sentence of its own', () => {
    expect(Object.keys(mutants).sort()).toEqual(cases.map(({ name }) => name).sort())
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })

  for (const one of cases) {
    const { bug, hangs, spoil } = mutants[one.name]
    const start = async (world: World) => {
      const fake = startFake(world)
      return { adapter: spoil(fake), server: fake.server }
    }
    // Those that wait in vain wait together.
    const test = hangs ? it.concurrent : it
    test(`that ${bug} fails: ${one.name}`, async () => {
      await expect(runCase(one, { vendor: 'mutant', start })).rejects.toThrow()
    })
  }
})
