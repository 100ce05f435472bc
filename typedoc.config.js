// The API reference: every entry of every package, from its sources.
import { readdirSync, readFileSync } from 'node:fs'
import { OptionDefaults } from 'typedoc'

const homes = readdirSync(new URL('packages', import.meta.url))
const entryPoints = homes.flatMap((home) => {
  const { exports } = JSON.parse(readFileSync(new URL(`packages/${home}/package.json`, import.meta.url), 'utf8'))
  return Object.values(exports).flatMap((entry) =>
    entry['@mis/source'] ? [`packages/${home}/${entry['@mis/source'].slice(2)}`] : [],
  )
})

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'mis',
  entryPoints,
  tsconfig: 'tsconfig.json',
  disableSources: true,
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'mermaid'],
  // Types that only an export of ours names need no page of their own.
  validation: { notExported: false },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  out: 'docs/api',
}
