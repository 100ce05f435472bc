// The section of docs/benchmarks.md about what is installed; `node src/weight-page.ts` rewrites it alone.
import { readFileSync, writeFileSync } from 'node:fs'
import { measureWeights, type Weight } from './weight.ts'

const [begin, end] = ['<!-- weight:begin -->', '<!-- weight:end -->']

export function weightSection(weights: readonly Weight[], runs: number): string {
  const rows = weights.map(({ title, packages, files, bytes, modules, importMs }) => {
    const size = (bytes / 1e6).toFixed(1)
    return `| ${title} | ${packages} | ${files} | ${size} | ${modules} | ${importMs.toFixed(0)} |`
  })
  return [
    begin,
    '## What is installed',
    '',
    'Each set in an empty project by `npm install`, our packages from tarballs, without optional peers. Modules: files loaded by',
    `importing the set. Import: a process that imports it less an empty one, the least of ${runs} each.`,
    '',
    '| what | packages | files | MB | modules | import, ms |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    end,
  ].join('\n')
}

/** The page with this section in place of the one it has, or at its end. */
function withWeights(page: string, section: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < 0) return `${page.trimEnd()}\n\n${section}\n`
  return `${page.slice(0, from)}${section}${page.slice(to + end.length)}`
}

if (import.meta.main) {
  const page = new URL('../../../docs/benchmarks.md', import.meta.url)
  const runs = 5
  const section = weightSection(await measureWeights(runs), runs)
  console.log(section)
  writeFileSync(page, withWeights(readFileSync(page, 'utf8'), section))
}
