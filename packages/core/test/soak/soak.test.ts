import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { SoakReport } from './soak-child.ts'

const long = process.env.MIS_LONG === '1'
const [calls, overSockets] = long ? [1_000_000, 50_000] : [44_000, 2_200]
/** Where nothing leaks, a short run still shows compiled code settle. */
const mostMbPer100k = long ? 1 : 5

it(`${calls} calls under recommended(), one in twenty failing, leave nothing behind`, async () => {
  const child = fileURLToPath(new URL('./soak-child.ts', import.meta.url))
  const args = ['--conditions=@mis/source', '--expose-gc', child, String(calls), String(overSockets)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const report = JSON.parse(stdout) as SoakReport
  const { outcomes, ...rest } = report
  expect(rest, stdout).toMatchObject({ calls, warnings: [], listeners: 0, left: [] })
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(calls * 0.99)
  expect(outcomes['outcome-unknown'], 'the faults fell').toBeGreaterThan(0)
  expect(report.slopeMbPer100k, stdout).toBeLessThanOrEqual(mostMbPer100k)
}, 1_800_000)
