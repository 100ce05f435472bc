import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageFolders, read, root } from '../lib/files.ts'
import { emptyProject, type Packed, packAll } from '../lib/packed.ts'
import { run } from '../lib/run.ts'

const minutes = 60_000
let folder = ''
let packed: readonly Packed[] = []
let project = ''

beforeAll(async () => {
  ;({ folder, packed } = await packAll())
  project = emptyProject(folder, packed)
}, 5 * minutes)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Everything a user may import, such as `@mis/core/adapter`. */
function entries(): string[] {
  return packed.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((path) => !path.endsWith('.json'))
      .map((path) => join(manifest.name, path)),
  )
}

async function inProject(name: string, text: string): Promise<string> {
  writeFileSync(join(project, name), text)
  return run(process.execPath, [name], project)
}

describe('the packages as they are packed', () => {
  it('are all there', () => expect(packed).toHaveLength(packageFolders().length))

  it('hold no trace of the workspace', () => {
    for (const { manifest } of packed) expect(JSON.stringify(manifest)).not.toMatch(/@mis\/source|workspace:/)
  })

  it('bring their licence, their page, and what their entries name', () => {
    for (const { folder: unpacked, manifest } of packed) {
      const named = JSON.stringify(manifest.exports).match(/\.\/dist\/[^"]+/g) ?? []
      expect(named.length, manifest.name).toBeGreaterThan(0)
      const missing = ['LICENSE', 'README.md', ...named].filter((path) => !existsSync(join(unpacked, path)))
      expect(missing, manifest.name).toEqual([])
    }
  })

  it('satisfy publint', async () => {
    for (const { folder: unpacked, manifest } of packed) {
      const { messages } = await publint({ pkgDir: unpacked, pack: false, strict: true })
      expect(messages, manifest.name).toEqual([])
    }
  })

  it(
    'have types that resolve (attw)',
    async () => {
      for (const { tarball } of packed)
        await run(join(root, 'node_modules/.bin/attw'), [tarball, '--profile', 'esm-only'], root)
    },
    minutes,
  )

  it('can be imported in an empty project, and required too', async () => {
    const wanted = JSON.stringify(entries())
    const print = `for (const name of ${wanted}) console.log(name, Object.keys(LOAD(name)).length > 0)`
    const expected = entries().map((name) => `${name} true\n`)
    expect(await inProject('all.mjs', print.replace('LOAD', 'await import'))).toBe(expected.join(''))
    expect(await inProject('all.cjs', print.replace('LOAD', 'require'))).toBe(expected.join(''))
  })

  it('run the example of the README', async () => {
    const [, example = ''] = read('README.md').match(/```ts\n([\s\S]*?)```/) ?? []
    expect(await inProject('readme.mjs', example)).toMatch(/: booked\n$/)
  })

  it('give an adapter that runs where no mock is installed', async () => {
    for (const name of ['mock', 'conformance']) rmSync(join(project, 'node_modules/@mis', name), { recursive: true })
    const text = "import { createMedesk } from '@mis/medesk'\nconsole.log(typeof createMedesk)\n"
    expect(await inProject('alone.mjs', text)).toBe('function\n')
  })
})

// The long lane, since it asks the registry.
if (process.env.MIS_LONG === '1') {
  describe('the packages, installed by npm', () => {
    it(
      'compile for every way of resolving modules, with all declarations checked',
      async () => {
        const installed = join(folder, 'installed')
        const tarballs = packed.map(({ tarball }) => tarball)
        await run('mkdir', [installed], folder)
        writeFileSync(join(installed, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }))
        const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }
        const tools = ['typescript', '@types/node'].map((name) => `${name}@${devDependencies[name]}`)
        await run('npm', ['install', '--no-audit', '--no-fund', ...tarballs, ...tools], installed)
        const imports = entries().map(
          (name, index) => `import * as all${index} from '${name}'\nconsole.log(all${index})\n`,
        )
        writeFileSync(join(installed, 'user.ts'), imports.join(''))
        for (const given of [
          ['--module', 'nodenext'],
          ['--module', 'node20'],
          ['--module', 'esnext', '--moduleResolution', 'bundler'],
        ]) {
          const options = [
            '--noEmit',
            '--strict',
            '--skipLibCheck',
            'false',
            '--target',
            'es2023',
            '--types',
            'node',
            ...given,
          ]
          await run(process.execPath, ['node_modules/typescript/bin/tsc', ...options, 'user.ts'], installed)
        }
      },
      5 * minutes,
    )
  })
}
