import { describe, expect, it } from 'vitest'
import { filesUnder, packageFolders, read } from '../lib/files.ts'
import { faults } from '../lib/sources.ts'
import { undocumented } from '../lib/undocumented.ts'

const sources = packageFolders().flatMap((name) =>
  filesUnder(`packages/${name}`, '.ts').filter((path) => /^packages\/[^/]+\/(src|mock)\//.test(path)),
)

describe('the sources', () => {
  it('hold no any, no nameless export, no file over 300 lines, and no clock of their own', () => {
    expect(sources.length).toBeGreaterThan(20)
    expect(sources.flatMap((path) => faults(path, read(path)))).toEqual([])
  })

  it('say of each name that an entry exports what it is', () => {
    const entries = sources.filter((path) => path.endsWith('/index.ts'))
    expect(entries.flatMap((entry) => undocumented(entry))).toEqual([])
    const files: Record<string, string> = {
      'a/index.ts': "export { type One, two, three as four } from './b.ts'",
      'a/b.ts': '/** Said. */\nexport interface One {}\nexport function two() {}\nexport const three = 3',
    }
    expect(undocumented('a/index.ts', (path) => files[path] ?? '')).toEqual(['a/b.ts: two', 'a/b.ts: three'])
  })

  it('leave no test switched off', () => {
    const tests = ['packages', 'tools', 'examples'].flatMap((folder) => filesUnder(folder, '.test.ts'))
    const switchedOff = /\b(it|test|describe)\.(skip|only|todo|fails)\b/
    expect(tests.filter((path) => switchedOff.test(read(path)))).toEqual([])
  })

  it('name no path of one machine', () => {
    const home = new RegExp(['/root/', '/home/', '/Users/'].map((folder) => `["'\`( ]${folder}\\w`).join('|'))
    const texts = ['packages', 'tools', 'examples', 'docs'].flatMap((folder) =>
      ['.ts', '.md', '.json'].flatMap((ending) => filesUnder(folder, ending)),
    )
    expect(texts.filter((path) => home.test(read(path)))).toEqual([])
  })
})

describe('a fault in a source is caught', () => {
  const path = 'packages/core/src/middleware/x.ts'
  const planted: readonly string[] = [
    'export const x: any = 1',
    'export function f(x: Record<string, any>) {}',
    "export * from './y.ts'",
    "export * as y from './y.ts'",
    'export default 1',
    "import { y } from './y.js'",
    'export const at = Date.now()',
    'export const at = new Date()',
    'export const dice = () => Math.random()',
    'setTimeout(() => {}, 5)',
    '// @ts-ignore',
    '\n'.repeat(301),
  ]
  for (const text of planted) {
    it(JSON.stringify(text.slice(0, 60)), () => expect(faults(path, text)).toHaveLength(1))
  }

  it('and a clean file is not', () => {
    expect(faults(path, "import { y } from './y.ts'\nexport const at = new Date(y) // any\n")).toEqual([])
  })
})
