import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { apiReport } from '../lib/api-report.ts'
import { codeBlocks } from '../lib/code-blocks.ts'
import { packageFolders, read, root } from '../lib/files.ts'
import { emptyProject, entriesOf, isForVitest, type Packed, packAll } from '../lib/packed.ts'
import { run } from '../lib/run.ts'
import { overBudget, sizeOf } from '../lib/size-budgets.ts'

const minutes = 60_000
const names = packageFolders()
const folder = inject('packFolder')
const project = join(folder, 'project')
let packed: readonly Packed[] = []

beforeAll(async () => {
  packed = await packAll(folder)
  emptyProject(project, packed)
}, 5 * minutes)

const packageOf = (home: string): Packed => {
  const found = packed.find((one) => one.home === home)
  if (!found) throw new Error(`${home} was not packed`)
  return found
}

async function inProject(name: string, text: string): Promise<string> {
  writeFileSync(join(project, name), text)
  return run(process.execPath, [name], project)
}

describe.each(names)('%s as it is packed', (home) => {
  it('holds no trace of the workspace', () => {
    expect(JSON.stringify(packageOf(home).manifest)).not.toMatch(/@mis\/source|workspace:/)
  })

  it('says whose it is, where it comes from and what it needs', () => {
    const site = 'https://github.com/mis-connect/mis'
    expect(packageOf(home).manifest).toMatchObject({
      name: `@mis/${home}`,
      description: expect.stringMatching(/.{20,}/),
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=22.13' },
      repository: { type: 'git', url: `git+${site}.git`, directory: `packages/${home}` },
      homepage: `${site}/tree/main/packages/${home}#readme`,
      bugs: `${site}/issues`,
      publishConfig: { access: 'public' },
    })
  })

  it('brings its licence, its page, and what its entries name', () => {
    const { folder: unpacked, manifest } = packageOf(home)
    const named = JSON.stringify([manifest.exports, manifest.bin]).match(/\.\/dist\/[^"]+/g) ?? []
    expect(named.length).toBeGreaterThan(0)
    expect(['LICENSE', 'README.md', ...named].filter((path) => !existsSync(join(unpacked, path)))).toEqual([])
  })

  it('keeps within its size budget (tools/lib/size-budgets.ts)', () => {
    expect(overBudget(home, sizeOf(packageOf(home)))).toEqual([])
  })

  it('satisfies publint', async () => {
    const { messages } = await publint({ pkgDir: packageOf(home).folder, pack: false, strict: true })
    expect(messages).toEqual([])
  })

  it('exports what its report says (pnpm api-report)', () => {
    expect(apiReport(project, packageOf(home))).toBe(read(`docs/api-report/${home}.api.md`))
  })
})

describe.concurrent('the page and the types of', () => {
  for (const home of names) {
    it(`${home}: types resolve for whoever imports it (attw)`, { timeout: minutes }, async () => {
      await run(join(root, 'node_modules/.bin/attw'), [packageOf(home).tarball, '--profile', 'esm-only'], root)
    })

    it(`${home}: every example of the README runs`, { timeout: minutes }, async () => {
      const examples = codeBlocks(`${home}.md`, read(`packages/${home}/README.md`))
      expect(examples.length).toBeGreaterThan(0)
      for (const { code, line } of examples) await inProject(`readme-${home}-${line}.ts`, code)
    })
  }
})

describe('the packages together', () => {
  it('have a report each, and no report of a package that is gone', () => {
    expect(readdirSync(join(root, 'docs/api-report'))).toEqual(names.map((name) => `${name}.api.md`))
  })

  it('can be imported in an empty project, and required too', async () => {
    const wanted = packed.flatMap(entriesOf).filter((entry) => !isForVitest(entry))
    const print = `for (const name of ${JSON.stringify(wanted)}) console.log(name, Object.keys(LOAD(name)).length > 0)`
    const expected = wanted.map((name) => `${name} true\n`)
    expect(await inProject('all.mjs', print.replace('LOAD', 'await import'))).toBe(expected.join(''))
    expect(await inProject('all.cjs', print.replace('LOAD', 'require'))).toBe(expected.join(''))
  })

  it('give a test of Vitest its clinic', { timeout: minutes }, async () => {
    expect(packed.flatMap(entriesOf).filter(isForVitest)).toEqual(['@mis/mock/vitest'])
    const text = `
      import { fakeDialect } from '@mis/mock'
      import { clinicTest } from '@mis/mock/vitest'
      import { expect } from 'vitest'
      clinicTest({ mock: (world) => fakeDialect(world) })('books', ({ world }) => expect(world.appointments()).toEqual([]))`
    writeFileSync(join(project, 'clinic.test.ts'), text)
    const printed = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'clinic.test.ts'], project)
    expect(printed).toMatch(/1 passed/)
  })

  it('run the example of the README', async () => {
    const [, example = ''] = read('README.md').match(/```ts\n([\s\S]*?)```/) ?? []
    expect(await inProject('readme.ts', example)).toMatch(/: booked\n$/)
  })

  it('give an adapter that runs where no mock is installed, and loads no more than it needs', async () => {
    const alone = join(folder, 'alone')
    emptyProject(
      alone,
      packed.filter(({ home }) => home === 'core' || home === 'medesk'),
    )
    writeFileSync(join(alone, 'alone.ts'), aloneProgram)
    // Nor does anything of it make code from strings, which a strict server forbids.
    const strict = '--disallow-code-generation-from-strings'
    const args = [strict, '--import', join(root, 'tools/print-loaded.ts'), 'alone.ts']
    const [outcome, modules = ''] = (await run(process.execPath, args, alone)).split('\n')
    expect(outcome).toBe('unavailable')
    // All that a site with a REST vendor loads: no SOAP, no XML, no driver of a store, no undici, no library of ciphers.
    const [ofNode, ofOthers] = [/^node:/, /^(?!node:)/].map((wanted) =>
      modules.split(' ').filter((name) => wanted.test(name)),
    )
    expect(ofOthers).toEqual(['@mis/core', '@mis/medesk', 'ky', 'lru-cache', 'p-limit', 'yocto-queue', 'zod'])
    expect(ofNode).not.toContain('node:sqlite')
  })
})

/** A site with one vendor, up to a call on the wire. */
const aloneProgram = `
  import { recommended, wrap } from '@mis/core'
  import { createMedesk } from '@mis/medesk'

  const medesk = createMedesk({ baseUrl: 'http://127.0.0.1:1', apiKey: 'key', timeZone: 'Europe/Moscow' })
  const mis = wrap(medesk, recommended({ retry: { attempts: 1 } }))
  await mis.listDoctors({}).catch(({ code }) => console.log(code))
  await mis.close()
`

describe('what a user did not ask for', () => {
  it('is not installed: SOAP tools come with no package, and a WSDL says what it takes', async () => {
    const alone = join(folder, 'without-soap')
    emptyProject(
      alone,
      packed.filter(({ home }) => home === 'core' || home === 'emias'),
    )
    rmSync(join(alone, 'node_modules/soap'))
    const text = `
      import { createEmias } from '@mis/emias'
      import { contractFromWsdl } from '@mis/emias/wsdl'
      console.log(typeof createEmias, await contractFromWsdl('<definitions/>').catch((error) => error.message))`
    writeFileSync(join(alone, 'alone.mjs'), text)
    expect(await run(process.execPath, ['alone.mjs'], alone)).toMatch(/^function .*npm install soap/)
  })
})

describe('a release', () => {
  it('gives every package a changelog (changeset version)', async () => {
    const clone = join(folder, 'release')
    const left = /[/\\](node_modules|dist|\.docs|samples|\.git)$/
    cpSync(root, clone, { recursive: true, filter: (path) => !left.test(path) })
    const git = ['-c', 'user.name=x', '-c', 'user.email=x@example.test']
    for (const words of ['init -q -b main', 'add -A', 'commit -q -m all'])
      await run('git', [...git, ...words.split(' ')], clone)
    await run(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], clone)
    expect(names.filter((home) => !existsSync(join(clone, `packages/${home}/CHANGELOG.md`)))).toEqual([])
  })
})
