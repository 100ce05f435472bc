// Adds up vitest's JSON reports: node tools/count-tests.ts <folder> [failed step …]. A step that failed without a failing
// test counts as one failure. Prints `N passed, N failed` last; exit 1 when anything failed or nothing ran.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
}

const [folder = '.', ...steps] = process.argv.slice(2)
const reports = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report)
const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0)
const failedTests = reports.reduce((sum, report) => sum + report.numFailedTests, 0)
const failed = Math.max(failedTests, steps.length)
for (const step of steps) console.log(`failed: ${step}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
