// The packages as a user gets them: built, packed, and laid out in an empty project.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packageFolders, root } from './files.ts'
import { run } from './run.ts'

export interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly [member: string]: unknown
}

export interface Packed {
  readonly tarball: string
  /** Where it lies unpacked. */
  readonly folder: string
  readonly manifest: Manifest
}

/** Builds and packs every package into a new folder. */
export async function packAll(): Promise<{ folder: string; packed: readonly Packed[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'mis-packed-'))
  await run('pnpm', ['build'], root)
  await run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder], root)
  const packed: Packed[] = []
  for (const tarball of readdirSync(folder).filter((name) => name.endsWith('.tgz'))) {
    const target = join(folder, 'unpacked', tarball.replace(/\.tgz$/, ''))
    mkdirSync(target, { recursive: true })
    await run('tar', ['-xzf', join(folder, tarball), '-C', target, '--strip-components=1'], folder)
    const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Manifest
    packed.push({ tarball: join(folder, tarball), folder: target, manifest })
  }
  return { folder, packed }
}

/** An empty ES module project that has the packages installed, with the workspace's own copies of what they depend on. */
export function emptyProject(folder: string, packed: readonly Packed[]): string {
  const project = join(folder, 'project')
  const link = (name: string, target: string): void => {
    const place = join(project, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(target, place)
  }
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  // Copies, not links: a link would be resolved to where it points, and that has no dependencies beside it.
  for (const { folder: unpacked, manifest } of packed)
    cpSync(unpacked, join(project, 'node_modules', manifest.name), { recursive: true })
  const foreign = new Map(packageFolders().flatMap((name) => foreignDependencies(packed, name)))
  for (const [name, target] of foreign) link(name, target)
  return project
}

function foreignDependencies(packed: readonly Packed[], folder: string): [string, string][] {
  const { dependencies = {} } = packed.find(({ manifest }) => manifest.name === `@mis/${folder}`)?.manifest ?? {}
  return Object.keys(dependencies)
    .filter((name) => !name.startsWith('@mis/'))
    .map((name) => [name, join(root, 'packages', folder, 'node_modules', name)])
}
