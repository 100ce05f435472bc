import { type OptionalOperation, operationNames, operations } from '@mis/core'
import { createWorld } from '@mis/mock'
import type { Case, Family, Subject } from './case.ts'
import { cases } from './cases.ts'
import { runCase } from './run.ts'

/** How one adapter fared. */
export interface Support {
  readonly vendor: string
  /** The optional operations it grants. */
  readonly granted: readonly OptionalOperation[]
  readonly outcomes: readonly { readonly family: Family; readonly name: string; readonly passed: boolean }[]
}

const optional = operationNames.filter((name): name is OptionalOperation => operations[name].gate !== null)

/** Runs every case, one after another and without a test runner, and says which ones held. */
export async function supportOf(subject: Subject, selected: readonly Case[] = cases): Promise<Support> {
  const { adapter, server } = await subject.start(createWorld())
  const granted = optional.filter((name) => name in adapter)
  await adapter.close()
  await server.close()
  const outcomes: { family: Family; name: string; passed: boolean }[] = []
  for (const one of selected) {
    const passed = await runCase(one, subject).then(
      () => true,
      () => false,
    )
    outcomes.push({ family: one.family, name: one.name, passed })
  }
  return { vendor: subject.vendor, granted, outcomes }
}

/** The support matrix as a Markdown table: a column an adapter, a row an optional operation and a family of cases. */
export function supportMatrix(columns: readonly Support[]): string {
  const families = [...new Set(columns.flatMap(({ outcomes }) => outcomes.map(({ family }) => family)))]
  const rows = [
    ['', ...columns.map(({ vendor }) => vendor)],
    ['---', ...columns.map(() => '---')],
    ...optional.map((name) => [`\`${name}\``, ...columns.map(({ granted }) => (granted.includes(name) ? 'yes' : '–'))]),
    ...families.map((family) => [family, ...columns.map((column) => score(column, family))]),
  ]
  return `${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

function score({ outcomes }: Support, family: Family): string {
  const own = outcomes.filter((outcome) => outcome.family === family)
  return `${own.filter(({ passed }) => passed).length} of ${own.length}`
}
