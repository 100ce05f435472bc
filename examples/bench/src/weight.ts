// What an app pays for what it installs: bytes, packages, modules loaded. Asks the registry; run by `pnpm bench`.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const counter = fileURLToPath(new URL('./weight-counter.mjs', import.meta.url))

interface Set {
  readonly title: string
  /** Ours are packed here, the rest come from the registry. */
  readonly packages: readonly string[]
  readonly imports: readonly string[]
}

const sets: readonly Set[] = [
  { title: 'core and Medesk', packages: ['@mis/core', '@mis/medesk'], imports: ['@mis/core', '@mis/medesk'] },
  { title: 'core and EMIAS (SOAP)', packages: ['@mis/core', '@mis/emias'], imports: ['@mis/core', '@mis/emias'] },
  {
    title: 'core, Medesk and the desk in SQLite',
    packages: ['@mis/core', '@mis/medesk', '@mis/desk'],
    imports: ['@mis/core', '@mis/medesk', '@mis/desk'],
  },
  {
    title: 'by hand: ky, p-retry, p-limit, lru-cache, opossum, zod',
    packages: ['ky', 'p-retry', 'p-limit', 'lru-cache', 'opossum', 'zod'],
    imports: ['ky', 'p-retry', 'p-limit', 'lru-cache', 'opossum', 'zod'],
  },
  { title: 'axios', packages: ['axios'], imports: ['axios'] },
  { title: 'soap', packages: ['soap'], imports: ['soap'] },
]

export interface Weight {
  readonly title: string
  readonly packages: number
  readonly files: number
  readonly bytes: number
  /** Files loaded by importing it. */
  readonly modules: number
  /** From the start of a process to the end of the import, less an empty process; the least of several each. */
  readonly importMs: number
}

/** Installs each set into an empty project and imports it there. */
export async function measureWeights(runs: number): Promise<Weight[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mis-weight-'))
  try {
    const tarballs = join(folder, 'tarballs')
    await execute('pnpm', ['build'], { cwd: root })
    await execute('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', tarballs], { cwd: root })
    const packed = readdirSync(tarballs)
    const weights: Weight[] = []
    for (const [index, set] of sets.entries()) {
      const project = join(folder, `set-${index}`)
      mkdirSync(project)
      writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
      writeFileSync(join(project, 'empty.js'), '')
      writeFileSync(join(project, 'all.js'), set.imports.map((name) => `import '${name}'\n`).join(''))
      const wanted = set.packages.map((name) => {
        const tarball = packed.find((file) => file.startsWith(`${name.replace('@', '').replace('/', '-')}-`))
        return name.startsWith('@mis/') && tarball ? join(tarballs, tarball) : name
      })
      await execute('npm', ['install', '--no-audit', '--no-fund', '--omit=peer', ...wanted], { cwd: project })
      weights.push({ title: set.title, ...installed(join(project, 'node_modules')), ...(await loaded(project, runs)) })
    }
    return weights
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function installed(modules: string): Pick<Weight, 'packages' | 'files' | 'bytes'> {
  const files = readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.endsWith('.package-lock.json'))
  const manifests = files.filter((file) => /node_modules\/(@[^/]+\/)?[^/@][^/]*\/package\.json$/.test(file))
  return {
    packages: manifests.length,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
  }
}

async function loaded(project: string, runs: number): Promise<Pick<Weight, 'modules' | 'importMs'>> {
  const { stdout } = await execute(process.execPath, ['--import', counter, 'all.js'], { cwd: project })
  let [empty, all] = [Infinity, Infinity]
  for (let run = 0; run < runs; run += 1) {
    empty = Math.min(empty, await timeOf(project, 'empty.js'))
    all = Math.min(all, await timeOf(project, 'all.js'))
  }
  return { modules: Number(stdout), importMs: Math.max(0, all - empty) }
}

async function timeOf(project: string, file: string): Promise<number> {
  const begun = performance.now()
  await execute(process.execPath, [file], { cwd: project })
  return performance.now() - begun
}
