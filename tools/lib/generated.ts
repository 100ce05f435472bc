import { errorsPage } from './errors-page.ts'

/** The pages that are made from code, by path. */
export function generatedPages(): Map<string, string> {
  return new Map([['docs/errors.md', errorsPage()]])
}
