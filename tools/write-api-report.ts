// Writes docs/api-report/<package>.api.md for every package, and prints how large each is: pnpm api-report
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiReport } from './lib/api-report.ts'
import { root } from './lib/files.ts'
import { emptyProject, packAll } from './lib/packed.ts'
import { sizeOf } from './lib/size-budgets.ts'

const reports = join(root, 'docs/api-report')
const folder = mkdtempSync(join(tmpdir(), 'mis-packed-'))
try {
  const packed = await packAll(folder)
  const project = join(folder, 'project')
  emptyProject(project, packed)
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports)
  for (const one of packed) {
    writeFileSync(join(reports, `${one.home}.api.md`), apiReport(project, one))
    const { packed: bytes, unpacked, files } = sizeOf(one)
    console.log(`${one.home}: ${bytes} bytes packed, ${unpacked} unpacked, ${files} files`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
