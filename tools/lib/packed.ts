// The packages as a user gets them: built, packed, and laid out in an empty project.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageFolders, root } from './files.ts'
import { run } from './run.ts'

export interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly [member: string]: unknown
}

export interface Packed {
  /** The folder below `packages/`. */
  readonly home: string
  readonly tarball: string
  /** Where it lies unpacked. */
  readonly folder: string
  readonly manifest: Manifest
}

/**
 * Builds and packs every package into `folder`, once: who comes later, in this process or another, waits for the first.
 * With `MIS_BUILT=1` what stands in the `dist` folders is packed as it is.
 */
export async function packAll(folder: string): Promise<readonly Packed[]> {
  const [tarballs, failed] = [join(folder, 'tarballs'), join(folder, 'failed')]
  if (claims(join(folder, 'claimed'))) {
    try {
      if (process.env.MIS_BUILT !== '1') await run('pnpm', ['build'], root)
      await run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', `${tarballs}.new`], root)
      await unpackAll(`${tarballs}.new`, join(folder, 'unpacked'))
      cpSync(`${tarballs}.new`, tarballs, { recursive: true })
      writeFileSync(join(folder, 'done'), '')
    } catch (error) {
      writeFileSync(failed, String(error))
    }
  }
  while (!existsSync(join(folder, 'done')) && !existsSync(failed)) await sleep(50)
  if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'))
  return packageFolders().map((home) => {
    const { name, version } = JSON.parse(readFileSync(join(root, 'packages', home, 'package.json'), 'utf8'))
    const tarball = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
    const unpacked = join(folder, 'unpacked', tarball.replace(/\.tgz$/, ''))
    const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Manifest
    return { home, tarball: join(tarballs, tarball), folder: unpacked, manifest }
  })
}

/** True for exactly one of all who ask. */
function claims(place: string): boolean {
  try {
    mkdirSync(place)
    return true
  } catch {
    return false
  }
}

async function unpackAll(tarballs: string, into: string): Promise<void> {
  for (const tarball of readdirSync(tarballs)) {
    const target = join(into, tarball.replace(/\.tgz$/, ''))
    mkdirSync(target, { recursive: true })
    await run('tar', ['-xzf', join(tarballs, tarball), '-C', target, '--strip-components=1'], into)
  }
}

/** An empty ES module project that has the packages installed, with the workspace's own copies of what they depend on. */
export function emptyProject(project: string, packed: readonly Packed[]): void {
  const modules = join(project, 'node_modules')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  // Copies, not links: a link would be resolved to where it points, and that has no dependencies beside it.
  for (const { folder, manifest } of packed) cpSync(folder, join(modules, manifest.name), { recursive: true })
  for (const [name, target] of packed.flatMap(foreignDependencies)) {
    const place = join(modules, name)
    if (existsSync(place)) continue
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(target, place)
  }
}

/** What it needs and what it can use. */
function foreignDependencies({ home, manifest }: Packed): [string, string][] {
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .filter((name) => !name.startsWith('@mis/'))
    .map((name) => [name, join(root, 'packages', home, 'node_modules', name)])
}

/** What is imported within a run of Vitest alone. */
export const isForVitest = (entry: string): boolean => entry.endsWith('/vitest')

/** Everything a user may import, such as `@mis/core/adapter`. */
export function entriesOf({ manifest }: Packed): string[] {
  return Object.keys(manifest.exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => join(manifest.name, path))
}
