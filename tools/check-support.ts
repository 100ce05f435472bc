// Compares the support matrix of the README with what the tests of the adapters have just found, as vitest's JSON report
// holds it: node --conditions=@mis/source tools/check-support.ts <report.json>
import { readFileSync } from 'node:fs'
import { read } from './lib/files.ts'
import { type Report, reportedSupportTable, withSupport } from './lib/support.ts'

const [path = ''] = process.argv.slice(2)
const table = await reportedSupportTable(JSON.parse(readFileSync(path, 'utf8')) as Report)
console.log(table)
if (withSupport(read('README.md'), table) !== read('README.md')) {
  console.log('The README says otherwise: node --conditions=@mis/source tools/write-docs.ts')
  process.exitCode = 1
}
