// The support matrix of the README: the suite's own output for each adapter that stands in this repository.
import { cases, type Started, type Subject, type Support, supportMatrix, supportOf } from '@mis/conformance'
import { fakeDialect, fakeMis, inProcess, type World } from '@mis/mock'
import { emias } from '../../packages/emias/test/subjects.ts'
import { gateway, portal } from '../../packages/infoclinica/test/subjects.ts'
import { medesk } from '../../packages/medesk/test/subjects.ts'
import { bitUmc } from '../../packages/onec-medicine/test/bit-umc-subjects.ts'
import { medapi, medapiExtended } from '../../packages/onec-medicine/test/subjects.ts'

async function fake(world: World): Promise<Started> {
  const server = inProcess(fakeDialect(world))
  return { adapter: fakeMis(world, { server }), server }
}

/** The adapters in the order of the matrix. */
export const columns: readonly (readonly [title: string, subject: Subject])[] = [
  ['Medesk', medesk],
  ['1C `medapi`', medapi],
  ['… with our 1C side', medapiExtended],
  ['1C `bit-umc`', bitUmc],
  ['Infoclinica', gateway],
  ['… portal', portal],
  ['EMIAS', emias],
  ['`fakeMis`', { vendor: 'fake', start: fake }],
]

/** Runs the whole suite over every adapter. */
export async function supportTable(): Promise<string> {
  const supports = []
  for (const [title, subject] of columns) supports.push(await supportOf({ ...subject, vendor: title }))
  return supportMatrix(supports)
}

/** What the suite says where every case of every adapter holds; asks the adapters only what they grant. */
export async function fullSupportTable(): Promise<string> {
  const all = cases.map(({ family, name }) => ({ family, name, passed: true }))
  return tableOf(() => all)
}

/** The part of vitest's JSON report that is read here. */
export interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
    }[]
  }[]
}

/** What the tests of the adapters' own packages found, so that nothing runs twice. A case that did not run did not hold. */
export async function reportedSupportTable({ testResults }: Report): Promise<string> {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  const held = new Set(
    tests.filter(({ status }) => status === 'passed').map((test) => [...test.ancestorTitles, test.title].join('\n')),
  )
  return tableOf(({ vendor }) =>
    cases.map(({ family, name }) => ({
      family,
      name,
      passed: held.has([`${vendor} conformance`, family, name].join('\n')),
    })),
  )
}

async function tableOf(outcomesOf: (subject: Subject) => Support['outcomes']): Promise<string> {
  const supports = []
  for (const [title, subject] of columns) {
    const { granted } = await supportOf(subject, [])
    supports.push({ vendor: title, granted, outcomes: outcomesOf(subject) })
  }
  return supportMatrix(supports)
}

/** The page with what stands between its two marks replaced. */
export function withSupport(page: string, table: string): string {
  const [begin, end] = ['<!-- support:begin -->', '<!-- support:end -->']
  const [before, after] = [page.indexOf(begin), page.indexOf(end)]
  if (before < 0 || after < before) throw new Error(`README.md lacks ${begin} or ${end}`)
  return `${page.slice(0, before + begin.length)}\n${table}${page.slice(after)}`
}
