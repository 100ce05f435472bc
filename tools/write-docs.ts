// Writes the pages that are made from code: node --conditions=@mis/source tools/write-docs.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/files.ts'
import { generatedPages } from './lib/generated.ts'

for (const [path, text] of generatedPages()) writeFileSync(join(root, path), text)
