import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { typeMistakes } from '../../../tools/lib/check-types.ts'
import { codeBlocks } from '../../../tools/lib/code-blocks.ts'
import { read } from '../../../tools/lib/files.ts'
import { run } from '../../../tools/lib/run.ts'
import { mis } from './process.ts'

// Within the package, so that imports resolve as those of an installed one would; ignored by git.
const home = fileURLToPath(new URL(`../.docs/${process.pid}`, import.meta.url))
mkdirSync(home, { recursive: true })
afterAll(() => rmSync(home, { recursive: true, force: true }))

const left = (folder: string): Promise<string> =>
  run(process.execPath, ['--conditions=@mis/source', 'test/left.ts'], folder)
const holds = (text: string): number[] => /(\d+) of (\d+) cases hold/.exec(text)?.slice(1).map(Number) ?? []

describe.concurrent('mis create-adapter', { timeout: 240_000 }, () => {
  it('makes a package that compiles, passes the first cases and says what is left', async () => {
    const folder = join(home, 'my-clinic')
    const made = await mis(['create-adapter', 'my-clinic', '--folder', folder, '--package', '@us/my-clinic', '--json'])
    expect(made.code).toBe(0)
    const { files } = JSON.parse(made.out) as { files: string[] }
    const sources = files.filter((path) => path.endsWith('.ts'))
    expect(sources.length).toBeGreaterThan(8)
    expect(
      typeMistakes(
        sources.map((path) => join(folder, path)),
        (file, line) => `${file}:${line}`,
      ),
    ).toEqual([])
    const texts = files.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n')
    expect(texts).toContain('createMyClinic')
    expect(texts).not.toMatch(/acme/i)
    const said = await left(folder)
    const [passed = 0, all = 0] = holds(said)
    expect(passed).toBeGreaterThan(10)
    expect(passed).toBeLessThan(all)
    expect(said).toContain('booking races:\n')
  })

  it('becomes a whole adapter by following the guide', async () => {
    const folder = join(home, 'vega')
    expect((await mis(['create-adapter', 'vega', '--folder', folder])).code).toBe(0)
    const page = 'docs/writing-an-adapter.md'
    const blocks = codeBlocks(page, read(page))
    const places = { 'wire.ts': 'src', 'map.ts': 'src', 'errors.ts': 'src', 'adapter.ts': 'src', 'mock.ts': 'mock' }
    for (const [name, part] of Object.entries(places)) {
      const block = blocks.find(({ tag }) => tag === name)
      if (!block) throw new Error(`${page} has no ${name}`)
      const file = join(folder, part, name === 'mock.ts' ? 'index.ts' : name)
      expect(existsSync(file), file).toBe(true)
      writeFileSync(file, block.code)
    }
    const [passed, all] = holds(await left(folder))
    expect(passed).toBe(all)
  })
})
