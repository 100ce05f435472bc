import { recommended, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { cases, conformance } from '../src/index.ts'
import { startFake } from './fake.ts'

const bare = conformance({ describe, it }, { vendor: 'fake', start: async (world) => startFake(world) })

const wrapped = conformance(
  { describe, it },
  {
    vendor: 'fake, wrapped',
    async start(world) {
      const { adapter, server } = startFake(world)
      const lines: string[] = []
      const layers = recommended({ log: (entry) => void lines.push(JSON.stringify(entry)) })
      return { adapter: wrap(adapter, layers), server, output: () => lines.join('\n') }
    },
  },
)

describe('the suite', () => {
  it('runs the same number of cases on every adapter', () => {
    expect([bare, wrapped]).toEqual([cases.length, cases.length])
  })

  it('refuses to run without cases', () => {
    expect(() =>
      conformance({ describe, it }, { vendor: 'fake', start: async (world) => startFake(world) }, []),
    ).toThrow('no cases')
  })
})
