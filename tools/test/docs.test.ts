import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { typeMistakes } from '../lib/check-types.ts'
import { type CodeBlock, codeBlocks, writeBlocks } from '../lib/code-blocks.ts'
import { errorsPage } from '../lib/errors-page.ts'
import { faultsPage } from '../lib/faults-page.ts'
import { filesUnder, packageFolders, read, root } from '../lib/files.ts'
import { freePort } from '../lib/free-port.ts'
import { run } from '../lib/run.ts'
import { whileServing } from '../lib/while-serving.ts'

const pages = [
  'README.md',
  'README.ru.md',
  ...filesUnder('docs', '.md'),
  ...packageFolders().map((name) => `packages/${name}/README.md`),
].filter((page) => existsSync(join(root, page)))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const vitestConfig = join(root, 'tools/lib/vitest-blocks.config.ts')
const importsVitest = (file: string): boolean => /from 'vitest'/.test(readFileSync(file, 'utf8'))
const blocks = pages.flatMap((page) => codeBlocks(page, read(page)))

// Inside an example, so that imports resolve as a reader's would; ignored by git; a folder of its own for each run.
const folder = join(root, 'examples/demo/.docs', String(process.pid))
const files = writeBlocks(
  folder,
  blocks.filter(({ tag }) => tag !== 'sketch'),
)
const placeOf = (file: string, line: number): string => {
  const block = files.get(file)
  return block ? `${block.page}:${block.line + line}` : `${file}:${line + 1}`
}
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const runBlock = (file: string): Promise<string> =>
  file.endsWith('.test.ts') && importsVitest(file)
    ? run(process.execPath, [vitest, 'run', '--config', vitestConfig, '--root', dirname(file), file], folder)
    : run(process.execPath, ['--conditions=@mis/source', file], folder)

describe('the documentation', () => {
  it('holds code', () => expect(files.size).toBeGreaterThan(10))

  it('keeps sketches that nobody checks to the picture of the house', () => {
    const sketches = blocks.filter(({ tag }) => tag === 'sketch').map(({ page }) => page)
    expect(new Set(sketches)).toEqual(new Set(['docs/architecture.md']))
  })

  it('has code that compiles under strict options', () => {
    expect(typeMistakes([...files.keys()], placeOf)).toEqual([])
  }, 240_000)

  it('writes its adapter in under 200 lines', () => {
    const parts = ['wire.ts', 'map.ts', 'errors.ts', 'adapter.ts']
    const ofAdapter = blocks.filter(({ page, tag }) => page === 'docs/writing-an-adapter.md' && parts.includes(tag))
    expect(ofAdapter).toHaveLength(parts.length)
    expect(ofAdapter.flatMap(({ code }) => code.trimEnd().split('\n')).length).toBeLessThan(200)
  })

  it('has an errors page that is made from the code table (node --conditions=@mis/source tools/write-docs.ts)', () => {
    expect(read('docs/errors.md')).toBe(errorsPage())
  })

  it('has a faults page that is made from the fault table (node --conditions=@mis/source tools/write-docs.ts)', () => {
    expect(read('docs/faults.md')).toBe(faultsPage())
  })
})

const command = join(root, 'packages/cli/src/mis.ts')

/** Runs a block beside the mock it was written for, at a port that is free. */
async function runBeside(mock: string, file: string, { code }: CodeBlock): Promise<string> {
  const port = String(await freePort())
  const moved = file.replace(/\.ts$/, '.moved.ts')
  writeFileSync(moved, code.replaceAll('4010', port))
  const args = ['--conditions=@mis/source', command, 'mock', mock, '--port', port]
  return (await whileServing(process.execPath, args, folder, () => runBlock(moved))).result
}

describe.concurrent('each block runs to its end', () => {
  for (const [file, block] of files) {
    it(`${block.page}:${block.line}`, { timeout: 240_000 }, async () => {
      const printed = await (block.mock ? runBeside(block.mock, file, block) : runBlock(file))
      if (block.output !== undefined) expect(printed).toBe(block.output)
    })
  }
})

describe('a mistake in a block is caught', () => {
  const page = (...lines: string[]): string => ['```ts', ...lines, '```', ''].join('\n')
  const written = (name: string, text: string): string => {
    const [file = ''] = writeBlocks(folder, codeBlocks(name, text)).keys()
    return file
  }

  it('a wrong type', () => {
    const file = written(
      'planted-type.md',
      page("import { createWorld } from '@mis/mock'", "createWorld({ seed: 'x' })"),
    )
    expect(typeMistakes([file], (_, line) => `line ${line + 2}`)).toEqual([expect.stringMatching(/^line 3 .*string/)])
  }, 240_000)

  it('a block that throws', async () => {
    await expect(runBlock(written('planted-throw.md', page("throw new Error('no')")))).rejects.toThrow()
  })

  it('a block without an end', () => {
    expect(() => codeBlocks('x.md', '```ts\nconst x = 1\n')).toThrow('no end')
  })
})
