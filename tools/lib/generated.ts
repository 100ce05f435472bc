import { errorsPage } from './errors-page.ts'
import { read } from './files.ts'
import { withSupportTable } from './support.ts'

/** The pages that are made from code, by path. */
export function generatedPages(): Map<string, string> {
  return new Map([
    ['docs/errors.md', errorsPage()],
    ['README.md', withSupportTable(read('README.md'))],
  ])
}
