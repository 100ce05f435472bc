// The support matrix of the README: the suite's own output for each adapter that stands in this repository.
import { type Started, type Subject, supportMatrix, supportOf } from '@mis/conformance'
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

const columns: readonly (readonly [title: string, subject: Subject])[] = [
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

/** The page with what stands between its two marks replaced. */
export function withSupport(page: string, table: string): string {
  const [begin, end] = ['<!-- support:begin -->', '<!-- support:end -->']
  const [before, after] = [page.indexOf(begin), page.indexOf(end)]
  if (before < 0 || after < before) throw new Error(`README.md lacks ${begin} or ${end}`)
  return `${page.slice(0, before + begin.length)}\n${table}${page.slice(after)}`
}
