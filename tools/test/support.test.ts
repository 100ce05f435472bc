import { cases } from '@mis/conformance'
import { describe, expect, it } from 'vitest'
import { read } from '../lib/files.ts'
import { columns, fullSupportTable, type Report, reportedSupportTable, withSupport } from '../lib/support.ts'

const passed = columns.flatMap(([, { vendor }]) =>
  cases.map(({ family, name }) => ({
    ancestorTitles: [`${vendor} conformance`, family],
    title: name as string,
    status: 'passed',
  })),
)
const report = (...tests: readonly Report['testResults'][number]['assertionResults'][number][]): Report => ({
  testResults: [{ assertionResults: tests }],
})

describe('the support matrix of the README', () => {
  it('has every case, and the operations of the adapters (node --conditions=@mis/source tools/write-docs.ts)', async () => {
    expect(withSupport(read('README.md'), await fullSupportTable())).toBe(read('README.md'))
  })

  it('is what the run of all tests reports where every case held', async () => {
    expect(await reportedSupportTable(report(...passed))).toBe(await fullSupportTable())
  })

  it.each(['failed', 'skipped', undefined])('differs where the status of one case is %s', async (status) => {
    const [first, ...others] = passed
    if (!first) expect.fail('no cases')
    const table = await reportedSupportTable(report(...others, ...(status ? [{ ...first, status }] : [])))
    expect(table).not.toBe(await fullSupportTable())
  })
})
