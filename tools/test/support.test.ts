import { describe, expect, it } from 'vitest'
import { read } from '../lib/files.ts'
import { supportTable, withSupport } from '../lib/support.ts'

describe('the support matrix of the README', () => {
  it('is what the suite says now (node --conditions=@mis/source tools/write-docs.ts)', async () => {
    const table = await supportTable()
    expect(withSupport(read('README.md'), table)).toBe(read('README.md'))
    for (const [, passed, all] of table.matchAll(/(\d+) of (\d+)/g)) expect(passed).toBe(all)
  }, 600_000)
})
