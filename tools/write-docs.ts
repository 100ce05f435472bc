// Writes what is made from code: docs/errors.md from the code table, docs/faults.md from the
// fault table, the support matrix of the README from the suite.
// node --conditions=@mis/source tools/write-docs.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorsPage } from './lib/errors-page.ts'
import { faultsPage } from './lib/faults-page.ts'
import { read, root } from './lib/files.ts'
import { supportTable, withSupport } from './lib/support.ts'

writeFileSync(join(root, 'docs/errors.md'), errorsPage())
writeFileSync(join(root, 'docs/faults.md'), faultsPage())
writeFileSync(join(root, 'README.md'), withSupport(read('README.md'), await supportTable()))
