// The support matrix of the README: the suite's own output for each adapter that stands in this repository.
import { type Started, type Subject, supportMatrix, supportOf } from '@mis/conformance'
import { recommended, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { fakeDialect, fakeMis, inProcess, listen, type World } from '@mis/mock'

const timeZone = 'Europe/Moscow'

async function medesk(world: World): Promise<Started> {
  const server = await listen(medeskMock(world, { apiKey: 'key' }))
  return { adapter: createMedesk({ baseUrl: server.url, apiKey: 'key', timeZone }), server }
}

async function wrapped(world: World): Promise<Started> {
  const { adapter, server } = await medesk(world)
  return { adapter: wrap(adapter, recommended()), server }
}

async function fake(world: World): Promise<Started> {
  const server = inProcess(fakeDialect(world))
  return { adapter: fakeMis(world, { server }), server }
}

const subjects: readonly Subject[] = [
  { vendor: '`@mis/medesk`', start: medesk },
  { vendor: 'wrapped', start: wrapped },
  { vendor: '`fakeMis`', start: fake },
]

/** Runs the whole suite over every adapter. */
export async function supportTable(): Promise<string> {
  const columns = []
  for (const subject of subjects) columns.push(await supportOf(subject))
  return supportMatrix(columns)
}

/** The page with what stands between its two marks replaced. */
export function withSupport(page: string, table: string): string {
  const [begin, end] = ['<!-- support:begin -->', '<!-- support:end -->']
  const [before, after] = [page.indexOf(begin), page.indexOf(end)]
  if (before < 0 || after < before) throw new Error(`README.md lacks ${begin} or ${end}`)
  return `${page.slice(0, before + begin.length)}\n${table}${page.slice(after)}`
}
