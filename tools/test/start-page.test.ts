import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { codeBlocks } from '../lib/code-blocks.ts'
import { read } from '../lib/files.ts'
import { freePort } from '../lib/free-port.ts'
import { emptyProject, type Packed, packAll } from '../lib/packed.ts'
import { run } from '../lib/run.ts'
import { whileServing } from '../lib/while-serving.ts'

const folder = inject('packFolder')
let packed: readonly Packed[] = []
beforeAll(async () => {
  packed = await packAll(folder)
}, 300_000)

/** The commands of the page's `sh` blocks, one a line. */
const commandsOf = (page: string): string[] =>
  [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, text = '']) => text.trim().split('\n'))

/** Does what `npm install` of the page's own lines would: these packages, and what they depend on. */
function install(project: string, commands: readonly string[]): void {
  const wanted = new Set(commands.flatMap((line) => line.match(/@mis\/[a-z-]+/g) ?? []))
  for (const name of wanted) {
    const { dependencies = {} } = packed.find(({ manifest }) => manifest.name === name)?.manifest ?? {}
    for (const other of Object.keys(dependencies)) if (other.startsWith('@mis/')) wanted.add(other)
  }
  emptyProject(
    project,
    packed.filter(({ manifest }) => wanted.has(manifest.name)),
  )
  const program = join(project, 'node_modules/@mis/cli/dist/mis.js')
  mkdirSync(join(project, 'node_modules/.bin'))
  chmodSync(program, 0o755)
  symlinkSync(program, join(project, 'node_modules/.bin/mis'))
}

describe.each(['docs/start.md', 'docs/start.ru.md'])('%s, followed word for word from an empty folder', (path) => {
  it('ends in a booking, and in one booking where the answer is lost', { timeout: 120_000 }, async () => {
    const port = String(await freePort())
    const page = read(path).replaceAll('4010', port)
    const commands = commandsOf(page)
    const project = join(folder, path.replaceAll('/', '-'))
    install(
      project,
      commands.filter((line) => line.startsWith('npm install')),
    )
    for (const line of commands.filter((each) => /^npm (init|pkg)/.test(each)))
      await run('npm', line.split(' ').slice(1), project)
    const block = codeBlocks(path, page).find(({ tag }) => tag === 'book.ts')
    writeFileSync(join(project, 'book.ts'), block?.code ?? '')
    const book = () => run(process.execPath, ['book.ts'], project)

    const served = commands.filter((line) => line.startsWith('npx mis mock '))
    expect(served).toHaveLength(2)
    for (const [index, line] of served.entries()) {
      const [, program = '', ...args] = line.split(' ')
      expect(existsSync(join(project, 'node_modules/.bin', program))).toBe(true)
      const { result, printed } = await whileServing(join(project, 'node_modules/.bin', program), args, project, book)
      expect(result).toBe(block?.output)
      const posts = printed.filter((each) => each.startsWith('POST'))
      expect(posts).toEqual([index === 0 ? 'POST /appointments 201 book' : 'POST /appointments no answer book'])
    }
  })
})
