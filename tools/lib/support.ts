// The support table of the README: what each adapter grants, and how many cases of the suite it runs.
import { cases } from '@mis/conformance'
import { type MisAdapter, type OptionalOperation, operationNames, operations, supports } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { createWorld, fakeMis } from '@mis/mock'

const adapters: readonly (readonly [name: string, adapter: MisAdapter])[] = [
  ['`@mis/medesk`', createMedesk({ apiKey: 'key', timeZone: 'Europe/Moscow' })],
  ['`fakeMis`', fakeMis(createWorld())],
]
const optional = operationNames.filter((name): name is OptionalOperation => operations[name].gate !== null)

function supportTable(): string {
  const head = ['', ...adapters.map(([name]) => name)]
  const rows = optional.map((name) => [
    `\`${name}\``,
    ...adapters.map(([, adapter]) => (supports(adapter, name) ? 'yes' : '–')),
  ])
  rows.push(['conformance cases', ...adapters.map(() => String(cases.length))])
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
  return `All adapters have \`listDoctors\`, \`listSlots\`, \`book\` and \`cancel\`. Beyond that:\n\n${lines.join('\n')}`
}

/** The page with the table between its two marks replaced. */
export function withSupportTable(page: string): string {
  const [begin, end] = ['<!-- support:begin -->', '<!-- support:end -->']
  const [before, after] = [page.indexOf(begin), page.indexOf(end)]
  if (before < 0 || after < before) throw new Error(`README.md lacks ${begin} or ${end}`)
  return `${page.slice(0, before + begin.length)}\n${supportTable()}\n${page.slice(after)}`
}
